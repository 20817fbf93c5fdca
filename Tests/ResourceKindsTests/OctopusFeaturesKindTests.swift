import Convergence
import HostTesting
import Octopus
import Testing

@testable import ResourceKinds

@Suite struct OctopusFeaturesKindTests {
    private static let document =
        #"{"IsConfigureFeedsWithLocalOrSmbPathsEnabled":true,"IsCommunityActionTemplatesEnabled":false}"#

    private static func assess(
        _ fields: String, _ documents: [(OctopusDocument, String)] = [(.features, document)],
        refusing: [OctopusDocument] = []
    ) async throws -> Assessment {
        try await OctopusAnswers.assess(
            OctopusFeaturesKind.self, fields, on: OctopusAnswers.host(documents, refusing: refusing))
    }

    @Test func featuresAreComparedByName() async throws {
        #expect(try await Self.assess("{ smb-feeds: true, community-step-templates: false }") == .compliant)
        let said = try await Self.assess("{ smb-feeds: false, community-step-templates: false }")
        #expect(said.found == ["smb-feeds": "true"])
        #expect(said.byHand?.contains("IsConfigureFeedsWithLocalOrSmbPathsEnabled to false") == true)
    }

    @Test func whatAServerDoesNotTellIsUnknown() async throws {
        let said = try await Self.assess("{ webhook-triggers: false }")
        #expect(said.isUnknown && said.reason?.contains("not supported by this version") == true)
        #expect(try await Self.assess("{ smb-feeds: false }", []).isUnknown)
        let refused = try await Self.assess("{ smb-feeds: false }", [], refusing: [.features])
        #expect(refused.isUnknown && refused.reason?.contains("ConfigureServer") == true)
    }

    /// Two names for one field would let two controls contradict each other.
    @Test func everyFeatureHasItsOwnNameAndField() {
        let known = OctopusFeaturesKind.known
        #expect(Set(known.map(\.name)).count == known.count)
        #expect(Set(known.map(\.field)).count == known.count)
    }

    @Test(arguments: [("{}", "at least one feature"), ("{ smb-feed: false }", "did you mean 'smb-feeds'")])
    func mistakesAreExplained(_ fields: String, _ message: String) throws {
        let told = try OctopusAnswers.complaints(OctopusFeaturesKind.self, fields)
        #expect(told.contains { $0.contains(message) }, "\(told)")
    }
}
