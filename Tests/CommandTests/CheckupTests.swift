import Foundation
import Testing

/// `holdfast checkup` of an embedded Octopus Server: what it tells with which key, and what it ends with.
@Suite struct CheckupTests {
    @Test func withoutAKeyItTellsWhatEverybodyCanSee() throws {
        let server = try Simulator(try Place())
        let answer = try server.checkup("--format", "json")
        #expect(answer.status == 2, "\(answer.errors)")
        let report = try Report(answer)
        #expect(report.command == "checkup" && report.exitCode == 2)
        #expect(report.remote?.isKeyed == false && report.remote?.version?.hasPrefix("2026.4") == true)
        #expect(report.outcome(of: "portal-certificate") == "by-hand")
        #expect(report.outcome(of: "supported") == "compliant")
        #expect(report.outcome(of: "built-in-worker") == "unknown")
        let text = try server.checkup()
        #expect(text.output.contains("could not be told without a key:"))
        #expect(text.output.contains("holdfast explain access"))
    }

    @Test func withAKeyItTellsMoreAndHasNoBlindSpotForWantOfAPermission() throws {
        let server = try Simulator(try Place())
        let keyless = try Report(try server.checkup("--format", "json"))
        let keyed = try Report(try server.checkup("--format", "json", key: "admin"))
        #expect(keyed.remote?.isKeyed == true && keyed.remote?.user == "admin")
        #expect(keyed.outcome(of: "built-in-worker") == "by-hand")
        #expect(keyed.results.filter { $0.cause == "denied" }.isEmpty)
        func blind(_ report: Report) -> Int { report.results.count { $0.outcome == "unknown" } }
        #expect(blind(keyed) < blind(keyless))
        #expect(keyed.mostUrgent.count == 5 && keyed.mostUrgent.allSatisfy { !$0.remedy.isEmpty })
    }

    @Test func aReadOnlyKeySeesWhatAnAdministratorSees() throws {
        let server = try Simulator(try Place())
        let all = try Report(try server.checkup("--format", "json", key: "admin"))
        let auditor = try Report(try server.checkup("--format", "json", key: "read-only"))
        #expect(all.results.map(\.outcome) == auditor.results.map(\.outcome))
    }

