import Convergence
import Foundation
import HostTesting
import Octopus
import Testing

@testable import ResourceKinds

/// Reads a control of an Octopus Server, and judges it by the documents that the server keeps.
struct OctopusBench<Kind: ResourceKind> {
    let resource: Kind

    /// `fields` as a policy has them below the kind.
    init(_ kind: Kind.Type, _ fields: String, octopus: OctopusConnection = .example) throws {
        let text = try ControlText<Kind>(fields: fields, octopus: octopus)
        #expect(text.diagnostics.map(\.message.description) == [])
        resource = text.resource
    }

    func assess(_ host: DocumentHost) async -> Assessment { await Convergence.assess(resource, on: host) }
}

extension DocumentHost {
    /// Documents as the server writes them; `on` is a day, and decides the clock.
    init(
        _ documents: [(OctopusDocument, String)], nodes: [String: String] = [:],
        denying denied: [OctopusDocument] = [], on day: String = "2026-11-24"
    ) throws {
        self.init(seconds: (Day(day)?.number ?? 0) * 86_400)
        for (document, text) in documents {
            self.documents[document.address] = try ForeignJSON.read(Array(text.utf8))
        }
        for (node, text) in nodes {
            self.documents[NodeDocument.showConfiguration(of: node)] = try ForeignJSON.read(Array(text.utf8))
        }
        for document in denied {
            refusals[document.address] = HostError(.denied, "the key may not see '\(document.name)'")
        }
    }
}

extension Assessment {
    /// Why it could not be told.
    var unknown: String? { if case .unknown(let error) = self { error.description } else { nil } }

    var notApplicable: String? { if case .notApplicable(let reason) = self { reason } else { nil } }

    func found(_ aspect: String) -> Difference.Value? {
        guard case .drifted(let differences, _) = self else { return nil }
        return differences.first { $0.aspect == aspect }?.found
    }
}

/// Recorded answers of real servers, kept outside of this repository.
enum Recorded {
    private static let checkout = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// `nil`, which is printed, where they are neither beside this checkout nor where `HOLDFAST_RECORDED` says.
    static func text(_ path: String, for test: String = #function) -> String? {
        let named = ProcessInfo.processInfo.environment["HOLDFAST_RECORDED"].map { URL(filePath: $0) }
        let directory =
            named ?? checkout.deletingLastPathComponent().appending(path: "shared/octopus/fixtures")
        if let text = try? String(contentsOf: directory.appending(path: path), encoding: .utf8) {
            return text
        }
        print("\(test) skipped: \(path) is not among the recorded answers in ../shared/octopus/fixtures")
        return nil
    }
}
