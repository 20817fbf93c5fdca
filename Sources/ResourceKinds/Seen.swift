package import Convergence
internal import Octopus

/// A document as an observation keeps it: one that may not be seen does not hide the others.
package enum Seen: Equatable, Sendable {
    case document(JSON)
    /// This server keeps no such document.
    case missing
    case refused(HostError)

    package var document: JSON? { if case .document(let document) = self { document } else { nil } }
}

extension HostObserving {
    /// A document of the policy's server. What only a forecast or the end of a run can say is thrown on.
    func seen(_ document: OctopusDocument) async throws(HostError) -> Seen {
        do {
            return try await self.document(document.address).map { .document($0) } ?? .missing
        } catch {
            return .refused(try error.tellable(needs: document.permission))
        }
    }

    /// A document of another service, as that of a node's command line.
    func seen(_ address: Address) async throws(HostError) -> Seen {
        do {
            return try await document(address).map { .document($0) } ?? .missing
        } catch {
            return .refused(try error.tellable(needs: nil))
        }
    }
}

extension HostError {
    /// The error as an observation keeps it, with the permission that was missing.
    fileprivate func tellable(needs permission: String?) throws(HostError) -> HostError {
        switch code {
        case .unforeseen, .interrupted: throw self
        case .denied:
            // A connection that is refused for its certificate, or by a proxy, lacks no permission.
            guard let permission, !description.contains(permission), !description.contains("octopus.trust"),
                !description.contains("proxy")
            else { return self }
            return HostError(code, "\(description): it takes \(permission)")
        default: return self
        }
    }
}
