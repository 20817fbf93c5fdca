import Convergence
import HostTesting
import Octopus
import Testing

@testable import ResourceKinds

@Suite struct OctopusUpdatesKindTests {
    private let root = (OctopusDocument.root, #"{"Version":"2024.3.12985"}"#)
    private let upgrade = (
        OctopusDocument.upgrade,
        #"{"NotificationMode":"NeverShow","AllowChecking":false,"IncludeStatistics":true}"#
    )

    private func assess(_ fields: String, _ host: DocumentHost) async throws -> Assessment {
        try await OctopusBench(OctopusUpdatesKind.self, fields).assess(host)
    }

    @Test func whatIsAsWantedIsCompliant() async throws {
        let host = try DocumentHost([root, upgrade, (.telemetry, #"{"Enabled":false}"#)])
        #expect(
            try await assess("{ check: false, notification: never, telemetry: false }", host) == .compliant)
    }

    @Test func whatIsNotIsDriftWithTheCommandThatMendsIt() async throws {
        let host = try DocumentHost([root, upgrade, (.telemetry, #"{"Enabled":"True"}"#)])
        let assessment = try await assess("{ check: true, notification: always, telemetry: false }", host)
        #expect(assessment.aspects == ["check", "notification", "telemetry"])
        #expect(assessment.found("notification") == .text("never"))
        for command in [
            "--upgradeCheck=true", "--upgradeNotification=AlwaysShow", "--sendTelemetry=false",
            "/api/upgradeconfiguration (GET", "/api/telemetryconfiguration (GET",
        ] {
            #expect(assessment.byHand?.contains(command) == true, "\(command)")
        }
    }

    @Test func olderServersKeepTelemetryWithTheirUpdates() async throws {
        let host = try DocumentHost([root, upgrade])
        #expect(try await assess("telemetry: true", host) == .compliant)
        #expect(
            try await assess("telemetry: false", host).byHand?.contains("--upgradeCheckWithStatistics=false")
                == true)
    }

    @Test func enforcedTelemetryIsNotTurnedOffByACommand() async throws {
        let host = try DocumentHost([root, (.telemetry, #"{"Enabled":true,"IsTelemetryEnforced":true}"#)])
        #expect(try await assess("telemetry: false", host).byHand?.contains("enforces") == true)
    }

    @Test func whatIsNotToldIsUnknownAndNeverOff() async throws {
        for text in ["{}", #"{"AllowChecking":null,"NotificationMode":null}"#] {
            let host = try DocumentHost([root, (.upgrade, text)])
            for fields in ["check: false", "notification: never", "telemetry: false"] {
                #expect(
                    try await assess(fields, host).unknown?.contains("does not tell") == true, "\(fields)")
            }
        }
        #expect(try await assess("check: false", DocumentHost([root])).unknown != nil)
    }

    @Test func aRefusalNamesThePermission() async throws {
        let host = try DocumentHost([root], denying: [.upgrade, .telemetry])
        for fields in ["check: false", "telemetry: false"] {
            #expect(try await assess(fields, host).unknown?.contains("ConfigureServer") == true, "\(fields)")
        }
    }

    @Test func whatCouldBeToldIsToldBesideARefusal() async throws {
        let host = try DocumentHost([root, upgrade], denying: [.telemetry])
        let assessment = try await assess("{ check: true, telemetry: false }", host)
        #expect(assessment.aspects == ["check"])
        #expect(assessment.byHand?.contains("could not be told") == true)
    }

    @Test func itHoldsSomething() throws {
        let text = try ControlText<OctopusUpdatesKind>(fields: "{}")
        #expect(
            text.diagnostics.map(\.message.description) == [
                "write at least one of 'check', 'notification', 'telemetry'"
            ])
        #expect(try !ControlText<OctopusUpdatesKind>(fields: "check: true", octopus: nil).diagnostics.isEmpty)
    }

    @Test func recordedServersAreRead() async throws {
        guard let on = Recorded.text("serverspec/api/upgradeconfiguration.json"),
            let off = Recorded.text("serverspec/api/upgradeconfiguration2.json")
        else { return }
        let fields = "{ check: true, notification: always, telemetry: true }"
        #expect(try await assess(fields, DocumentHost([root, (.upgrade, on)])) == .compliant)
        #expect(
            try await assess(fields, DocumentHost([root, (.upgrade, off)])).aspects
                == ["check", "notification", "telemetry"])
    }
}
