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

    /// What came of it.
    struct Outcome {
        let session: Session
        let report: RunReport
        /// `nil`: as the report says. A server that could not be asked is never as wanted, whatever is left of the policy.
        let unreached: Failure?

        var status: ExitStatus { unreached?.status ?? ExitStatus(report.verdict) }
    }

    /// Of a server that could not be asked there is a report only where `tellsUnreached`; else that is thrown.
    func run(_ text: TextOptions, tellsUnreached: Bool = false) async throws -> Outcome {
        var overlay = CheckupPolicy(connection: connection)
        if !policies.isEmpty { overlay.extends = [] }
        if let name = ownName { overlay.name = name }
        let session = try await Session.open(
            Session.Request(
                policies: policies, reading: reading, overlay: overlay.source, advisories: remote.advisories,
                selection: selection, invocation: Invocation(policy: words)),
            colours: text.colours)
        if let error = try await greet(session) {
            let failure = Failure(unreachable: error)
            guard tellsUnreached else { throw failure }
            Terminal.note("holdfast: \(failure.message)")
            let observed = [Observed](
                repeating: Observed(assessment: .unknown(error), looks: []),
                count: session.policy.controls.count)
            return Outcome(
                session: session,
                report: await session.report(.checkup, session.builder.results(of: observed)),
                unreached: failure)
        }
        let observed = await session.observeAll(isQuiet: text.quiet)
        return Outcome(
            session: session,
            report: await session.report(.checkup, session.builder.results(of: observed)), unreached: nil)
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
    /// mistake there is one message, and not one for each control. Returns why the server could not be asked, if so.
    private func greet(_ session: Session) async throws -> HostError? {
        if let secret = connection.look?.secret {
            let isSendable: Bool
            do throws(HostError) {
                isSendable = try await session.machine.withSecret(secret) { value in
                    ServerDocuments.withoutReturn(value).allSatisfy { (33...126).contains($0) }
                }
            } catch {
                throw Failure(.usage, "\(error)")
            }
            guard isSendable else {
                throw Failure(
                    .usage,
                    "\(secret) is no key: it holds a space, a line break or a character beyond ASCII. Write the key alone there"
                )
            }
        }
        guard let server = session.remote.server else { return nil }
        do throws(HostError) {
            _ = try await server.document(OctopusDocument.root.name)
        } catch {
            switch error.code {
            case .interrupted, .unsafe: throw Failure(error)
            default: return error
            }
        }
        guard connection.look != nil else { return nil }
        do throws(HostError) {
            _ = try await server.document(OctopusDocument.me.name)
        } catch {
            if error.code == .unsafe { throw Failure(error) }
            Terminal.note("holdfast: \(error)\nholdfast: looking on as somebody without a key")
        }
        return nil
    }
}

extension Failure {
    /// Of a server that could not be asked: nothing differs, as nothing was seen.
    fileprivate init(unreachable error: HostError) {
        let hint = error.description.contains("octopus.trust") ? "; here: --ca FILE or --pin THUMBPRINT" : ""
        self.init(.unknown, "nothing could be told: \(error)\(hint)")
    }
}
