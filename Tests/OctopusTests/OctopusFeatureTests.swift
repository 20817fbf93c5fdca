import Convergence
import Octopus
import Testing

@Suite struct OctopusFeatureTests {
    @Test func everyGateIsAVersion() {
        for feature in OctopusFeature.all where feature.name != OctopusFeature.telemetry.name {
            #expect(feature.since != nil, "\(feature.name)")
        }
        #expect(OctopusFeature.sessionTimes.reliableSince == OctopusVersion("2023.4.6282"))
        #expect(Set(OctopusFeature.all.map(\.name)).count == OctopusFeature.all.count)
    }

    @Test func anOlderServerDoesNotSupportWhatItLacks() {
        #expect(
            OctopusFeature.userApiKeySwitch.absence(in: OctopusVersion("2022.4.8319")).assessment
                == .notApplicable(
                    "the switch for users' API keys: needs Octopus Server 2023.2 or newer; this is 2022.4.8319"
                ))
        #expect(
            OctopusFeature.metricsLogging.absence(in: OctopusVersion("2020.5.0")).assessment
                == .notApplicable(
                    "logging of metrics: Octopus Server has it no more since 2020.5; this is 2020.5.0"))
    }

    @Test func aNewEnoughServerDoesNotTell() {
        for version in ["2023.2.1", "2030.1.1"] {
            guard
                case .unknown(let error) = OctopusFeature.userApiKeySwitch.absence(
                    in: OctopusVersion(version)
                ).assessment
            else {
                Issue.record("known of \(version)")
                continue
            }
            #expect(error.description.contains("does not tell"))
        }
        guard case .untold = OctopusFeature.userApiKeySwitch.absence(in: nil),
            case .untold = OctopusFeature.telemetry.absence(in: OctopusVersion("3.0"))
        else {
            Issue.record("told without a version")
            return
        }
    }
}
