import Foundation
import Testing

/// What a checkup leaves behind, and what it must never hold.
@Suite struct EvidenceTests {
    private static let canary = "canary-5ec3e7-c0ffee"

    @Test(arguments: FormatTests.formats) func noSecretOfTheServerReachesAnyone(format: String) throws {
        let place = try Place()
        let server = try Simulator(place, "--canary", Self.canary)
        let key = try server.key("admin")
        let answer = try server.checkup(
            "--format", format, "--verbose", "--output", "result", "--record", ".", key: "admin")
        #expect(answer.status == 2, "\(answer.errors)")
        let said = answer.output + answer.errors
        for secret in [Self.canary, key] {
            #expect(!said.contains(secret))
            let kept = try place.shell("grep -rlF -e '\(secret)' --exclude-dir 'server-*' .")
            #expect(kept.status == 1, "\(kept.output)")
        }
    }

    @Test func noProcessHasTheKeyAmongItsArguments() throws {
        let place = try Place()
        // A key of its own: other tests search for theirs with programs that are given it.
        let server = try Simulator(place, "--fault", "slow:50", "--seed", UUID().uuidString)
        let key = try server.key("admin")
        let running = try Running(
            [Program.path, "checkup", server.url], in: place.directory, environment: ["OCTOPUS_API_KEY": key])
        var samples = 0
        while running.isRunning {
            for process in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
                guard Int(process) != nil,
                    let data = FileManager.default.contents(atPath: "/proc/\(process)/cmdline")
                else { continue }
                #expect(!String(decoding: data, as: UTF8.self).contains(key))
            }
            samples += 1
        }
        #expect(samples > 0)
        #expect(try running.end().status == 2)
    }

    @Test func aRecordIsOnlyItsOwnersAndNoneIsWrittenOver() throws {
        let place = try Place()
        let server = try Simulator(place)
        try FileManager.default.createDirectory(
            atPath: place.directory + "/evidence", withIntermediateDirectories: false)
        for _ in 0..<3 { #expect(try server.checkup("--record", "evidence", "--quiet").status == 2) }
        let names = try FileManager.default.contentsOfDirectory(atPath: place.directory + "/evidence")
            .sorted()
        #expect(names.count == 3)
        for name in names {
            #expect(
                name.wholeMatch(of: /\d{4}-\d\d-\d\dT\d{6}Z-octopus-checkup(-\d+)?\.json/) != nil, "\(name)")
            var status = stat()
            stat(place.directory + "/evidence/" + name, &status)
            #expect(status.st_mode & 0o777 == 0o600)
            let data = try Data(contentsOf: URL(filePath: place.directory + "/evidence/" + name))
            let kept = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            let policy = try #require(kept["policy"] as? [String: Any])
            let sources = try #require(policy["sources"] as? [[String: Any]])
            #expect(sources.contains { $0["name"] as? String == "bundled:octopus-checkup@1" })
            #expect(sources.allSatisfy { ($0["sha256"] as? String)?.count == 64 })
        }
    }

    @Test func runsThatEndAtOnceAreEachRecorded() throws {
        let place = try Place()
        let policy = try place.policy()
        let kept = place.directory + "/evidence"
        try FileManager.default.createDirectory(atPath: kept, withIntermediateDirectories: true)
        let runs = try (0..<12).map { _ in
            try Running(
                [Program.path, "check", policy, "--record", kept, "--quiet"] + place.inside,
                in: place.directory)
        }
        for run in runs { #expect(try run.end().status == 2) }
        let names = try FileManager.default.contentsOfDirectory(atPath: kept)
        #expect(names.count == runs.count, "\(names.sorted())")
        for name in names {
            let data = try Data(contentsOf: URL(filePath: kept + "/" + name))
            #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: data) }
        }
    }

    @Test func aHostsCheckIsRecordedToo() throws {
        let place = try Place()
        let policy = try place.policy()
        #expect(try place.here("check", policy, "--record", place.directory, "--quiet").status == 2)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: place.directory).contains {
                $0.hasSuffix("Z-web.json")
            })
        let nowhere = try place.here("check", policy, "--record", place.directory + "/none")
        #expect(nowhere.status == 2 && nowhere.errors.contains("could not be recorded"))
    }

    @Test func aPolicyWrittenFromACheckupValidatesAndFindsTheSame() throws {
        let place = try Place()
        let server = try Simulator(place)
        let environment = ["OCTOPUS_API_KEY": try server.key("read-only")]
        let written = try place.holdfast(
            "new", "--from-checkup", server.url, "--output", "new.yaml", environment: environment)
        #expect(written.status == 0, "\(written.errors)")
        let text = try place.text("new.yaml")
        #expect(!text.contains(try server.key("read-only")))
        #expect(try place.holdfast("validate", "new.yaml").status == 0)
        let check = try Report(
            try place.holdfast(
                "check", "new.yaml", "--state-dir", place.state, "--format", "json", environment: environment)
        )
        let checkup = try Report(try server.checkup("--format", "json", key: "read-only"))
        #expect(check.results.map(\.outcome) == checkup.results.map(\.outcome))
        // Leave for all of it, taken out of the comments and filled in.
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let start = try #require(lines.firstIndex(of: "# waivers:"))
        var end = start
        while end < lines.count, lines[end].hasPrefix("#") {
            lines[end] = String(lines[end].dropFirst(2))
            end += 1
        }
        try place.make("waived.yaml", lines.joined(separator: "\n"))
        let waived = try place.holdfast(
            "check", "waived.yaml", "--state-dir", place.state, "--format", "json", environment: environment)
        let report = try Report(waived)
        #expect(!report.results.contains { $0.outcome == "by-hand" }, "\(waived.errors)")
        #expect(report.results.contains { $0.outcome == "waived" })
        #expect(report.score.value == check.score.value, "leave raises no score")
        let again = try place.holdfast(
            "new", "--from-checkup", server.url, "--output", "new.yaml", environment: environment)
        #expect(again.status == 4)
    }

    @Test func aNewPolicyForHostsValidates() throws {
        let place = try Place()
        let new = try place.holdfast("new", "--name", "web")
        try place.make("web.yaml", new.output)
        let validated = try place.holdfast("validate", "web.yaml")
        #expect(validated.status == 0, "\(validated.errors)")
        #expect(try place.holdfast("new", "https://octopus.example.com").status == 64)
        #expect(try place.holdfast("new", "--name", "a: b").status == 64)
    }

    @Test func planAndApplyLookAtTheServerAndLeaveItAlone() throws {
        let place = try Place()
        let server = try Simulator(place)
        try place.make(
            "mixed.yaml",
            """
            holdfast: 1
            policy: mixed
            octopus: { public: "\(server.url)", look: { api-key: { env: OCTOPUS_API_KEY } } }
            controls:
              workers:
                built-in-worker:
                  title: No deployment runs on the server
                  built-in-worker: { off: true }
              host-system:
                motd:
                  title: A file of this host
                  file: { path: /etc/motd, content: "x\\n", mode: 0644 }
            """)
        let environment = ["OCTOPUS_API_KEY": try server.key("admin")]
        let plan = try place.here("plan", "mixed.yaml", "--format", "json", environment: environment)
        #expect(try Report(plan).outcome(of: "built-in-worker") == "by-hand", "\(plan.errors)")
        let apply = try place.here(
            "apply", "mixed.yaml", "--yes", "--format", "json", environment: environment)
        #expect(apply.status == 2)
        #expect(try Report(apply).outcome(of: "motd") == "fixed")
        #expect(try Report(apply).outcome(of: "built-in-worker") == "by-hand")
        #expect(try server.requests().allSatisfy { $0.hasPrefix("GET ") })
    }

    @Test func explainAccessNamesAPermissionForEveryDocument() throws {
        let answer = try Place().holdfast("explain", "access")
        #expect(answer.status == 0)
        for words in ["built-in-worker", "ConfigureServer", "UserView", "AdministerSystem", "no key"] {
            #expect(answer.output.contains(words), "\(words)")
        }
    }
}
