import Convergence
import Testing

/// OpenSSH: the first line wins, blocks are scopes of their own, keywords know no case.
@Suite struct SSHSettingTests {
    private static let server: [SettingCase] = [
        SettingCase(
            "the line that wins is rewritten where it stands, losing lines stay",
            at: "/etc/ssh/sshd_config", "key: PermitRootLogin\nvalue: prohibit-password",
            before: "Port 22\npermitrootlogin  yes # for now\nPermitRootLogin prohibit-password\n",
            after:
                "Port 22\npermitrootlogin  prohibit-password # for now\nPermitRootLogin prohibit-password\n",
            "PermitRootLogin: yes -> prohibit-password"),
        SettingCase(
            "a losing line that disagrees is no difference",
            at: "/etc/ssh/sshd_config", "key: PermitRootLogin\nvalue: \"no\"",
            before: "PermitRootLogin no\nPermitRootLogin yes\n",
            after: "PermitRootLogin no\nPermitRootLogin yes\n"),
        SettingCase(
            "a new line goes below its commented-out default, not below prose or a block's example",
            at: "/etc/ssh/sshd_config", "key: AllowTcpForwarding\nvalue: \"no\"",
            before:
                "# AllowTcpForwarding is explained below\n#AllowTcpForwarding yes\nUsePAM yes\n#Match User a\n#\tAllowTcpForwarding no\n",
            after:
                "# AllowTcpForwarding is explained below\n#AllowTcpForwarding yes\nAllowTcpForwarding no\nUsePAM yes\n#Match User a\n#\tAllowTcpForwarding no\n",
            "AllowTcpForwarding: absent -> no"),
        SettingCase(
            "a keyword below Match is not global, and a new line goes above the block and its comment",
            at: "/etc/ssh/sshd_config.d/10-a.conf", "key: X11Forwarding\nvalue: \"no\"",
            before: "UsePAM yes\n\n# for backups\nMatch User backup\n  X11Forwarding no\n",
            after: "UsePAM yes\nX11Forwarding no\n\n# for backups\nMatch User backup\n  X11Forwarding no\n",
            "X11Forwarding: absent -> no"),
        SettingCase(
            "Match all always counts and is stronger than what stands above it",
            at: "/etc/ssh/sshd_config", "key: X11Forwarding\nvalue: \"no\"",
            before: "X11Forwarding no\nMatch all\n\tX11Forwarding yes\n",
            after: "X11Forwarding no\nMatch all\n\tX11Forwarding no\n", "X11Forwarding: yes -> no"),
        SettingCase(
            "of a keyword that adds up every line must agree",
            at: "/etc/ssh/sshd_config", "key: Port\nvalue: 22", before: "Port 22\nUsePAM yes\nPort 2222\n",
            after: "UsePAM yes\nPort 22\n", "Port: [22, 2222] -> 22"),
        SettingCase(
            "a list is every line in its order",
            at: "/etc/ssh/sshd_config", "key: AcceptEnv\nvalue: [LANG LC_*, COLORTERM]",
            before: "AcceptEnv LANG   LC_*\nUsePAM yes\n",
            after: "AcceptEnv LANG   LC_*\nAcceptEnv COLORTERM\nUsePAM yes\n",
            "AcceptEnv: LANG LC_* -> [LANG LC_*, COLORTERM]"),
        SettingCase(
            "a list takes surplus lines away",
            at: "/etc/ssh/sshd_config", "key: HostKey\nvalue: [/etc/ssh/b]",
            before: "HostKey /etc/ssh/a\nHostKey /etc/ssh/b\n", after: "HostKey /etc/ssh/b\n",
            "HostKey: [/etc/ssh/a, /etc/ssh/b] -> [/etc/ssh/b]"),
        SettingCase(
            "equals signs and quotes are as good as a blank",
            at: "/etc/ssh/sshd_config", "values: { MaxAuthTries: 4, Banner: /etc/issue.net }",
            before: "MaxAuthTries=4\nBanner = \"/etc/issue.net\"\n",
            after: "MaxAuthTries=4\nBanner = \"/etc/issue.net\"\n"),
        SettingCase(
            "an absent keyword leaves blocks alone",
            at: "/etc/ssh/sshd_config", "absent: [permitEmptyPasswords]",
            before: "PermitEmptyPasswords yes\nMatch User a\nPermitEmptyPasswords yes\n",
            after: "Match User a\nPermitEmptyPasswords yes\n", "permitEmptyPasswords: yes -> absent"),
        SettingCase(
            "in the client's file what stands for all hosts counts in its place",
            at: "/etc/ssh/ssh_config", "key: ForwardAgent\nvalue: \"no\"",
            before: "Host *\n#   ForwardAgent no\n    SendEnv LANG\n",
            after: "Host *\n#   ForwardAgent no\nForwardAgent no\n    SendEnv LANG\n",
            "ForwardAgent: absent -> no"),
    ]

    @Test(arguments: server) func becomesAsWanted(_ item: SettingCase) async throws { try await item.prove() }

    @Test(arguments: [
        ("key: Match\nvalue: all", "'Match': 'Match' begins a block, it is not a setting"),
        (
            "key: Banner\nvalue: \"\"",
            "'Banner': a keyword needs a value: use 'absent' to take the keyword away"
        ),
        ("key: Banner\nvalue: '\"/etc/x'", "'Banner': a quote is not closed"),
        (
            "key: Banner\nvalue: 'a #b'",
            "'Banner': '#' begins a comment: put the value in double quotes inside the policy's own"
        ),
        (
            "key: UsePAM\nvalue: [yes, no]",
            "'UsePAM': this format reads one value for this key: write it without a list"
        ),
        ("values: { usepam: yes, UsePAM: no }", "'UsePAM' stands here twice: keep one"),
    ])
    func refusesWhatSSHCannotRead(_ control: String, _ problem: String) throws {
        #expect(try SettingBench.read("file: /etc/ssh/sshd_config\n" + control).problems == [problem])
    }
}
