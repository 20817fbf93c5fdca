internal import Convergence
internal import Octopus

/// The fields of one document of the server, each told or not told and why.
struct ServerFields {
    let document: OctopusDocument
    let seen: Seen

    /// `aspect` is the policy's name for it, `since` the server's version that first had it, where that is known.
    func field(_ pointer: Pointer, _ aspect: String, since: String? = nil) -> Result<JSON, HostError> {
        switch seen {
        case .refused(let error): return .failure(error)
        case .missing: return .failure(.notOnThisServer(aspect, since: since))
        case .document(let document):
            guard let value = document[pointer] else {
                return .failure(.notOnThisServer(aspect, since: since))
            }
            return .success(value)
        }
    }

    /// The items of a list.
    var items: Result<[JSON], HostError> {
        switch seen {
        case .refused(let error): .failure(error)
        case .missing: .failure(.notOnThisServer(document.name, since: nil))
        case .document(let value):
            value.items.map { .success($0) }
                ?? .failure(HostError(.failed, "the server's answer for '\(document.name)' is no list"))
        }
    }
}

extension HostError {
    /// An absent field is one that this version does not have; never a value.
    static func notOnThisServer(_ aspect: String, since: String?) -> HostError {
        let version = since.map { ": it came with \($0)" } ?? ""
        return HostError(.unsupported, "'\(aspect)' is not supported by this version of the server\(version)")
    }
}

extension Findings {
    /// What a field says, as the kind reads it; `nil` where it was not told, which is then noted.
    mutating func told<Value>(
        _ field: Result<JSON, HostError>, _ aspect: String, _ read: (JSON) -> Value?
    ) -> Value? {
        switch field {
        case .failure(let error):
            cannotTell(error)
            return nil
        case .success(let value):
            if let value = read(value) { return value }
            cannotTell(
                HostError(
                    .failed, "what the server says of '\(aspect)' is in a form that holdfast does not know"))
            return nil
        }
    }

    /// A field that must be on, or off.
    mutating func flag(
        _ wanted: Bool?, _ field: Result<JSON, HostError>, _ aspect: String, how: String
    ) {
        guard let wanted, let found = told(field, aspect, \.yesOrNo), found != wanted else { return }
        differs(aspect, wanted: .text("\(wanted)"), found: .text("\(found)"), how: how)
    }
}
