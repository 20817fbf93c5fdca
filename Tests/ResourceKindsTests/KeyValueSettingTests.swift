import Convergence
import Testing

/// login.defs, and the dialects of `key = value`.
@Suite struct KeyValueSettingTests {
    private static let cases: [SettingCase] = [
        SettingCase(
            "login.defs: the last line wins, and the gap is kept",
            at: "/etc/login.defs", "key: UMASK\nvalue: \"027\"",
            before: "UMASK 027\n# UMASK is prose\nUMASK\t\t022\n",
            after: "UMASK 027\n# UMASK is prose\nUMASK\t\t027\n", "UMASK: 022 -> 027"),
        SettingCase(
            "login.defs: below the default that is commented out, separated as there",
            at: "/etc/login.defs", "key: HOME_MODE\nvalue: \"0700\"",
            before: "# HOME_MODE is used by useradd\n#HOME_MODE\t0750\nUMASK 022\n",
            after: "# HOME_MODE is used by useradd\n#HOME_MODE\t0750\nHOME_MODE\t0700\nUMASK 022\n",
            "HOME_MODE: absent -> 0700"),
        SettingCase(
            "login.defs: quotes are dropped", at: "/etc/login.defs", "key: A\nvalue: b", before: "A \"b\"\n",
            after: "A \"b\"\n"),
        SettingCase(
            "login.defs: a comment behind a value belongs to it",
            at: "/etc/login.defs", "key: A\nvalue: b", before: "A b # c\n", after: "A b\n", "A: b # c -> b"),
        SettingCase(
            "sysctl: the last line wins, slashes are dots, a minus is not part of the key",
            at: "/etc/sysctl.d/60-a.conf", "values: { net.ipv4.ip_forward: 0, kernel.sysrq: 0 }",
            before: "net.ipv4.ip_forward = 0\n-net/ipv4/ip_forward=1\n; kernel.sysrq = 438\n",
            after:
                "net.ipv4.ip_forward = 0\n-net/ipv4/ip_forward=0\n; kernel.sysrq = 438\nkernel.sysrq = 0\n",
            "net.ipv4.ip_forward: 1 -> 0", "kernel.sysrq: absent -> 0"),
        SettingCase(
            "an unknown line stays, and values are taken as they are",
            at: "/etc/security/faillock.conf", "values: { deny: 5, audit_log: '\"x\"' }",
            before: "silent\ndeny = 3\n", after: "silent\ndeny = 5\naudit_log = \"x\"\n", "deny: 3 -> 5",
            "audit_log: absent -> \"x\""),
        SettingCase(
            "shell: values compare without quotes",
            at: "/etc/default/x", "values: { A: a b, B: c, C: '$x', D: '' }",
            before: "A='a b'\nexport B=\"c\" # d\nC='$x'\nD=\n",
            after: "A='a b'\nexport B=\"c\" # d\nC='$x'\nD=\n"),
        SettingCase(
            "shell: values are quoted where they need it, in the style they had",
            at: "/etc/default/x", "values: { A: a b, B: e, C: '$x\"', D: 'n o' }",
            before: "A=x\nexport B=\"c\" # d\n  C=z\nD='m'\n",
            after: "A=\"a b\"\nexport B=\"e\" # d\n  C=\"\\$x\\\"\"\nD='n o'\n", "A: x -> a b", "B: c -> e",
            "C: z -> $x\"",
            "D: m -> n o"),
        SettingCase(
            "shell: what only a shell can tell is never as wanted",
            at: "/etc/default/x", "values: { A: $HOME, B: x y, C: a;b }",
            before: "A=\"$HOME\"\nB=x y\nC=a;b\n", after: "A=\"\\$HOME\"\nB=\"x y\"\nC=\"a;b\"\n",
            "A: \"$HOME\" -> $HOME", "B: x y -> x y", "C: a;b -> a;b"),
        SettingCase(
            "shell: a quoted value over several lines is replaced whole",
            at: "/etc/default/x", "key: A\nvalue: one", before: "A=\"1\n2\"\nB=3\n",
            after: "A=\"one\"\nB=3\n",
            "A: 1\n2 -> one"),
        SettingCase(
            "shell: code that is no assignment stays",
            at: "/etc/default/x", "key: A\nvalue: 1", before: "if [ -e /x ]; then\n  . /x\nfi\n",
            after: "if [ -e /x ]; then\n  . /x\nfi\nA=1\n", "A: absent -> 1"),
    ]

    @Test(arguments: cases) func becomesAsWanted(_ item: SettingCase) async throws { try await item.prove() }

    @Test(arguments: [
        (
            "/etc/login.defs", "key: A\nvalue: \"\"",
            "'A': a key without a value is not read: use 'absent' to take the key away"
        ),
        ("/etc/login.defs", "key: A\nvalue: 'a\"b'", "'A': a quote would end the value in this format"),
        (
            "/etc/default/x", "key: a-b\nvalue: c",
            "'a-b': write a name of letters, digits and '_', as a shell takes it"
        ),
        (
            "/etc/login.defs", "section: S\nkey: A\nvalue: b",
            "files of the format 'key-value' have no sections: leave this out"
        ),
    ])
    func refusesWhatTheFileCannotHold(_ file: String, _ control: String, _ problem: String) throws {
        #expect(try SettingBench.read("file: \(file)\n" + control).problems == [problem])
    }
}
