import Convergence
import HostTesting
import Testing

/// A plan is exact where what comes before cannot matter, and only there.
@Suite struct MarkTests {
    private func user(
        _ name: String, id: Int? = nil, groups: Names = [], isSystem: Bool = false
    ) -> Control {
        let account = Account(
            id: id, group: name, home: "/", shell: "/bin/sh", groups: groups,
            wantsSystemID: isSystem)
        let looks: [Subject] = [.account(named: name)] + groups.sorted.map { .group(named: $0) }
        return Control(
            name,
            TestKind(looks) { images in
                images[0].fulfils(.account(is: account))
                    ? .compliant : drifted([.setAccount(named: name, to: account)])
            })
    }

    private func group(_ name: String, id: Int? = nil) -> Control {
        let step = Step.setGroup(named: name, to: Group(id: id))
        // Whoever is in it.
        return Control(
            name, TestKind([.group(named: name)]) { $0[0] == .absent ? drifted([step]) : .compliant })
    }

    private func absent(_ name: String) -> Control {
        Control(
            name, TestKind(.account(named: name), is: .absent, by: [.removeAccount(named: name)]))
    }

    private func host() -> ForecastHost {
        let old = Account(id: 1500, group: "staff", home: "/", shell: "/bin/sh")
        return ForecastHost(
            over: PreparedHost([
                .node(at: "/etc"): .node(is: Node(.directory, Attributes(mode: 0o755))),
                .group(named: "staff"): .group(is: Group(id: 50, primaryOf: ["old"])),
                .account(named: "old"): .account(is: old),
            ]))
    }

    /// The mark of each control, and what it rests on.
    private func marks(_ controls: Control...) async -> [String: String] {
        let bench = Bench(host(), controls)
        let plan = await bench.plan()
        #expect(plan.conflicts.isEmpty)
        return Dictionary(
            plan.entries.filter { $0.mark != nil }.map { entry in
                (
                    controls[entry.control].id,
                    ([entry.mark?.rawValue ?? ""] + bench.names(entry.dependsOn.sorted())).joined(
                        separator: " ")
                )
            }
        ) { first, _ in first }
    }

    @Test func accountsThatHaveNothingInCommonAreExact() async {
        let marks = await marks(
            user("one"), user("two"), user("three", id: 1700), user("four", id: 1701),
            group("five", id: 1700),
            absent("old"))
        #expect(marks["one"] == "exact")
        #expect(marks["two"] == "exact")
        // The system may choose this number for one of those before.
        #expect(marks["three"] == "predicted one two")
        // Or this one for their own groups.
        #expect(marks["five"] == "predicted one two three four")
        #expect(marks["old"] == "exact")
    }

    @Test func aNumberThatNobodyElseCanTakeIsExact() async {
        let marks = await marks(
            group("g", id: 1701), user("one", id: 1700), user("two", id: 1701), user("any"))
        #expect(marks == ["one": "exact", "two": "exact", "any": "exact", "g": "exact"])
    }

    @Test func aNumberThatTheSystemChoosesForADaemonIsBelow1000() async {
        let marks = await marks(user("daemon", isSystem: true), user("low", id: 900), user("high", id: 1700))
        #expect(marks == ["daemon": "exact", "low": "predicted daemon", "high": "exact"])
    }

    @Test func aNumberThatIsTakenOrFreedBeforeIsPredicted() async {
        #expect(
            await marks(user("one", id: 1700), user("two", id: 1700))
                == ["one": "exact", "two": "predicted one"])
        #expect(
            await marks(absent("old"), user("new", id: 1500)) == ["old": "exact", "new": "predicted old"])
        #expect(await marks(group("g"), group("h", id: 1700)) == ["g": "exact", "h": "predicted g"])
    }

    @Test func whoJoinsAGroupThatIsMadeBeforeIsPredicted() async {
        #expect(
            await marks(group("team", id: 60), user("one", groups: ["team"]), user("two"))
                == ["team": "exact", "one": "predicted team", "two": "exact"])
    }

    @Test func aFileRestsOnItsOwnOwnerAlone() async {
        func file(_ path: Path, of owner: String) -> Control {
            var kind = FileKind(path, "x")
            kind.attributes = Attributes(mode: 0o644, owner: owner, group: "root")
            return Control(path.description, kind)
        }
        let marks = await marks(user("new"), file("/etc/a", of: "new"), file("/etc/b", of: "old"))
        #expect(marks["/etc/a"] == "predicted new")
        #expect(marks["/etc/b"] == "exact")
    }

    @Test func aFileThatIsThereForEveryoneRestsOnNoAccount() async {
        let marks = await marks(user("new"), Control("file", FileKind("/etc/a", "x")))
        #expect(marks == ["new": "exact", "file": "exact"])
    }

    @Test func theFilesOfTheAccountsThemselvesWait() async {
        #expect(
            await marks(user("new"), Control("passwd", FileKind("/etc/passwd", "x")))["passwd"] == "waits new"
        )
    }

    @Test func aNumberOfAStepThatWasTakenBackIsForgotten() async throws {
        let host = host()
        let mark = host.mark
        let one = Account(id: 1700, group: "staff", home: "/", shell: "/bin/sh")
        _ = try await host.perform(.setAccount(named: "one", to: one), by: 1)
        host.rollBack(to: mark)
        #expect(try await host.perform(.setAccount(named: "two", to: one), by: 2).rivals.isEmpty)
        #expect(try await host.perform(.setAccount(named: "three", to: one), by: 3).rivals == [2])
    }
}
