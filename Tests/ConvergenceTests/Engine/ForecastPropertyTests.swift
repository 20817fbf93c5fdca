import Convergence
import HostTesting
import Testing

@Suite struct ForecastPropertyTests {
    @Test(arguments: 0..<100) func aForecastEqualsRealityForRandomSteps(_ seed: Int) async throws {
        var steps = RandomSteps(seed: seed)
        let real = memory()
        // Something is there before the forecast begins.
        for _ in 0..<15 { _ = await real.perform([steps.next()]) }
        let forecast = ForecastHost(over: Snapshot(await looks(real), real))
        var done = 0
        for _ in 0..<60 {
            let step = steps.next()
            // What a step that rests on the unforeseen comes to is not promised.
            guard await isForeseen(step, on: forecast), await isForeseen(step, on: real) else { continue }
            let foretold = await forecast.perform([step])
            let actual = await real.perform([step])
            #expect(foretold == actual, "seed \(seed): \(step)")
            if actual[0].isSuccess { done += 1 }
        }
        #expect(done > 3)
        let foreseen = await looks(forecast)
        for (subject, look) in await looks(real) {
            guard case .success(let image)? = foreseen[subject], case .success(let actual) = look else {
                continue
            }
            #expect(actual == image, "seed \(seed): \(subject)")
        }
    }

    @Test(arguments: 0..<100) func aPathAndItsAttributesNeverDisagree(_ seed: Int) async throws {
        var steps = RandomSteps(seed: seed)
        let real = memory()
        for _ in 0..<15 { _ = await real.perform([steps.next()]) }
        let forecast = ForecastHost(over: Snapshot(await looks(real), real))
        for _ in 0..<60 {
            let step = steps.next()
            _ = await forecast.perform([step])
            for path in RandomSteps.paths {
                guard let node = try? await forecast.image(of: .node(at: path)) else { continue }
                guard let attributes = try? await forecast.image(of: .attributes(of: path)) else {
                    // A package may bring what is not there.
                    #expect(node == .absent, "seed \(seed): \(step) at \(path)")
                    continue
                }
                #expect(attributes == node.withoutContents, "seed \(seed): \(step) at \(path)")
            }
        }
    }

    private func isForeseen(_ step: Step, on host: ForecastHost) async -> Bool {
        for subject in step.needs {
            do throws(HostError) {
                _ = try await host.image(of: subject)
            } catch {
                return false
            }
        }
        return true
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
            guard let subject = step.writes.first, subject.path != nil else { continue }
            let now = try await host.image(of: subject)
            let back = try #require(subject.steps(from: now, to: before[0].image))
            // Nothing can be given back to an owner who has left meanwhile, or of whom nobody can tell.
            if case .node(let node) = before[0].image {
                let owner = (try? await host.account(node.attributes.owner)) ?? nil
                let group = (try? await host.group(node.attributes.group)) ?? nil
                if owner == nil || group == nil { continue }
            }
            let mark = host.mark
            for step in back { try await host.perform(step) }
            #expect(try await host.image(of: subject) == before[0].image)
            host.rollBack(to: mark)
        }
    }
}

private func == (left: [Result<Void, HostError>], right: [Result<Void, HostError>]) -> Bool {
    // A package that was installed may bring a directory, says one; there is none, says the other. Both refuse.
    zip(left, right).allSatisfy { one, other in
        [one.error?.code, other.error?.code].contains(.unforeseen)
            ? one.error != nil && other.error != nil : one.error == other.error
    }
}

extension Result<Void, HostError> {
    var error: HostError? { if case .failure(let error) = self { error } else { nil } }
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
