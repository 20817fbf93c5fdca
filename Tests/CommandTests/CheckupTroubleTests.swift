import Foundation
import Testing

/// `holdfast checkup` of servers in trouble: silent, in a hurry, half down, or with a certificate that is wrong.
@Suite struct CheckupTroubleTests {
    static let nobody = "https://127.0.0.1:1"

    @Test(arguments: FormatTests.formats.filter { $0 != "text" })
    func aSilentServerIsAReportInWhichAllIsUnknown(format: String) throws {
        let answer = try Place().holdfast("checkup", Self.nobody, "--format", format)
        #expect(answer.status == 6)
        #expect(answer.errors.hasPrefix("holdfast: nothing could be told: "))
        #expect(answer.errors.split(separator: "\n").count == 1, "\(answer.errors)")
        try FormatTests.requireForm(answer.output, format)
        guard format == "json" else { return }
        let report = try Report(answer)
        #expect(report.exitCode == 6 && report.verdict == "unknown" && !report.results.isEmpty)
        #expect(report.results.allSatisfy { ["unknown", "waived"].contains($0.outcome) })
    }

    @Test func aSilentServerLeavesNoOldReportAndIsRecorded() throws {
        let place = try Place()
        try place.make("report.json", "yesterday's")
        try FileManager.default.createDirectory(
            atPath: place.directory + "/evidence", withIntermediateDirectories: true)
        let answer = try place.holdfast(
            "checkup", Self.nobody, "--format", "json", "--output", "report.json", "--record", "evidence")
        #expect(answer.status == 6)
        let kept = try Report(
            Program.Answer(status: 6, output: try place.text("report.json"), errors: ""))
        #expect(kept.verdict == "unknown" && kept.exitCode == 6)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: place.directory + "/evidence").count == 1)
    }

    @Test func aPolicyNothingIsLeftOfDoesNotMakeASilentServerAsWanted() throws {
        let answer = try Place().holdfast(
            "checkup", Self.nobody, "--only", "guest", "--skip", "guest", "--format", "json")
        #expect(answer.status == 6, "\(answer.errors)")
        #expect(try Report(answer).exitCode == 6)
    }

    @Test func aServerThatWantsFewerRequestsTellsTheSame() throws {
        let place = try Place()
        let free = try Report(try Simulator(place).checkup("--format", "json", key: "admin"))
        // As many in a minute as the bundled policy wants.
        let answer = try Simulator(place, "--rate-limit", "10/3").checkup("--format", "json", key: "admin")
        #expect(answer.status == 2, "\(answer.errors)")
        let limited = try Report(answer)
        #expect(limited.results.map(\.outcome) == free.results.map(\.outcome))
        #expect(limited.count(of: "GET") > free.count(of: "GET"), "it was never told to wait")
    }

    @Test(arguments: [
        ("sha1", "no authority in", "signature"),
        ("wrong-name", "does not carry the name localhost", "name"),
        ("expired", "it has expired", "expires-after"),
    ])
    func aWrongCertificateIsNamedAndToldOnceItIsPinned(certificate: String, says: String, aspect: String)
        throws
    {
        let server = try Simulator(try Place(), "--https-port", "0", "--certificate", certificate)
        let before = try server.requests().count
        let refused = try server.checkup("--ca", server.authority, key: "admin")
        #expect(refused.status == 6 && refused.errors.contains(says), "\(refused.errors)")
        #expect(
            try server.requests().count == before, "nothing is asked over a connection nobody vouches for")
        let pin = try #require(
            refused.errors.firstMatch(of: /SHA-256 is ([0-9A-F]{64})|SHA-256 ([0-9A-F]{64})/))
        let report = try Report(
            try server.checkup(
                "--pin", String(pin.1 ?? pin.2 ?? ""), "--format", "json", key: "admin"))
        let told = try #require(report.results.first { $0.id == "portal-certificate" })
        #expect(told.outcome == "by-hand")
        #expect(told.differences.map(\.aspect).contains(aspect), "\(told.differences)")
        #expect(report.outcome(of: "portal-tls") == "compliant")
        #expect(report.outcome(of: "built-in-worker") == "by-hand")
    }

    @Test func aNodeThatIsDownIsUnknownAndTheOthersAreTold() throws {
        let server = try Simulator(try Place(), "--nodes", "3", "--offline-nodes", "1")
        let answer = try server.checkup("--format", "json", key: "admin")
        #expect(answer.status == 2, "\(answer.errors)")
        let report = try Report(answer)
        let version = try #require(report.results.first { $0.id == "one-version" })
        #expect(version.outcome == "unknown" && version.reason?.contains("octopus-3") == true)
        #expect(version.reason?.contains("octopus-2") == false)
        #expect(report.outcome(of: "built-in-worker") == "by-hand")
        let whole = try Report(
            try Simulator(try Place(), "--nodes", "3").checkup("--format", "json", key: "admin"))
        #expect(whole.outcome(of: "one-version") == "compliant")
    }

    @Test func httpsOverIPv6IsLookedAtAsOverIPv4() throws {
        let server = try Simulator(try Place(), "--ipv6", "--https-port", "0")
        #expect(server.httpsURL?.hasPrefix("https://[::1]:") == true)
        let answer = try server.checkup("--ca", server.authority, "--format", "json", key: "admin")
        #expect(answer.status == 2, "\(answer.errors)")
        let report = try Report(answer)
        #expect(report.remote?.from == ["::1"] && report.remote?.url == server.httpsURL)
        #expect(report.count(of: "TLS") > 0)
        #expect(report.outcome(of: "portal-certificate") == "compliant")
        #expect(report.outcome(of: "portal-tls") == "compliant")
        #expect(report.outcome(of: "built-in-worker") == "by-hand")
    }
}
