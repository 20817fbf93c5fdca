import Convergence
import HostTesting
import LinuxHost
import Testing

/// The host in memory and the real one, side by side.
@Suite(.enabled(if: isRoot, needsRoot)) struct HostContractTests {
    @Test(arguments: HostContract.scenes) func everyStepAtAPathDoesTheSame(_ scene: Scene) async throws {
        for (name, step) in HostContract.steps {
            let root = try PrivateRoot(scene)
            let path = try #require(step.writes.first?.path)
            var watched: [Subject] = [
                .node(at: path), .attributes(of: path), .names(in: "/d"), .names(in: "/d/x"),
            ]
            for item in scene.items {
                // What another name of a file lost cannot be told from the name that a step is about.
                if case .secondName = item.form { continue }
                watched += [.node(at: item.path), .attributes(of: item.path)]
            }
            var images = scene.images
            for subject in step.needs {
                switch subject {
                case .account, .group: images[subject] = try await root.host.image(of: subject)
                default: break
                }
            }
            let memory = await HostContract.behaviour(
                of: ForecastHost(over: PreparedHost(images)), at: step, watching: watched)
            let real = await HostContract.behaviour(of: root.host, at: step, watching: watched)
            let found = HostContract.disagreements(memory: memory, real: real)
            #expect(found == [], "\(name)")
        }
    }

    @Test(arguments: HostContract.accountSteps.indices)
    func everyStepAtAnAccountDoesTheSame(_ index: Int) async throws {
        let (name, step) = HostContract.accountSteps[index]
        let root = try PrivateRoot()
        var watched: [Subject] =
            HostContract.users.map { .account(named: $0) } + HostContract.groups.map { .group(named: $0) }
        watched += (step.writes + step.needs).filter { !watched.contains($0) }
        var images: [Subject: Image] = [:]
        for subject in watched { images[subject] = try await root.host.image(of: subject) }
        let memory = await HostContract.behaviour(
            of: ForecastHost(over: PreparedHost(images)), at: step, watching: watched)
        let real = await HostContract.behaviour(of: root.host, at: step, watching: watched)
        #expect(HostContract.disagreements(memory: memory, real: real) == [], "\(name)")
    }
}
