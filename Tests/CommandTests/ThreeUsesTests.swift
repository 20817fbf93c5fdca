import Foundation
import Testing

/// plan, apply, check: what the program is for.
@Suite struct ThreeUsesTests {
    @Test func planSaysWhatWouldBeDoneAndDoesNothing() throws {
        let place = try Place()
        let policy = try place.policy()
        let before = Picture.touches(of: place.root)
        let plan = try place.here("plan", policy)
        #expect(plan.status == 0)
        #expect(plan.errors.isEmpty)
        #expect(plan.output.contains("write /etc/issue"))
        #expect(plan.output.contains("4 drifted"))
        #expect(Picture.touches(of: place.root) == before)
        #expect(!place.exists("state"), "a plan records nothing")
        #expect(try place.here("plan", policy, "--detailed-exitcode").status == 2)
        #expect(try place.here("check", policy).status == 2)
    }

    @Test func applyMakesItSoAndThenHasNothingToDo() throws {
        let place = try Place()
        let policy = try place.policy()
        let first = try place.here("apply", policy, "--yes")
        #expect(first.status == 0)
        #expect(first.output.contains("4 fixed"))
        #expect(try place.text("root/etc/issue") == "Authorised use only.\n")
        #expect(try place.here("check", policy).status == 0)
        #expect(try place.here("plan", policy, "--detailed-exitcode").status == 0)

        let runs = try place.runs()
        #expect(runs.count == 1)
        let touches = Picture.touches(of: place.root)
        let second = try place.here("apply", policy, "--yes")
        #expect(second.status == 0)
        #expect(second.output.contains("4 compliant"))
        #expect(Picture.touches(of: place.root) == touches, "nothing is written when all is as wanted")
        #expect(try place.runs() == runs, "a run that did nothing is not recorded")
    }

    @Test func applyOnSomethingThatIsAsWantedNeedsNoYes() throws {
        let place = try Place()
        let policy = try place.policy()
        try place.here("apply", policy, "--yes")
        #expect(try place.here("apply", policy).status == 0)
    }

    @Test func checkFindsWhatSomebodyChanged() throws {
        let place = try Place()
        let policy = try place.policy()
        try place.here("apply", policy, "--yes")
        try place.make("root/etc/issue", "Welcome!\n")
        let check = try place.here("check", policy)
        #expect(check.status == 2)
        #expect(check.output.contains("-Welcome!"))
        #expect(check.output.contains("+Authorised use only."))
        #expect(check.output.contains("3 compliant, 1 drifted"))
    }

    @Test func hintsCanBeCopiedAsTheyStand() throws {
        let place = try Place()
        let policy = try place.policy()
        let plan = try place.here("plan", policy, "--only", "banner", "--trust-policy")
        let hint = try #require(plan.lines.last { $0.hasPrefix("next: ") })
        #expect(
            hint
                == "next: holdfast apply policy.yaml --trust-policy --only banner --root \(place.root) --state-dir \(place.state)"
        )
        let apply = try place.shell("$holdfast \(hint.dropFirst("next: holdfast ".count)) --yes")
        #expect(apply.status == 0)
        let undo = try #require(apply.lines.last { $0.hasPrefix("undo: ") })
        #expect(try place.shell("$holdfast \(undo.dropFirst("undo: holdfast ".count)) --yes").status == 0)
        #expect(try place.text("root/etc/issue") == "Debian GNU/Linux 12\n")
    }

    @Test func aDryRunIsThePlan() throws {
        let place = try Place()
        let policy = try place.policy()
        func withoutTime(_ answer: Program.Answer) -> [Substring] {
            answer.lines.filter { !$0.hasPrefix("  time ") && !$0.hasPrefix("differs") }
        }
        let plan = try place.here("plan", policy)
        let dry = try place.here("apply", policy, "--dry-run")
        #expect(dry.status == plan.status)
        #expect(withoutTime(dry) == withoutTime(plan))
        #expect(!place.exists("state"))
    }

    @Test func aControlThatThePolicyNoLongerHoldsIsNamed() throws {
        let place = try Place()
        let policy = try place.policy()
        try place.here("apply", policy, "--yes")
        let text = try place.text(policy)
        let cut = try #require(text.range(of: "  access:"))
        try place.make(policy, String(text[..<cut.lowerBound]))
        let check = try place.here("check", policy)
        #expect(check.status == 0)
        #expect(check.output.contains("no longer in the policy, left as it is"))
        #expect(check.output.contains("limits"))
    }

    @Test func theTreeMayBeNamedInAnyWay() throws {
        let place = try Place()
        let policy = try place.policy()
        let relative = try place.holdfast(
            "apply", policy, "--root", "./root", "--state-dir", "state", "--yes")
        #expect(relative.status == 0)
        #expect(try place.here("check", policy).status == 0)
        #expect(try place.here("undo", "last", "--yes").status == 0, "the same tree under another name")
    }

    @Test func twoControlsThatHoldTheSameAreNamedWithTheirPlaces() throws {
        let place = try Place()
        try place.make(
            "quarrel.yaml",
            """
            holdfast: 1
            policy: quarrel
            title: Two that cannot both be
            controls:
              host-system:
                writes:
                  title: A line is there
                  setting: { file: /etc/app.conf, format: key-value, key: Level, value: high }
                removes:
                  title: The file is not
                  file: { path: /etc/app.conf, absent: true }

            """)
        for words in [["plan"], ["apply", "--yes"]] {
            let answer = try Program.run(
                [Program.path] + words + ["quarrel.yaml"] + place.inside, in: place.directory)
            #expect(answer.status == 3)
            #expect(answer.errors.contains("quarrel.yaml:11:7: error: "))
            #expect(answer.errors.contains("quarrel.yaml:8:7: note: "))
        }
        #expect(!place.exists("root/etc/app.conf"))
    }
}
