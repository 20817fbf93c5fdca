import Foundation
import Testing

/// What helps to write policies.
@Suite struct WritingTests {
    @Test func validateSaysHowManyControlsThereAre() throws {
        let place = try Place()
        let answer = try place.holdfast("validate", try place.policy())
        #expect(answer.status == 0)
        #expect(answer.output == "policy.yaml: 4 controls, no mistakes\n")
    }

    @Test func validateAnswersWithData() throws {
        let place = try Place()
        try place.make("policy.yaml", "holdfast: 1\npolicy: p\ntitle: P\ncontorls: {}\n")
        let answer = try place.holdfast("validate", "policy.yaml", "--format", "json")
        #expect(answer.status == 3)
        #expect(answer.errors.isEmpty)
        let found = try #require(
            try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [[String: Any]])
        let place4 = try #require(found.first?["place"] as? [String: Any])
        #expect(place4["line"] as? Int == 4)
        let right = try place.holdfast("validate", try place.policy(), "--format", "json")
        #expect(right.status == 0)
        let none = try JSONSerialization.jsonObject(with: Data(right.output.utf8)) as? [Any]
        #expect(none?.isEmpty == true)
    }

    @Test func everyKindIsExplainedAndItsExampleIsAPolicy() throws {
        let place = try Place()
        let kinds = try place.holdfast("kinds")
        #expect(kinds.status == 0)
        let names = kinds.lines.prefix { !$0.isEmpty }.compactMap { $0.split(separator: " ").first }
        #expect(names.count >= 3)
        for name in names {
            let answer = try place.holdfast("explain", String(name))
            #expect(answer.status == 0)
            let examples = answer.output.components(separatedBy: "For example:\n").dropFirst()
            #expect(!examples.isEmpty)
            try place.make(
                "example.yaml",
                "holdfast: 1\npolicy: example\ntitle: Example\n"
                    + "octopus: { public: https://octopus.example.com }\ncontrols:\n  host-system:\n"
                    + examples.joined().split(separator: "\n", omittingEmptySubsequences: false)
                    .map { $0.isEmpty ? "\n" : "  \($0)\n" }.joined())
            let validated = try place.holdfast("validate", "example.yaml")
            let needsFile = validated.errors.contains("there is no file")
            #expect(validated.status == 0 || needsFile, "\(name): \(validated.errors)")
        }
    }

    @Test func aControlIsExplained() throws {
        let place = try Place()
        let answer = try place.holdfast("explain", "banner", try place.policy())
        #expect(answer.status == 0)
        for part in [
            "banner: Who logs in", "low, in host-system, a file", "policy.yaml:6", "did not know",
            "own-policy B1",
            "essential", "Holds: /etc/issue",
        ] {
            #expect(answer.output.contains(part), "\(part)")
        }
    }

    @Test func theSchemaIsJSON() throws {
        let place = try Place()
        let answer = try place.holdfast("schema")
        #expect(answer.status == 0)
        let schema = try #require(
            try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
        #expect(schema["$schema"] as? String == "http://json-schema.org/draft-07/schema#")
    }

    @Test func whatIsExportedIsAPolicyThatHolds() throws {
        let place = try Place()
        try place.make("root/etc/app/deep.conf", "key: [value]\n# \"quoted\"\n\ttab\n")
        let export = try place.holdfast(
            "export", "file:/etc/issue", "file:/etc/app/deep.conf", "directory:/etc/app", "account:root",
            "--root", place.root, "--name", "taken")
        #expect(export.status == 0, "\(export.errors)")
        #expect(export.errors.isEmpty)
        try place.make("taken.yaml", export.output)
        #expect(try place.holdfast("validate", "taken.yaml").status == 0)
        let check = try place.here("check", "taken.yaml")
        #expect(check.status == 0, "\(check.output)")
        try place.make("root/etc/app/deep.conf", "key: other\n")
        #expect(try place.here("check", "taken.yaml").status == 2)
    }

    @Test func settingsAreExportedOneByOne() throws {
        let place = try Place()
        try place.make("root/etc/ssh/sshd_config", "# ours\nPermitRootLogin no\n")
        try place.make("root/etc/systemd/journald.conf", "[Journal]\nStorage=auto\n")
        let export = try place.holdfast(
            "export", "setting:/etc/ssh/sshd_config:PermitRootLogin",
            "setting:/etc/systemd/journald.conf:Journal.Storage", "--root", place.root)
        #expect(export.status == 0, "\(export.errors)")
        try place.make("taken.yaml", export.output)
        #expect(try place.here("check", "taken.yaml").status == 0)
        try place.make("root/etc/systemd/journald.conf", "[Journal]\nStorage=none\n")
        #expect(try place.here("check", "taken.yaml").status == 2)
        let none = try place.holdfast(
            "export", "setting:/etc/ssh/sshd_config:Banner", "--root", place.root)
        #expect(none.status == 1)
        #expect(none.errors.contains("there is no setting /etc/ssh/sshd_config:Banner"))
    }

    @Test func whatOthersMayNotReadIsNotExported() throws {
        let place = try Place()
        try place.make("root/etc/app/key", "hunter2\n", mode: 0o640)
        let export = try place.holdfast("export", "file:/etc/app/key", "--root", place.root)
        #expect(export.status == 0, "\(export.errors)")
        #expect(!export.output.contains("hunter2"))
        try place.make("taken.yaml", export.output)
        #expect(try place.here("check", "taken.yaml").status == 0)
        try place.make("root/etc/app/key", "hunter2\n", mode: 0o644)
        #expect(try place.here("check", "taken.yaml").status == 2)
    }

    @Test func whatIsNotThereCannotBeExported() throws {
        let place = try Place()
        let answer = try place.holdfast("export", "file:/etc/nothing", "--root", place.root)
        #expect(answer.status == 1)
        #expect(answer.output.isEmpty)
        #expect(answer.errors.contains("there is no file /etc/nothing"))
    }
}
