import Foundation
import Testing

/// An embedded Octopus Server of one test: the built `octopus-simulator`, on loopback, ended with the test.
final class Simulator {
    let place: Place
    private let running: Running
    let url: String
    private(set) var httpsURL: String?
    private let keys: [String: String]

    init(_ place: Place, _ options: String...) throws {
        self.place = place
        let directory = place.directory + "/server-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let path = URL(filePath: Program.path).deletingLastPathComponent().appending(
            path: "octopus-simulator"
        ).path
        running = try Running(
            [
                path, "serve", "--port-file", "port", "--https-port-file", "https-port", "--keys-file",
                "keys",
                "--authority-file", "ca.pem", "--record", "record",
            ] + options, in: directory)
        self.directory = directory
        func text(_ name: String) -> String {
            FileManager.default.contents(atPath: directory + "/" + name).map {
                String(decoding: $0, as: UTF8.self)
            } ?? ""
        }
        let started = running.wait { text("port").hasSuffix("\n") }
        try #require(started, "the simulator did not start")
        let virtual = options.firstIndex(of: "--virtual-directory").map { options[$0 + 1] } ?? ""
        let host = options.contains("--ipv6") ? "[::1]" : "127.0.0.1"
        url = "http://\(host):\(text("port").trimmingCharacters(in: .whitespacesAndNewlines))\(virtual)"
        let https = text("https-port").trimmingCharacters(in: .whitespacesAndNewlines)
        if !https.isEmpty {
            httpsURL = "https://\(options.contains("--ipv6") ? host : "localhost"):\(https)\(virtual)"
        }
        keys = Dictionary(
            uniqueKeysWithValues: text("keys").split(separator: "\n").map { line in
                let parts = line.split(separator: " ").map(String.init)
                return (parts[0], parts[1])
            })
    }

    deinit { running.send(SIGTERM) }

    private let directory: String

    var authority: String { directory + "/ca.pem" }

    func key(_ name: String) throws -> String { try #require(keys[name], "there is no key '\(name)'") }

    /// What it was asked, one `VERB path` each.
    func requests() throws -> [String] {
        let data = FileManager.default.contents(atPath: directory + "/record") ?? Data()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// A checkup of it, with one of its keys in the environment.
    func checkup(_ words: String..., key: String? = nil) throws -> Program.Answer {
        try Program.run(
            [Program.path, "checkup", httpsURL ?? url] + words, in: place.directory,
            environment: try key.map { ["OCTOPUS_API_KEY": try self.key($0)] } ?? [:])
    }
}

/// The parts of a report in JSON that tests ask for.
struct Report: Decodable {
    struct Difference: Decodable {
        var aspect: String
    }
    struct Result: Decodable {
        var id: String
        var section: String
        var outcome: String
        var severity: String
        var reason: String?
        var cause: String?
        var differences: [Difference]
    }
    struct Remote: Decodable {
        struct Requests: Decodable {
            var verb: String
            var count: Int
        }
        var url: String
        var version: String?
        var isKeyed: Bool
        var isKeyRefused: Bool?
        var user: String?
        var from: [String]
        var requests: [Requests]
        var budget: Int
        var clockSkew: Int?
    }
    struct Score: Decodable {
        var value: Int?
    }
    struct Urgent: Decodable {
        var id: String
        var remedy: [String]
    }
    struct Policy: Decodable {
        var name: String
    }

    var policy: Policy
    var command: String
    var exitCode: Int32
    var verdict: String
    var results: [Result]
    var remote: Remote?
    var score: Score
    var mostUrgent: [Urgent]

    init(_ answer: Program.Answer) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(answer.output.utf8))
    }

    func outcome(of id: String) -> String? { results.first { $0.id == id }?.outcome }
    func count(of verb: String) -> Int { remote?.requests.first { $0.verb == verb }?.count ?? 0 }
}
