import Foundation
import OctopusSimulator
import Testing

/// The built program: it serves, agrees with itself, and ends.
@Suite struct ProgramTests {
    private struct Ended {
        var status: Int32
        var output: String
    }

    /// The built program, beside the test bundle.
    private static let simulator: URL = {
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
        var directory = URL(filePath: bundle).deletingLastPathComponent()
        while directory.path.contains(".xctest") { directory.deleteLastPathComponent() }
        return directory.appending(path: "octopus-simulator")
    }()

    private static func inScratch(_ body: (URL) async throws -> Void) async throws {
        let scratch = FileManager.default.temporaryDirectory.appending(
            path: "octopus-simulator-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        try await body(scratch)
    }

    private static func run(_ program: URL, _ arguments: [String], _ environment: [String: String] = [:])
        throws
        -> Ended
    {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.environment = environment
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Ended(status: process.terminationStatus, output: String(decoding: data, as: UTF8.self))
    }

    @Test func itServesAndItsCommandLineAgrees() async throws {
        try await Self.inScratch { scratch in
            func path(_ name: String) -> String { scratch.appending(path: name).path }
            let process = Process()
            process.executableURL = Self.simulator
            process.arguments = [
                "serve", "--scenario", "hardened", "--version", "2023.4", "--port-file", path("port"),
                "--keys-file",
                path("keys"), "--state-file", path("state"), "--record", path("record"), "--https-port", "0",
                "--authority-file", path("authority"), "--no-force-https",
            ]
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            let port = try await Self.waited(for: path("port"), while: process)
            let keys = try String(contentsOfFile: path("keys"), encoding: .utf8)
            let admin = try #require(
                keys.split(separator: "\n").first { $0.hasPrefix("admin ") }?.dropFirst(6))
            let client = Client("http://127.0.0.1:\(port)", key: String(admin))
            let me = try await client.get("/api/users/me").object
            #expect(me["Username"] as? String == "admin")

            let link = scratch.appending(path: "Octopus.Server")
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: Self.simulator)
            let node = try Self.run(
                link, ["show-configuration", "--format=json-hierarchical"],
                ["OCTOPUS_SIMULATOR_STATE": path("state")])
            #expect(node.status == 0)
            #expect(node.output.contains("http") && node.output.contains("\"ForceSSL\": \"False\""))

            process.terminate()
            process.waitUntilExit()
            #expect(process.terminationReason == .exit)
            #expect(process.terminationStatus == 0)
            let record = try String(contentsOfFile: path("record"), encoding: .utf8)
            #expect(record == "GET /api/users/me\n")
            for file in ["keys", "state", "record"] {
                let mode =
                    try FileManager.default.attributesOfItem(atPath: path(file))[.posixPermissions] as? Int
                #expect(mode == 0o600, "\(file)")
            }
        }
    }

    private static func waited(for path: String, while process: Process) async throws -> String {
        while process.isRunning {
            if let text = try? String(contentsOfFile: path, encoding: .utf8) {
                return text.trimmingCharacters(in: .whitespacesAndNewlines)
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw CocoaError(.fileNoSuchFile)
    }

    @Test func theCommandLineIsAlsoASubcommand() throws {
        let version = try Self.run(Self.simulator, ["octopus-server", "version", "--format=json"])
        #expect(version.status == 0)
        #expect(version.output.contains("\"InformationalVersion\": \"2026.4.7021\""))
        #expect(try Self.run(Self.simulator, ["octopus-server", "bogus"]).status == 2)
        #expect(
            try Self.run(
                Self.simulator, ["octopus-server", "version"], ["OCTOPUS_SIMULATOR_FAIL": "42"]
            ).status == 42)
    }

    @Test(arguments: [
        ["serve", "--version", "x"], ["serve", "--scenario", "soft"], ["serve", "--fault", "x"],
        ["serve", "--rate-limit", "0"], ["serve", "--set", "x"], ["serve", "--offline-nodes", "2"],
    ])
    func badOptionsAreRefused(arguments: [String]) throws {
        #expect(try Self.run(Self.simulator, arguments).status == 64)
    }
}
