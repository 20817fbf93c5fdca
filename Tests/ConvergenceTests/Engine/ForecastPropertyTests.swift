import Convergence
import HostTesting
import Testing

@Suite struct ForecastPropertyTests {
    @Test(arguments: 0..<100) func aForecastEqualsRealityForRandomSteps(_ seed: Int) async throws {
        var steps = RandomSteps(seed: seed)
        let real = memory()
        // Something is there before the forecast begins.
        for _ in 0..<15 { _ = await real.perform([steps.next()]) }
        // What in-memory reality itself cannot know is no subject of this test.
        var coming: [Step] = []
        for _ in 0..<40 { coming.append(steps.next()) }
        let forecast = ForecastHost(over: Snapshot(await looks(real), real))
        let foretold = await forecast.perform(coming)
        let foreseen = await looks(forecast)
        let done = await real.perform(coming)
        var compared = 0
        for (subject, look) in await looks(real) {
            guard case .success(let image)? = foreseen[subject], case .success(let actual) = look else {
                continue
            }
            #expect(actual.fulfils(image), "seed \(seed): \(subject)")
            compared += 1
        }
        #expect(compared > 10)
        for (place, (one, other)) in zip(foretold, done).enumerated() {
            // A step over what nobody can know may be refused in one of them.
            if case .failure(let error) = one, error.code == .unforeseen { continue }
            if case .failure(let error) = other, error.code == .unforeseen { continue }
            #expect(
                one.isSuccess == other.isSuccess,
                "seed \(seed), step \(place): \(coming[place]) \(one) \(other)")
        }
    }

    @Test(arguments: 0..<100) func rollingBackATrialLeavesNothingBehind(_ seed: Int) async throws {
        var steps = RandomSteps(seed: seed)
        let host = memory()
        for _ in 0..<10 { _ = await host.perform([steps.next()]) }
        let before = await looks(host)
        let writers = RandomSteps.subjects.map { host.writers(of: $0) }
        let mark = host.mark
        for _ in 0..<30 { _ = await host.perform([steps.next()]) }
        host.rollBack(to: mark)
        #expect(await looks(host) == before)
        #expect(RandomSteps.subjects.map { host.writers(of: $0) } == writers)
    }

    @Test(arguments: 0..<100) func stepsFromNowToThenLeadThere(_ seed: Int) async throws {
        var steps = RandomSteps(seed: seed)
        let host = memory()
        for _ in 0..<40 {
            let step = steps.next()
            var before: [Record.Kept] = []
            for subject in step.keeps {
                if let image = try? await host.image(of: subject) {
                    before.append(Record.Kept(subject, image))
                }
            }
            guard await host.perform([step])[0].isSuccess, before.count == step.keeps.count else { continue }
            guard case .node(let path)? = step.writes.first else { continue }
            let now = try await host.image(of: .node(at: path))
            let back = try #require(Subject.node(at: path).steps(from: now, to: before[0].image))
            let mark = host.mark
            for step in back { try await host.perform(step) }
            #expect(try await host.image(of: .node(at: path)) == before[0].image)
            host.rollBack(to: mark)
        }
    }
}

extension Result where Success == Void {
    var isSuccess: Bool { if case .success = self { true } else { false } }
}

/// A host as it was at one moment.
struct Snapshot: HostObserving {
    let images: [Subject: Result<Image, HostError>]
    let base: ForecastHost
    init(_ images: [Subject: Result<Image, HostError>], _ base: ForecastHost) {
        self.images = images
        self.base = base
    }
    func image(of subject: Subject) async throws(HostError) -> Image {
        guard let look = images[subject] else { return try await base.image(of: subject) }
        return try look.get()
    }
}
