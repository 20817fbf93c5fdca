import Foundation
import Testing

/// A policy that cannot be obeyed changes nothing, and its author is told what to write instead.
@Suite struct BadPolicyTests {
    private static let header = "holdfast: 1\npolicy: p\ntitle: P\n"
    private static let file = "      file: { path: /etc/x, content: \"x\\n\" }\n"

    /// What is wrong with it, the policy, and a part of what is said.
    static let texts: [(name: String, text: String, says: String)] = [
        ("empty", "", "empty"),
        ("only comments", "# nothing yet\n\n", "empty"),
        ("null", "null\n", "not a policy"),
        ("a scalar", "hello\n", "not a policy"),
        ("a list", "- holdfast: 1\n", "not a policy"),
        ("no controls", header, "controls"),
        ("another version of the language", "holdfast: 2\npolicy: p\ntitle: P\n", "1"),
        ("no version", "policy: p\ntitle: P\n", "holdfast"),
        (
            "an unknown kind",
            header + "controls:\n  host-system:\n    a:\n      title: T\n      fil: { path: /etc/x }\n",
            "'file'"
        ),
        (
            "an unknown field",
            header
                + "controls:\n  host-system:\n    a:\n      title: T\n      file: { pth: /etc/x, content: \"\" }\n",
            "'path'"
        ),
        (
            "a decimal mode",
            header
                + "controls:\n  host-system:\n    a:\n      title: T\n      file: { path: /etc/x, content: \"\", mode: 640 }\n",
            "0640"
        ),
        ("an unknown bundled policy", header + "extends: [\"bundled:nothing@1\"]\n", "bundled"),
        ("a file to extend that is missing", header + "extends: [nothing.yaml]\n", "nothing.yaml"),
        ("two of a key", header + "policy: q\n", "policy"),
        ("a tab", "holdfast: 1\n\tpolicy: p\n", "tab"),
        ("an anchor", "holdfast: &x 1\n", "anchor"),
        ("bad UTF-8", "holdfast: 1\npolicy: \u{FFFE}\n", "policy.yaml:2"),
    ]

    @Test func oneFileByTwoNamesIsRefusedWithBothPlaces() throws {
        let place = try Place()
        try place.make("root/usr/lib/conf", "old\n")
        try FileManager.default.createSymbolicLink(
            atPath: place.root + "/lib", withDestinationPath: "usr/lib")
        // Where others may put links, none is followed.
        chmod(place.root, 0o755)
        let controls = [("one", "/lib/conf"), ("two", "/usr/lib/conf")].map { name, path in
            "    \(name):\n      title: T\n      file: { path: \(path), content: \"\(name)\\n\" }\n"
        }
        try place.make("policy.yaml", Self.header + "controls:\n  host-system:\n" + controls.joined())
        for verb in ["plan", "check", "apply"] {
            let answer = try place.here(verb, "policy.yaml")
            #expect(answer.status == 3, "\(verb): \(answer.errors)")
            #expect(answer.errors.contains("policy.yaml:9:5: error: /usr/lib/conf is already held by 'one'"))
            #expect(answer.errors.contains("policy.yaml:6:5: note: 'one' holds it here"))
            #expect(answer.output.isEmpty)
        }
        // No host is looked at, so nobody can know.
        #expect(try place.holdfast("validate", "policy.yaml").status == 0)
        #expect(try place.text("root/usr/lib/conf") == "old\n")
        #expect(!place.exists("state"))
    }

    @Test(arguments: texts.indices)
    func isRefusedWithItsPlace(index: Int) throws {
        let (name, text, says) = Self.texts[index]
        let place = try Place()
        try place.make("policy.yaml", text)
        let before = Picture(of: place.root)
        for verb in ["validate", "plan", "check", "apply"] {
            let options = verb == "validate" ? [] : place.inside + (verb == "apply" ? ["--yes"] : [])
            let answer = try Program.run([Program.path, verb, "policy.yaml"] + options, in: place.directory)
            #expect(answer.status == 3, "\(name): \(verb)")
            #expect(answer.output.isEmpty, "\(name): \(verb)")
            #expect(answer.errors.contains("policy.yaml:"), "\(name): \(answer.errors)")
            #expect(answer.errors.contains("error: "), "\(name): \(answer.errors)")
            #expect(answer.errors.contains(says), "\(name): \(answer.errors)")
        }
        #expect(Picture(of: place.root) == before)
        #expect(!place.exists("state"))
    }

