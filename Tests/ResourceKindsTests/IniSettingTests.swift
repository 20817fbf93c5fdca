import Convergence
import Testing

/// systemd and .ini: sections may come again, and an empty assignment resets.
@Suite struct IniSettingTests {
    private static let cases: [SettingCase] = [
        SettingCase(
            "a new key goes below its commented-out default, in its section",
            at: "/etc/systemd/journald.conf", "section: Journal\nkey: Storage\nvalue: persistent",
            before: "# Storage=none\n[Journal]\n#Storage=auto\n#Compress=yes\n",
            after: "# Storage=none\n[Journal]\n#Storage=auto\nStorage=persistent\n#Compress=yes\n",
            "Journal.Storage: absent -> persistent"),
        SettingCase(
            "a key in another section is another key, and differs by case",
            at: "/etc/x.ini", "section: B\nkey: a\nvalue: 2", before: "[A]\na = 1\n\n[B]\nA = 1\n",
            after: "[A]\na = 1\n\n[B]\nA = 1\na = 2\n", "B.a: absent -> 2"),
        SettingCase(
            "a section that comes again is the same one",
            at: "/etc/systemd/system/x.service.d/a.conf", "section: Service\nkey: User\nvalue: app",
            before: "[Service]\nUser=root\n[Install]\nAlias=y\n[Service]\nUser=root\n",
            after: "[Service]\n[Install]\nAlias=y\n[Service]\nUser=app\n", "Service.User: [root, root] -> app"
        ),
        SettingCase(
            "an empty assignment resets what stands before it",
            at: "/etc/systemd/system/x.service.d/a.conf", "section: Service\nkey: ExecStart\nvalue: /new",
            before: "[Service]\nExecStart=/old\nExecStart=\nExecStart=/new\n",
            after: "[Service]\nExecStart=/old\nExecStart=\nExecStart=/new\n"),
        SettingCase(
            "a list counts empty assignments too",
            at: "/etc/systemd/system/x.service.d/a.conf",
            "section: Service\nkey: ExecStart\nvalue: [\"\", /new]", before: "[Service]\nExecStart=/old\n",
            after: "[Service]\nExecStart=\nExecStart=/new\n", "Service.ExecStart: /old -> [, /new]"),
        SettingCase(
            "a continued value is replaced whole",
            at: "/etc/systemd/system.conf", "section: Manager\nvalues: { A: one, B: x y }",
            before: "[Manager]\nA=1 \\\n  # a comment\n  2\nB=x\\\ny\nC=3\n",
            after: "[Manager]\nA=one\nB=x\\\ny\nC=3\n", "Manager.A: 1    2 -> one"),
        SettingCase(
            "a missing section is added at the end, after a line without an end",
            at: "/etc/x.ini", "section: B\nkey: b\nvalue: 1", before: "[A]\na=1",
            after: "[A]\na=1\n\n[B]\nb=1\n",
            "B.b: absent -> 1"),
        SettingCase(
            "the end of a section is before the blank line and the next header's comment",
            at: "/etc/x.ini", "section: A\nvalues: { b: 2, c: 3 }",
            before: "[A]\na = 1\n\n; about B\n[B]\nb=1\n",
            after: "[A]\na = 1\nb = 2\nc = 3\n\n; about B\n[B]\nb=1\n", "A.b: absent -> 2", "A.c: absent -> 3"
        ),
        SettingCase(
            "lines keep ending as they did",
            at: "/etc/x.ini", "section: A\nvalues: { a: 2, b: 3 }", before: "[A]\r\na=1\r\n",
            after: "[A]\r\na=2\r\nb=3\r\n", "A.a: 1 -> 2", "A.b: absent -> 3"),
        SettingCase(
            "without a section the lines before the first one count",
            at: "/etc/x.ini", "key: a\nvalue: 2", before: "a=1\n[A]\na=1\n", after: "a=2\n[A]\na=1\n",
            "a: 1 -> 2"),
        SettingCase(
            "absent takes every line of the key in the section",
            at: "/etc/x.ini", "section: A\nabsent: a", before: "[A]\na=1\n#a=0\na=2\n[B]\na=3\n",
            after: "[A]\n#a=0\n[B]\na=3\n", "A.a: [1, 2] -> absent"),
    ]

    @Test(arguments: cases) func becomesAsWanted(_ item: SettingCase) async throws { try await item.prove() }

    @Test(arguments: [
        ("section: \"a]\"\nkey: a\nvalue: b", "write the section's name without its brackets, as in Journal"),
        ("section: A\nkey: a\nvalue: 'b\\'", "'a': a value that ends in '\\' would go on in the next line"),
        ("section: A\nkey: a=b\nvalue: b", "'a=b': a key holds no spaces and no '='"),
        ("section: A\nkey: '#a'\nvalue: b", "'#a': a key cannot begin with '#'"),
        (
            "section: A\nkey: a\nvalue: ' b'",
            "'a': spaces at the ends of a value get lost in this format: take them away"
        ),
        (
            "section: A\nkey: a\nvalue: \"b\\nc\"",
            "'a': a value stands on one line and holds no control characters"
        ),
        (
            "section: A\nkey: a\nvalue: []",
            "'a': an empty list holds nothing: use 'absent' to take the key away"
        ),
    ])
    func refusesWhatAnIniFileCannotHold(_ control: String, _ problem: String) throws {
        #expect(try SettingBench.read("file: /etc/x.ini\n" + control).problems == [problem])
    }
}
