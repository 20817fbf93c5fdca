package import Convergence
internal import Octopus

/// What the command line of one node tells, as documents. It only asks.
///
/// `machine` is where the program, docker or ssh is run: the machine itself, and nothing that records or keeps what it
/// answers, for the answer holds secrets until it was read.
package struct NodeCommandLine: DocumentService {
    private let node: OctopusConnection.Node
    private let machine: any HostObserving
    private let fetched = FetchedOnce<JSON?>()

    package init(_ node: OctopusConnection.Node, on machine: some HostObserving) {
        self.node = node
        self.machine = machine
    }

    package func document(_ name: String) async throws(HostError) -> JSON? {
        guard name == NodeDocument.showConfiguration(of: node.name).document else {
            throw HostError(
                .unsupported, "the command line of a node has no document '\(Shown.text(name))'")
        }
        return try await fetched.value(of: name) { () throws(HostError) in try await self.configuration() }
    }

    private func configuration() async throws(HostError) -> JSON? {
        let words = [
            "show-configuration", "--instance=\(node.instance)", "--format=json-hierarchical",
            "--noconsolelogging", "--console",
        ]
        let command = try await Reaching(node, machine).command(words)
        let answer = try await self.answer(to: command)
        guard answer.status == 0 else { throw ExitJudge(node).error(answer) }
        do throws(HostError) {
            return try ShowConfiguration.read(answer.output)
        } catch {
            throw HostError(error.code, "node \(node.name): \(error.description)")
        }
    }

    private func answer(to command: Command) async throws(HostError) -> Answer {
        let query = Query(command, reads: [.anything])
        switch try await machine.image(of: .answer(to: query)) {
        case .answer(let answer): return answer
        default: throw HostError(.failed, "node \(node.name): the command line did not answer")
        }
    }
}
