import Convergence
import HostTesting
import Testing

@Suite struct JournalTests {
    @Test func anAccountWhosePasswordIsHiddenIsNotRecordedAndNotChanged() async throws {
        let user = Account(id: 7, group: "root", home: "/", shell: "/bin/sh", password: .unread)
        var wanted = user
        wanted.shell = "/bin/bash"
        let host = ForecastHost(
            over: PreparedHost([.account(named: "u"): .account(is: user)]))
        let kind = TestKind(
            .account(named: "u"), is: .account(is: wanted), by: [.setAccount(named: "u", to: wanted)])
        let bench = Bench(host, [Control("u", kind)])
        let applied = bench.applied("u", in: try await bench.apply())
        #expect(applied?.outcome == .failed)
        #expect(applied?.cause == .denied)
        #expect(applied?.reason?.contains("run as root") == true)
        #expect(try await host.account("u") == user)
        #expect(!bench.journal.records.contains { if case .will = $0 { true } else { false } })
    }

    @Test func willIsWrittenBeforeAndDidAfterTheStep() async throws {
        let journal = MemoryJournal()
        let bench = Bench(
            WatchedHost(memory(), saysTo: journal),
            [Control("d", directory("/d")), Control("f", FileKind("/d/f", "x"))],
            journal: journal)
        _ = try await bench.apply()
        let (one, two) = (makeDirectory("/d").summary, file("/d/f", "x").summary)
        #expect(
            journal.sayings == [
                "will 1 \(one)", "perform \(one)", "did 1", "will 2 \(two)", "perform \(two)", "did 2",
            ])
    }

    @Test func aStepThatFailsIsRecordedSo() async throws {
        let host = WatchedHost(memory())
        host.refuse(steps: { _ in true })
        let bench = Bench(host, [Control("f", FileKind("/f", "x"))])
        _ = try await bench.apply()
        #expect(bench.journal.sayings.last == "failed 1")
        #expect(PastRun(bench.journal.records).performed.isEmpty)
    }

    @Test(arguments: 0..<4) func nothingIsPerformedThatTheJournalDoesNotHold(_ appends: Int) async throws {
        let host = WatchedHost(memory())
        let bench = Bench(
            host, [Control("d", directory("/d")), Control("f", FileKind("/d/f", "x"))],
            journal: MemoryJournal(failingAfter: appends))
        await #expect(throws: JournalError.self) { try await bench.apply() }
        // Two appends for each step: one before it, one after it.
        #expect(host.steps.count == (appends + 1) / 2)
    }

    @Test func aHostThatSaysNothingIsNotBelieved() async throws {
        let bench = Bench(SilentHost(), [Control("f", FileKind("/f", "x"))])
        #expect(bench.outcomes(try await bench.apply()) == ["f": .failed])
    }

    @Test func aRunThatIsCutAtAnyRecordIsTakenBackToTheFirstImages() async throws {
        let seeds = [file("/f", "old"), makeDirectory("/gone")]
        let controls = [
            Control("f", FileKind("/f", "new")), Control("d", directory("/d")),
            Control("in", FileKind("/d/in", "x")),
            Control("gone", TestKind(.node(at: "/gone"), is: .absent, by: [.remove(at: "/gone")])),
            Control(
                "user",
                TestKind(
                    .account(named: "u"), is: .account(is: Self.user),
                    by: [.setAccount(named: "u", to: Self.user)])),
        ]
        let full = Bench(try await memory(seeds), controls)
        _ = try await full.apply()
        let records = full.journal.records
        #expect(full.journal.stepRecords.count == 10)
        for cut in 0...records.count {
            let kept = Array(records.prefix(cut))
            // The step of a last `will` may have been done, or not.
            for isDone in [false, true] {
                let host = try await memory(seeds)
                let first = await looks(host)
                for (place, record) in kept.enumerated() {
                    guard case .will(_, _, let step, _) = record else { continue }
                    let isLast = !kept[place...].contains { if case .did = $0 { true } else { false } }
                    if !isLast || isDone { try await host.perform(step) }
                }
                let resolution = await PastRun(kept).resolution(on: host)
                let fates = resolution.map { if case .did = $0 { true } else { false } }
                #expect(fates.allSatisfy { $0 == isDone })
                var undoer = Undoer(on: host, journal: MemoryJournal())
                let entries = try await undoer.undo(PastRun(kept + resolution))
                #expect(
                    entries.allSatisfy { $0.fate == .restored || $0.fate == .alreadySo },
                    "cut \(cut): \(entries)")
                let after = await looks(host)
                for (subject, image) in first where !subject.isAccountFile {
                    #expect(after[subject] == image, "cut \(cut), done \(isDone): \(subject)")
                }
            }
        }
    }

    static let user = Account(id: 7, group: "u", home: "/", shell: "/bin/sh")

    @Test func fateIsComputedFromWhatIsThere() {
        let step = file("/f", "new")
        let subject = Subject.node(at: "/f")
        let root = Image.node(is: Node(.directory, Attributes(mode: 0o755)))
        func image(_ text: String) -> Image { .node(is: Node(.file(contents: Content(text)), plain)) }
        func fate(_ now: Image) -> Fate {
            step.fate(
                before: [subject: image("old")], needs: [subject: now, .node(at: .root): root],
                now: [subject: now])
        }
        #expect(fate(image("old")) == .notDone)
        #expect(fate(image("new")) == .done)
        #expect(fate(image("theirs")) == .neither)
        #expect(fate(.absent) == .neither)
        let command = Step.run(command: Command("/bin/x"), undo: [], changes: [])
        #expect(command.fate(before: [:], needs: [:], now: [:]) == .neither)
    }

    @Test func whatSomebodyElseMadeOfACutStepIsLeftAlone() async throws {
        let before = Record.Kept(.node(at: "/f"), .absent)
        let records = [Record.will(number: 1, control: "f", step: file("/f", "ours"), before: [before])]
        let host = try await memory([file("/f", "theirs")])
        let resolution = await PastRun(records).resolution(on: host)
        var undoer = Undoer(on: host, journal: MemoryJournal())
        let entries = try await undoer.undo(PastRun(records + resolution))
        #expect(entries.map(\.fate) == [.conflict])
        #expect(try await host.contents(of: "/f")?.text == "theirs")
    }

    @Test func owedFollowUpsAreThoseAnnouncedAndNotPaid() {
        let (reload, restart) = (FollowUp(.reload, "a.service"), FollowUp(.restart, "a.service"))
        #expect(PastRun([.owed(followUp: reload, control: "x")]).owed == [reload])
        #expect(PastRun([.owed(followUp: restart, control: "x"), .paid(followUp: reload)]).owed == [restart])
        #expect(PastRun([.owed(followUp: reload, control: "x"), .paid(followUp: restart)]).owed.isEmpty)
    }
}

extension Subject {
    /// Changes along with accounts, and nobody can say how.
    var isAccountFile: Bool { Self.accountFiles.contains { self == .node(at: $0) } }
}

/// Answers to steps with nothing at all.
struct SilentHost: HostChanging {
    func image(of subject: Subject) async throws(HostError) -> Image {
        try await EmptyHost().image(of: subject)
    }
    func perform(_ steps: [Step]) async -> [Result<Void, HostError>] { [] }
}
