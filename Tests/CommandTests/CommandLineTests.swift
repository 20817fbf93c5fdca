import Foundation
import Testing

/// The command line itself: what selects, what fills in, and what is mistyped.
@Suite struct CommandLineTests {
    @Test(arguments: [
        ["plan"], ["frobnicate"], ["plan", "policy.yaml", "--frobnicate"],
        ["plan", "policy.yaml", "--var", "x"],
        ["plan", "policy.yaml", "--format", "xml"], ["apply", "policy.yaml", "--max-disruption", "some"],
        ["apply", "policy.yaml", "--lock-timeout", "-1"], ["undo"], ["explain", "fiel"],
        ["export", "nothing"],
        ["export", "flie:/etc/issue"], ["history", "--format", "junit"],
        ["undo", "last", "--format", "github"],
        ["plan", "policy.yaml", "--root", "nowhere"], ["plan", "policy.yaml", "--root", "policy.yaml"],
        ["plan", "policy.yaml", "--only", "baner"], ["check", "policy.yaml", "--skip", "critcal"],
        ["explain", "baner", "policy.yaml"],
    ])
    func aMistakeEndsWith64(words: [String]) throws {
        let place = try Place()
        try place.policy()
        let answer = try Program.run([Program.path] + words, in: place.directory)
        #expect(answer.status == 64)
        #expect(answer.output.isEmpty)
        #expect(!answer.errors.isEmpty)
    }

    @Test func aMistypedWordIsToldTheNearestOne() throws {
        let place = try Place()
        try place.policy()
        #expect(try place.here("plan", "policy.yaml", "--only", "baner").errors.contains("'banner'"))
        #expect(try place.holdfast("explain", "fiel").errors.contains("'file'"))
        #expect(try place.holdfast("export", "flie:/etc/issue").errors.contains("'file'"))
        #expect(
            try place.holdfast("plan", "policy.yaml", "--root", "nowhere").errors.contains("--root nowhere"))
    }

    @Test(arguments: [
        (["--only", "banner"], ["banner"]),
        (["--only", "access"], ["security-directory", "limits-directory", "limits"]),
        (["--only", "low"], ["banner"]), (["--only", "essential"], ["banner"]),
        (["--skip", "host-system"], ["security-directory", "limits-directory", "limits"]),
        (["--only", "access", "--skip", "high"], ["security-directory", "limits-directory"]),
        (["--only", "banner", "--only", "high"], ["banner", "limits"]),
    ])
    func onlyAndSkipSelectControls(options: [String], expected: [String]) throws {
        let place = try Place()
        try place.policy()
        let plan = try Program.run(
            [Program.path, "plan", "policy.yaml"] + options + place.inside, in: place.directory)
        #expect(plan.status == 0)
        // `  ~ banner  Who logs in …`; what belongs to a control is indented more.
        let headlines = plan.lines.filter { $0.hasPrefix("  ") && !$0.hasPrefix("    ") }
        let all = ["banner", "limits", "limits-directory", "security-directory"]
        let shown = headlines.compactMap { $0.split(separator: " ").dropFirst().first.map(String.init) }
            .filter(all.contains)
        #expect(Set(shown) == Set(expected), "\(plan.output)")
        #expect(plan.output.contains("left out by --only or --skip"))
    }

    @Test func leavingEverythingOutIsNotSaidToBeAsWantedSilently() throws {
        let place = try Place()
        try place.policy()
        let check = try place.here("check", "policy.yaml", "--skip", "host-system", "--skip", "access")
        #expect(check.output.contains("every control was left out"))
    }

    @Test func variablesComeFromFilesAndTheCommandLine() throws {
        let place = try Place()
        let text = try place.text(try place.policy(issue: "${greeting} ${name}\\n"))
        try place.make(
            "policy.yaml",
            text.replacing(
                "controls:", with: "variables: { greeting: Hello, name: nobody }\ncontrols:",
                maxReplacements: 1))
        try place.make("more.yaml", "greeting: Keep out\nname: everybody\n")
        #expect(
            try place.here(
                "apply", "policy.yaml", "--yes", "--var-file", "more.yaml", "--var", "name=you=all"
            )
            .status == 0)
        #expect(try place.text("root/etc/issue") == "Keep out you=all\n")

        let unknown = try place.here("plan", "policy.yaml", "--var", "nmae=x")
        #expect(unknown.status == 3)
        #expect(unknown.errors.contains("'name'"))
        try place.make("broken.yaml", "- a list\n")
        let broken = try place.here("plan", "policy.yaml", "--var-file", "broken.yaml")
        #expect(broken.status == 3)
        #expect(broken.errors.contains("broken.yaml:1:1: error: "))
    }

    @Test func laterPoliciesLieOverEarlierOnes() throws {
        let place = try Place()
        try place.policy()
        try place.make(
            "more.yaml",
            "holdfast: 1\npolicy: more\ntitle: More\noverride:\n  banner: { file: { content: \"Mine.\\n\" } }\n"
        )
        let apply = try place.here("apply", "policy.yaml", "more.yaml", "--yes")
        #expect(apply.status == 0, "\(apply.errors)")
        #expect(try place.text("root/etc/issue") == "Mine.\n")
    }

    @Test func aPolicyMayComeFromStandardInput() throws {
        let place = try Place()
        let text = try place.text(try place.policy())
        #expect(try place.here("apply", "-", "--yes", input: text).status == 0)
        #expect(try place.shell("cat policy.yaml | $holdfast check - $inside").status == 0)
        let wrong = try place.here("plan", "-", input: "holdfast: 3\n")
        #expect(wrong.status == 3)
        #expect(wrong.errors.contains("<stdin>:1:"))
    }

    @Test func bundledPoliciesCanBeExtended() throws {
        let place = try Place()
        try place.make(
            "policy.yaml", "holdfast: 1\npolicy: mine\ntitle: Mine\nextends: [\"bundled:linux-host@1\"]\n")
        let answer = try place.holdfast("validate", "policy.yaml")
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(try place.here("plan", "policy.yaml", "-v").output.contains("bundled:linux-host@1"))
    }

    @Test func everyCommandHasHelpAndShellsCanComplete() throws {
        let place = try Place()
        let help = try place.holdfast("--help")
        #expect(help.status == 0)
        #expect(help.output.contains("130  interrupted"))
        for verb in [
            "plan", "apply", "check", "history", "undo", "validate", "explain", "kinds", "schema", "export",
        ] {
            #expect(help.output.contains("\n  \(verb) "))
            let answer = try place.holdfast("help", verb)
            #expect(answer.status == 0)
            #expect(answer.output.contains("USAGE: holdfast \(verb)"))
        }
        for shell in ["bash", "zsh", "fish"] {
            let script = try place.holdfast("--generate-completion-script", shell)
            #expect(script.status == 0)
            #expect(script.output.contains("detailed-exitcode"))
        }
        try place.shell("$holdfast --generate-completion-script bash >completion")
        #expect(try place.shell("bash -n completion").status == 0)
        #expect(try place.holdfast("--version").status == 0)
    }
}
