import Foundation
import Testing

/// What `holdfast checkup` says where something is wrong with the address, the server or the way to it.
@Suite struct CheckupFaultTests {
    @Test(arguments: [
        "octopus.example.com", "ftp://octopus.example.com", "https://",
        "https://bob:hunter2@octopus.example.com",
        "https://octopus.example.com/?a=b", "API-ABCDEFGH12345678",
    ])
    func whatIsNoURLIsAMistakeOfTheCommandLineAndNotRepeated(url: String) throws {
        let answer = try Place().holdfast("checkup", url)
        #expect(answer.status == 64)
        #expect(answer.errors.contains("https://octopus.example.com"))
        #expect(!answer.errors.contains("hunter2") && !answer.errors.contains("API-A"))
        #expect(answer.output.isEmpty)
    }

    @Test func withoutAURLTheEnvironmentIsAsked() throws {
        let place = try Place()
        let server = try Simulator(place)
        let answer = try place.holdfast(
            "checkup", "--format", "json", environment: ["OCTOPUS_URL": server.url])
        #expect(try Report(answer).remote?.url == server.url)
        let none = try place.holdfast("checkup")
        #expect(none.status == 64 && none.errors.contains("OCTOPUS_URL"))
    }

    @Test(arguments: ["http://127.0.0.1:1", "https://127.0.0.1:1", "https://nowhere.invalid"])
    func whereNothingAnswersNothingCouldBeTold(url: String) throws {
        let answer = try Place().holdfast("checkup", url)
        #expect(answer.status == 6)
        #expect(answer.errors.hasPrefix("holdfast: nothing could be told: "))
        #expect(answer.errors.split(separator: "\n").count == 1 && answer.output.isEmpty)
    }

    @Test(arguments: ["500", "drop", "html", "half", "shape"])
    func aServerThatAnswersWrongIsOneMessage(fault: String) throws {
        let server = try Simulator(try Place(), "--fault", fault)
        let answer = try server.checkup()
        #expect(answer.status == 6, "\(answer.output)")
        #expect(answer.errors.split(separator: "\n").count == 1, "\(answer.errors)")
    }

    @Test(arguments: ["500", "drop", "html", "half", "shape"])
    func oneDocumentThatCannotBeReadIsUnknownAndTheOthersAreTold(fault: String) throws {
        let server = try Simulator(try Place(), "--fault", "\(fault)@/api/featuresconfiguration")
        let answer = try server.checkup("--format", "json", key: "admin")
        #expect(answer.status == 2, "\(answer.errors)")
        let report = try Report(answer)
        #expect(report.outcome(of: "built-in-worker") == "unknown")
        #expect(report.outcome(of: "public-url") == "by-hand")
    }

    @Test func aServerThatStartsOrWantsFewerRequestsIsWaitedFor() throws {
        let starting = try Simulator(try Place(), "--starting-up-requests", "2")
        #expect(try Report(try starting.checkup("--format", "json")).outcome(of: "supported") == "compliant")
    }

    @Test func httpsThatSpeaksNoTLSAndHTTPThatDoes() throws {
        let place = try Place()
        let server = try Simulator(place, "--https-port", "0")
        let wrong = try place.holdfast("checkup", server.url.replacing("http://", with: "https://"))
        #expect(wrong.status == 6 && wrong.errors.contains("no TLS"), "\(wrong.errors)")
        let clear = try place.holdfast(
            "checkup", try #require(server.httpsURL).replacing("https://", with: "http://"))
        #expect(clear.status == 6 && clear.errors.contains("https://"), "\(clear.errors)")
    }

    @Test(arguments: ["trusted", "self-signed", "expired", "not-yet-valid"])
    func aCertificateOfAnUnknownAuthorityIsNamedWithTheWayToTrustIt(certificate: String) throws {
        let server = try Simulator(try Place(), "--https-port", "0", "--certificate", certificate)
        let answer = try server.checkup(key: "admin")
        #expect(answer.status == 6)
        #expect(answer.errors.contains("SHA-1") && answer.errors.contains("--pin"), "\(answer.errors)")
        let thumbprint = try #require(
            answer.errors.firstMatch(of: /SHA-256 is ([0-9A-F]{64})|SHA-256 ([0-9A-F]{64})/))
        let pin = String(thumbprint.1 ?? thumbprint.2 ?? "")
        let pinned = try server.checkup("--pin", pin, "--format", "json", key: "admin")
        #expect(try Report(pinned).outcome(of: "built-in-worker") == "by-hand")
        let other = try server.checkup("--pin", String(repeating: "0", count: 64))
        #expect(other.status == 6 && other.errors.contains("another certificate"))
    }

    @Test func noKeyIsSentInClearBeyondThisMachine() throws {
        let answer = try Place().holdfast(
            "checkup", "http://192.0.2.1", environment: ["OCTOPUS_API_KEY": "API-CANARYCANARY"])
        #expect(answer.status == 4, "\(answer.errors)")
        #expect(answer.errors.contains("clear http") && !answer.errors.contains("CANARY"))
    }

    @Test(arguments: [
        (["--api-key", "API-CANARY1234"], "read by everyone who can list processes"),
        (["--token", "CANARY1234"], "read by everyone who can list processes"),
        (["--api-key-env", "API-CANARY1234"], "never the key itself"),
        (["--api-key-env", "NOT_SET"], "is not set"),
        (["--api-key-file", "a", "--keyless"], "name one key"),
        (["--api-key-file", "no-such-file"], "is not there: it takes the path of a file"),
        (["--pin", "12"], "40 hexadecimal digits"),
        (["--ca", "no-such-file"], "there is no such file"),
        (["--node", "web1"], "as in --node web1=ssh://admin@web1"),
        (["--node", "web1=-oProxyCommand"], "as in --node web1=ssh://admin@web1"),
        (["--node", "web1=kubectl:tools/-i"], "as in --node web1=ssh://admin@web1"),
        (["--node", "web1=kubectl:-n/octopus-0"], "as in --node web1=ssh://admin@web1"),
        (["--node", "web1=ssh://admin@-oProxyCommand=x"], "as in --node web1=ssh://admin@web1"),
        (["--node", "${x}=local"], "cannot hold '${'"),
        (["--node", "a=local", "--node", "a=local"], "given twice"),
        (["--only", "no-such-control"], "no control has"),
    ])
    func aMistakeOfTheCommandLineIsOneOfUsage(words: [String], says: String) throws {
        let place = try Place()
        let answer = try Program.run(
            [Program.path, "checkup", "https://127.0.0.1:1"] + words, in: place.directory)
        #expect(answer.status == 64, "\(answer.errors)")
        #expect(answer.errors.contains(says), "\(answer.errors)")
        #expect(!answer.errors.contains("CANARY"))
    }
}