    @Test func aScopedKeySaysWhichPermissionEachBlindControlNeeds() throws {
        let server = try Simulator(try Place())
        let report = try Report(try server.checkup("--format", "json", key: "scoped"))
        let blind = report.results.filter { $0.cause == "denied" }
        #expect(blind.map(\.id).contains("built-in-worker"))
        #expect(
            blind.allSatisfy {
                $0.reason?.contains("ConfigureServer") == true
                    || $0.reason?.contains("AdministerSystem") == true
            })
        #expect(report.outcome(of: "external-workers") == "by-hand")
    }

    @Test(arguments: ["expired", "disabled"]) func aKeyThatIsNotTakenIsSaidOnceAndTheRestIsTold(key: String)
        throws
    {
        let server = try Simulator(try Place())
        let answer = try server.checkup("--format", "json", key: key)
        #expect(answer.status == 2)
        #expect(answer.errors.contains("does not accept the API key"))
        #expect(answer.errors.contains("looking on as somebody without a key"))
        let report = try Report(answer)
        #expect(report.outcome(of: "supported") == "compliant")
        #expect(report.outcome(of: "built-in-worker") == "unknown")
        #expect(!answer.errors.contains(try server.key(key)))
    }

    @Test func aKeyMayComeFromAFileOrAnotherVariable() throws {
        let place = try Place()
        let server = try Simulator(place)
        try place.make("key", try server.key("read-only") + "\n", mode: 0o600)
        let file = try Report(try server.checkup("--format", "json", "--api-key-file", "key"))
        #expect(file.remote?.isKeyed == true && file.outcome(of: "built-in-worker") == "by-hand")
        let other = try place.holdfast(
            "checkup", server.url, "--format", "json", "--api-key-env", "MINE",
            environment: ["MINE": try server.key("read-only")])
        #expect(try Report(other).remote?.isKeyed == true)
        chmod(place.directory + "/key", 0o644)
        let open = try server.checkup("--api-key-file", "key")
        #expect(open.status == 64 && open.errors.contains("chmod it to 0600"))
        let keyless = try Report(try server.checkup("--format", "json", "--keyless", key: "admin"))
        #expect(keyless.remote?.isKeyed == false)
    }

    @Test(arguments: ["2019.4", "2023.4", "2026.4"]) func everyEraIsTold(version: String) throws {
        let server = try Simulator(try Place(), "--version", version)
        let answer = try server.checkup("--format", "json", key: "admin")
        #expect(answer.status == 2, "\(answer.errors)")
        let report = try Report(answer)
        #expect(report.remote?.version?.hasPrefix(version) == true)
        #expect(report.outcome(of: "built-in-worker") == "by-hand")
    }

    @Test func whatWasSentIsWhatTheServerSawAndNothingButLooking() throws {
        let server = try Simulator(try Place(), "--https-port", "0", "--tentacle-ports")
        let before = try server.requests().count
        let report = try Report(
            try server.checkup("--format", "json", "--ca", server.authority, key: "admin"))
        let requests = try server.requests().dropFirst(before)
        #expect(!requests.isEmpty)
        #expect(requests.allSatisfy { $0.hasPrefix("GET ") || $0.hasPrefix("HEAD ") })
        #expect(report.count(of: "GET") == requests.count { $0.hasPrefix("GET ") })
        #expect(report.count(of: "HEAD") == requests.count { $0.hasPrefix("HEAD ") })
        #expect(report.remote?.from.isEmpty == false)
        #expect(report.remote?.budget ?? 0 >= requests.count)
        #expect(
            try server.checkup("--ca", server.authority, key: "admin").output.contains("nothing was changed"))
    }

    @Test func aServerAsTheGuideWantsItScoresHigher() throws {
        let fresh = try Simulator(try Place(), "--https-port", "0")
        let hard = try Simulator(try Place(), "--scenario", "hardened", "--https-port", "0")
        func score(_ server: Simulator) throws -> Int {
            try Report(try server.checkup("--format", "json", "--ca", server.authority, key: "admin")).score
                .value ?? 0
        }
        #expect(try score(hard) > score(fresh))
    }

    @Test func aClockThatIsOffIsSaid() throws {
        let server = try Simulator(try Place(), "--clock-skew", "600")
        #expect(try server.checkup().output.contains("seconds ahead of this machine's"))
    }

    @Test func aVirtualDirectoryAndIPv6AreReached() throws {
        let inside = try Simulator(try Place(), "--virtual-directory", "/octopus")
        #expect(
            try Report(try inside.checkup("--format", "json", key: "admin")).outcome(of: "built-in-worker")
                == "by-hand")
        let six = try Simulator(try Place(), "--ipv6")
        #expect(try Report(try six.checkup("--format", "json")).remote?.from == ["::1"])
    }

    @Test(arguments: FormatTests.formats) func everyFormatEndsWithTheSameStatus(format: String) throws {
        let server = try Simulator(try Place())
        let answer = try server.checkup("--format", format, key: "admin")
        #expect(answer.status == 2, "\(answer.errors)")
        try FormatTests.requireForm(answer.output, format)
    }

    @Test func aPolicyOfOnesOwnIsTakenInstead() throws {
        let place = try Place()
        let server = try Simulator(place)
        try place.make(
            "mine.yaml",
            """
            holdfast: 1
            policy: mine
            extends: ["bundled:octopus-checkup@1"]
            remove:
              second-factor: { because: it is said elsewhere }
            override:
              guest: { severity: low }
            """)
        let report = try Report(try server.checkup("--policy", "mine.yaml", "--format", "json", key: "admin"))
        #expect(report.policy.name == "mine")
        #expect(report.outcome(of: "second-factor") == nil)
        #expect(report.results.first { $0.id == "guest" }?.severity == "low")
        let one = try Report(
            try server.checkup("--only", "built-in-worker", "--format", "json", key: "admin"))
        #expect(one.results.map(\.id) == ["built-in-worker"])
    }

    @Test func theCommandLineOfANodeIsAskedAndCounted() throws {
        let place = try Place()
        let server = try Simulator(place, "--scenario", "hardened", "--state-file", "state")
        let program = place.directory + "/Octopus.Server"
        try FileManager.default.createSymbolicLink(
            atPath: program,
            withDestinationPath: URL(filePath: Program.path).deletingLastPathComponent()
                .appending(path: "octopus-simulator").path)
        try place.make(
            "nodes.yaml",
            """
            holdfast: 1
            policy: nodes
            extends: ["bundled:octopus-checkup@1"]
            octopus:
              public: "\(server.url)"
              nodes:
                web1: { reach: local, program: \(program) }
                web2: { reach: "ssh://nobody@nowhere.invalid" }
            """)
        let answer = try place.holdfast(
            "check", "nodes.yaml", "--only", "force-https", "--state-dir", place.state, "--format", "json")
        let report = try Report(answer)
        #expect(report.count(of: "show-configuration") == 2, "\(answer.errors)")
        let reason = try #require(report.results.first?.reason)
        #expect(reason.contains("web2") && !reason.contains("web1 does not"), "\(reason)")
    }
}
