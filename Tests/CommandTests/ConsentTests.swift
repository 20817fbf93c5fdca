import Foundation
import Testing

/// Nothing is changed before somebody said yes.
@Suite struct ConsentTests {
    @Test func withoutATerminalAndWithoutYesNothingIsDone() throws {
        let place = try Place()
        let before = Picture(of: place.root)
        let apply = try place.here("apply", try place.policy(), input: "yes\n")
        #expect(apply.status == 4)
        #expect(apply.errors.contains("nothing was changed: nobody said yes; add --yes"))
        #expect(apply.output.isEmpty, "the plan that is asked about is no result")
        #expect(Picture(of: place.root) == before)
        #expect(try place.runs().isEmpty)
    }

    @Test(.enabled(if: Machine.hasScript, Machine.needsScript))
    func onATerminalOnlyYesIsYes() throws {
        let place = try Place()
        let policy = try place.policy()
        let before = Picture(of: place.root)
        for answer in ["no", "y", "Yes", " yes", ""] {
            let apply = try place.onTerminal(["apply", policy], typing: answer + "\n")
            #expect(apply.status == 4, "'\(answer)'")
            #expect(apply.output.contains("write /etc/issue"), "the plan is shown first")
            #expect(Picture(of: place.root) == before)
        }
        #expect(try place.onTerminal(["apply", policy], typing: "yes\n").status == 0)
        #expect(try place.text("root/etc/issue") == "Authorised use only.\n")
    }

    @Test(.enabled(if: Machine.hasScript, Machine.needsScript))
    func anUndoAsksToo() throws {
        let place = try Place()
        try place.here("apply", try place.policy(), "--yes")
        #expect(try place.here("undo", "last").status == 4)
        #expect(try place.onTerminal(["undo", "last"], typing: "no\n").status == 4)
        #expect(try place.text("root/etc/issue") == "Authorised use only.\n")
        #expect(try place.onTerminal(["undo", "last"], typing: "yes\n").status == 0)
        #expect(try place.text("root/etc/issue") == "Debian GNU/Linux 12\n")
    }

    @Test func morethanTheDisruptionThatIsAllowedIsRefused() throws {
        let place = try Place()
        try place.make(
            "reload.yaml",
            """
            holdfast: 1
            policy: reload
            title: A unit reads again
            controls:
              host-system:
                banner:
                  title: A banner that sshd shows
                  file:
                    path: /etc/issue.net
                    content: "Authorised use only.\\n"
                    then: [{ restart: ssh.service }]

            """)
        let plan = try place.here("plan", "reload.yaml", "--format", "json")
        #expect(plan.output.contains(#""disruption" : "restart""#))
        let apply = try place.here("apply", "reload.yaml", "--yes", "--max-disruption", "reload")
        #expect(apply.status == 4)
        #expect(apply.errors.contains("'banner' has the disruption 'restart'"))
        #expect(!place.exists("root/etc/issue.net"))
        #expect(try place.here("apply", "reload.yaml", "--yes", "--max-disruption", "restart").status == 0)
    }
}