    @Test func everyMistakeIsToldInOnePass() throws {
        let place = try Place()
        try place.make(
            "policy.yaml",
            Self.header + """
                controls:
                  host-system:
                    a:
                      title: T
                      file: { path: etc/x, content: "", mode: 9999 }
                    a:
                      title: T
                      directory: { path: /etc/x, moed: 0755 }

                """)
        let answer = try place.holdfast("validate", "policy.yaml")
        #expect(answer.status == 3)
        #expect(answer.errors.components(separatedBy: "error: ").count >= 4, "\(answer.errors)")
    }

    @Test func filesThatAreNoPolicyAreRefused() throws {
        let place = try Place()
        mkfifo(place.directory + "/pipe", 0o600)
        for (name, says) in [
            ("missing.yaml", "there is no file missing.yaml"), ("root", "root is a directory"),
            ("pipe", "pipe is not a regular file"), ("/dev/zero", "/dev/zero is not a regular file"),
        ] {
            let answer = try place.here("plan", name)
            #expect(answer.status == 3, "\(name)")
            #expect(answer.errors == "holdfast: \(answer.errors.dropFirst(10))")
            #expect(answer.errors.contains(says), "\(answer.errors)")
        }
    }

    @Test(.enabled(if: Machine.isRoot, Machine.needsRoot))
    func rootObeysOnlyWhatNobodyElseCanWrite() throws {
        let place = try Place()
        let policy = try place.policy()
        let path = place.directory + "/" + policy
        chmod(path, 0o666)
        var answer = try place.here("apply", policy, "--yes")
        #expect(answer.status == 4)
        #expect(answer.errors.contains("--trust-policy"))
        chmod(path, 0o644)
        chown(path, 65534, 65534)
        answer = try place.here("apply", policy, "--yes")
        #expect(answer.status == 4, "it belongs to somebody else")
        chown(path, 0, 0)
        link(path, place.directory + "/second.yaml")
        answer = try place.here("apply", policy, "--yes")
        #expect(answer.status == 4, "it has a second name")
        #expect(!place.exists("state"))
        #expect(try place.here("apply", policy, "--yes", "--trust-policy").status == 0)
    }

    @Test(.enabled(if: Machine.isRoot, Machine.needsRoot))
    func aPolicyWhereEverybodyPutsFilesIsRefused() throws {
        let place = try Place(mode: 0o1777)
        let policy = try place.policy()
        let answer = try place.here("plan", policy)
        #expect(answer.status == 4)
        #expect(answer.errors.contains("everybody may put files"))
        #expect(try place.here("plan", policy, "--trust-policy").status == 0)
    }

    @Test(.enabled(if: Machine.isRoot, Machine.needsRoot))
    func whatAPolicyExtendsIsDistrustedToo() throws {
        let place = try Place()
        try place.policy("base.yaml")
        chmod(place.directory + "/base.yaml", 0o666)
        try place.make("policy.yaml", "holdfast: 1\npolicy: top\ntitle: Top\nextends: [base.yaml]\n")
        let answer = try place.here("apply", "policy.yaml", "--yes")
        #expect(answer.status == 3)
        #expect(answer.errors.contains("policy.yaml:4"))
        #expect(answer.errors.contains("base.yaml"))
    }

    @Test func aFileThatIsNoPolicyIsNotShown() throws {
        let place = try Place()
        try place.make("secret.txt", "root:$y$j9T$canary-of-a-hash\n", mode: 0o600)
        try place.make("policy.yaml", "holdfast: 1\npolicy: top\ntitle: Top\nextends: [secret.txt]\n")
        let answer = try place.here("plan", "policy.yaml")
        #expect(answer.status == 3)
        #expect(!answer.errors.contains("canary"))
    }
}
