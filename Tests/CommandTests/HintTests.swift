import Foundation
import Testing

/// The commands that a hint names are taken by a shell and by the program as they stand.
@Suite struct HintTests {
    static let oddNames = [
        "-rf", "--yes", "it's", "two words", "$(touch gone)", "`touch gone`", "a;touch gone", "*", "~", "#",
        "\"", "back\\slash", "tab\there", "new\nline", "grün", "\u{202e}right to left", "=", "!x",
    ]

    @Test(arguments: oddNames) func namesAreRepeatedQuoted(name: String) throws {
        let place = try Place()
        let text = try place.text(try place.policy(issue: "${contact}\\n"))
        let policy = "\(name).yaml"
        try place.make(
            policy,
            text.replacing("controls:", with: "variables: { contact: nobody }\ncontrols:", maxReplacements: 1)
        )
        try place.make("\(name).vars", "contact: somebody\n")
        try FileManager.default.moveItem(atPath: place.root, toPath: place.directory + "/" + name)
        let plan = try place.holdfast(
            "plan", name.hasPrefix("-") ? "./" + policy : policy, "--var-file=\(name).vars",
            "--var=contact=\(name)", "--root=\(name)", "--state-dir=\(name).state", "--only=banner")
        #expect(plan.status == 0, "\(plan.errors)")

        let applied = try Self.follow("next: holdfast apply ", of: plan, " --yes", in: place)
        #expect(applied.status == 0, "\(applied.errors)")
        #expect(try place.text("\(name)/etc/issue") == name + "\n")
        #expect(!place.exists("\(name)/etc/security"), "--only is repeated too")
        let dry = try Self.follow("undo: holdfast undo ", of: applied, " --dry-run", in: place)
        #expect(dry.status == 0, "\(dry.errors)")
        let undone = try Self.follow("next: holdfast undo ", of: dry, " --yes", in: place)
        #expect(undone.status == 0, "\(undone.errors)")
        #expect(try place.text("\(name)/etc/issue") == "Debian GNU/Linux 12\n")
        #expect(!place.exists("gone"))
    }

    /// Runs the command of the hint that begins so.
    private static func follow(
        _ start: String, of answer: Program.Answer, _ more: String, in place: Place
    ) throws -> Program.Answer {
        let hint = try #require(answer.lines.last { $0.hasPrefix(start) }, "\(answer.output)")
        let command = hint.drop { $0 != ":" }.dropFirst(": holdfast ".count)
        return try place.shell("$holdfast \(command)\(more)")
    }
}
