internal import Convergence
internal import Octopus

/// What the documents of the policy's server say, each seen, missing or refused, and of which version and when.
struct ServerAnswers: Equatable, Sendable {
    private var seen: [String: Seen] = [:]
    private var version: OctopusVersion?
    /// Seconds since 1970-01-01 00:00 UTC; 0 where nobody asked.
    var seconds = 0

    /// Of `gated` fields an older server has none: then its version is asked as well, which everybody may.
    static func look(
        at documents: [OctopusDocument], gated: Bool = false, on host: some HostObserving
    ) async throws(HostError) -> ServerAnswers {
        var answers = ServerAnswers()
        for document in documents { try await answers.look(at: document, on: host) }
        if gated, case .document(let root) = try await host.seen(OctopusDocument.root) {
            answers.version = root["Version"]?.words.flatMap(OctopusVersion.init)
        }
        return answers
    }

    mutating func look(at document: OctopusDocument, on host: some HostObserving) async throws(HostError) {
        guard seen[document.name] == nil else { return }
        seen[document.name] = try await host.seen(document)
    }

    subscript(document: OctopusDocument) -> ServerFields {
        ServerFields(document: document, seen: seen[document.name] ?? .missing, version: version)
    }
}

/// The fields of one document of the server, each told or not told and why.
struct ServerFields {
    let document: OctopusDocument
    let seen: Seen
    let version: OctopusVersion?

    var isRefused: Bool { if case .refused = seen { true } else { false } }

    /// `aspect` is the policy's name for it; `feature` says since when a server has it.
    func field(_ pointer: Pointer, _ aspect: String, _ feature: OctopusFeature? = nil) -> Result<JSON, Untold>
    {
        switch seen {
        case .refused(let error): .failure(.error(error))
        case .missing: .failure(absence(of: aspect, feature))
        case .document(let document):
            document[pointer].map { .success($0) } ?? .failure(absence(of: aspect, feature))
        }
    }

    /// The items of a list.
    var items: Result<[JSON], Untold> {
        switch seen {
        case .refused(let error): .failure(.error(error))
        case .missing: .failure(absence(of: document.name, nil))
        case .document(let value):
            value.list.map { .success($0) }
                ?? .failure(
                    .error(HostError(.failed, "the server's answer for '\(document.name)' is no list")))
        }
    }

    /// An absent field is one that this version does not have; never a value.
    func absence(of aspect: String, _ feature: OctopusFeature?) -> Untold {
        guard let feature else {
            return .error(
                HostError(
                    .unsupported,
                    "'\(aspect)': not supported by this version of the server, which does not tell it"))
        }
        switch feature.absence(in: version) {
        case .notSupported(let reason): return .notSupported(reason)
        case .untold(let error): return .error(error)
        }
    }
}

/// Why a field was not told.
enum Untold: Error, Hashable {
    /// This version cannot do it.
    case notSupported(String)
    case error(HostError)
}

extension Findings {
    mutating func note(_ untold: Untold) {
        switch untold {
        case .notSupported(let reason): isNotSupported(reason)
        case .error(let error): cannotTell(error)
        }
    }

    /// What a field says, as the kind reads it; `nil` where it was not told, which is then noted.
    mutating func told<Source, Value>(
        _ field: Result<Source, Untold>, _ aspect: String, _ read: (Source) -> Value?
    ) -> Value? {
        switch field {
        case .failure(let untold):
            note(untold)
            return nil
        case .success(let source):
            guard let value = read(source) else {
                cannotTell(
                    HostError(
                        .failed,
                        "what the server says of '\(aspect)' is in a form that holdfast does not know"))
                return nil
            }
            wasTold()
            return value
        }
    }

    /// The items of a list of things that have these fields, which say nothing yet of what is held; `nil` where they were not told, which is then noted.
    mutating func items(_ list: Result<[JSON], Untold>, having fields: [String]) -> [JSON]? {
        switch list {
        case .success(let items):
            if items.allSatisfy({ item in fields.allSatisfy { item[$0]?.words != nil } }) { return items }
            cannotTell(
                HostError(
                    .failed,
                    "a list of the server has things without \(fields.joined(separator: " or ")): holdfast does not know this form"
                ))
            return nil
        case .failure(let untold):
            note(untold)
            return nil
        }
    }

    /// A field that must be on, or off.
    mutating func flag(
        _ wanted: Bool?, _ field: Result<JSON, Untold>, _ aspect: String, how: String
    ) {
        guard let wanted, let found = told(field, aspect, \.flag), found != wanted else { return }
        differs(aspect, wanted: .text("\(wanted)"), found: .text("\(found)"), how: how)
    }
}
