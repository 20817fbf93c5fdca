import Convergence
import HostTesting
import Octopus
import PolicyText
import Testing

/// What tests of the kinds that look at an Octopus Server share.
enum OctopusAnswers {
    /// 2026-11-24 00:00 UTC.
    static let now = 1_795_478_400

    static func json(_ text: String) throws -> JSON { try ForeignJSON.read(Array(text.utf8)) }

    static func version(_ version: String) throws -> (OctopusDocument, String) {
        (.root, #"{"Application":"Octopus Deploy","Version":"\#(version)"}"#)
    }

    /// A server that keeps these documents, and refuses these.
    static func host(
        _ documents: [(OctopusDocument, String)], refusing refused: [OctopusDocument] = [],
        nodes: [String: String] = [:], images: [Subject: Image] = [:]
    ) throws -> DocumentHost {
        var kept: [Address: JSON] = [:]
        for (document, text) in documents { kept[document.address] = try json(text) }
        for (node, text) in nodes { kept[NodeDocument.showConfiguration(of: node)] = try json(text) }
        let refusals = refused.map { ($0.address, HostError(.denied, "the key may not see '\($0.name)'")) }
        return DocumentHost(
            kept, refusing: Dictionary(uniqueKeysWithValues: refusals), images: images, seconds: now)
    }

    /// What a control says of a server.
    static func assess<Kind: ResourceKind>(
        _ kind: Kind.Type, _ fields: String, on host: some HostObserving,
        octopus: OctopusConnection? = .example
    ) async throws -> Assessment {
        let text = try ControlText<Kind>(fields: fields, octopus: octopus)
        try #require(text.diagnostics.map(\.message.description) == [])
        return text.resource.assess(try await text.resource.observe(on: host))
    }

    static func complaints<Kind: ResourceKind>(_ kind: Kind.Type, _ fields: String) throws -> [String] {
        try ControlText<Kind>(fields: fields).diagnostics.map(\.message.description)
    }
}

extension Assessment {
    /// What was found of each aspect, as one text.
    var found: [String: String] {
        guard case .drifted(let differences, _) = self else { return [:] }
        return Dictionary(
            differences.map { ($0.aspect, $0.found.shown) }, uniquingKeysWith: { "\($0); \($1)" })
    }

    var reason: String? {
        switch self {
        case .unknown(let error): error.description
        case .notApplicable(let reason): reason
        default: nil
        }
    }

    var isUnknown: Bool { if case .unknown = self { true } else { false } }
    var isNotApplicable: Bool { if case .notApplicable = self { true } else { false } }
}

extension Difference.Value {
    var shown: String {
        switch self {
        case .absent: "absent"
        case .text(let text): text
        case .list(let list): list.joined(separator: ", ")
        case .contents, .hidden: "hidden"
        }
    }
}
