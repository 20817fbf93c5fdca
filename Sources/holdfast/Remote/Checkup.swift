import Convergence
import LinuxHost
import Octopus
import PolicyText
import Runs

/// One checkup of an Octopus Server, from its address to its report.
struct Checkup {
    let connection: OctopusConnection
    /// Instead of the bundled one; their last names the report.
    var policies: [String] = []
    let reading: ReadingOptions
    let remote: RemoteOptions
    let selection: SelectionOptions
    /// What a hint repeats of the command line.
    let words: [String]

    func run(_ text: TextOptions) async throws -> (Session, RunReport) {
        var overlay = CheckupPolicy(connection: connection)
        if !policies.isEmpty { overlay.extends = [] }
        if let name = ownName { overlay.name = name }
        let session = try await Session.open(
            Session.Request(
                policies: policies, reading: reading, overlay: overlay.source, advisories: remote.advisories,
                selection: selection, invocation: Invocation(policy: words)),
            colours: text.colours)
        try await greet(session)
        let observed = await session.observeAll(isQuiet: text.quiet)
        return (session, await session.report(.checkup, session.builder.results(of: observed)))
    }

    /// What the last policy of one's own calls itself. What is wrong with it is told when it is read as a policy.
    private var ownName: String? {
        let files = PolicyFiles(trust: reading.trustPolicy ? .anything : .checked)
        guard let last = policies.last, last != "-", let source = try? files.named(last),
            let node = try? YAMLNode.parse(source.bytes, source: SourceID(0)),
            case .mapping(let entries) = node.value
        else { return nil }
        return entries.first { $0.key.text == "policy" }?.value.text
    }

    /// Finds out in one request whether there is an Octopus Server at all, and in one more whether the key is taken: a
    /// mistake there is one message, and not one for each control.
    private func greet(_ session: Session) async throws {
        if let secret = connection.look?.secret {
            do throws(HostError) {
                try await session.machine.withSecret(secret) { _ in }
            } catch {
                throw Failure(.usage, "\(error)")
            }
        }
        guard let server = session.remote.server else { return }
        do throws(HostError) {
            _ = try await server.document(OctopusDocument.root.name)
        } catch {
            throw Failure(unreachable: error)
        }
        guard connection.look != nil else { return }
        do throws(HostError) {
            _ = try await server.document(OctopusDocument.me.name)
        } catch {
            if error.code == .unsafe { throw Failure(error) }
            Terminal.note("holdfast: \(error)\nholdfast: looking on as somebody without a key")
        }
    }
}

extension Failure {
    /// Of a server that could not be asked: nothing differs, as nothing was seen.
    fileprivate init(unreachable error: HostError) {
        let hint = error.description.contains("octopus.trust") ? "; here: --ca FILE or --pin THUMBPRINT" : ""
        switch error.code {
        case .interrupted, .unsafe: self.init(error)
        default: self.init(.unknown, "nothing could be told: \(error)\(hint)")
        }
    }
}
