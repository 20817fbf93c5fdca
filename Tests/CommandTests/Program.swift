import Foundation

/// The built program, as a user starts it.
enum Program {
    struct Answer {
        var status: Int32
        var output: String
        var errors: String

        var lines: [Substring] { output.split(separator: "\n", omittingEmptySubsequences: false) }
    }

    /// Beside the test bundle, in the directory of the configuration that is tested.
    static let path: String = {
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
        var directory = URL(filePath: bundle).deletingLastPathComponent()
        while directory.path.contains(".xctest") { directory.deleteLastPathComponent() }
        return directory.appending(path: "holdfast").path
    }()

    /// Runs words as a command line, in a directory, and waits for the end.
    static func run(
        _ words: [String], in directory: String, environment: [String: String] = [:], input: String = ""
    ) throws -> Answer {
        let running = try Running(words, in: directory, environment: environment, input: input)
        return try running.end()
    }
}

/// A program that was started and has not been waited for.
final class Running {
    private let process = Process()
    private let scratch: URL

    init(
        _ words: [String], in directory: String, environment: [String: String] = [:], input: String = ""
    ) throws {
        scratch = FileManager.default.temporaryDirectory.appending(path: "holdfast-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        process.executableURL = URL(filePath: words[0])
        process.arguments = Array(words.dropFirst())
        process.currentDirectoryURL = URL(filePath: directory)
        let fixed = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "TERM": "xterm"]
        process.environment = fixed.merging(environment) { $1 }
        // Files, and not pipes: nobody need read while it runs.
        for name in ["input", "output", "errors"] {
            let text = name == "input" ? input : ""
            try Data(text.utf8).write(to: scratch.appending(path: name))
        }
        process.standardInput = try FileHandle(forReadingFrom: scratch.appending(path: "input"))
        process.standardOutput = try FileHandle(forWritingTo: scratch.appending(path: "output"))
        process.standardError = try FileHandle(forWritingTo: scratch.appending(path: "errors"))
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        try? FileManager.default.removeItem(at: scratch)
    }

    var number: pid_t { process.processIdentifier }
    var isRunning: Bool { process.isRunning }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Waits until something is so; `false` when the program ended before.
    func wait(until isSo: () -> Bool) -> Bool {
        while !isSo() {
            guard process.isRunning else { return isSo() }
            usleep(1000)
        }
        return true
    }

    /// The status is that of a shell: 128 and the signal that ended it.
    func end() throws -> Program.Answer {
        process.waitUntilExit()
        func text(_ name: String) throws -> String {
            String(decoding: try Data(contentsOf: scratch.appending(path: name)), as: UTF8.self)
        }
        let status = process.terminationStatus
        return Program.Answer(
            status: process.terminationReason == .uncaughtSignal ? 128 + status : status,
            output: try text("output"), errors: try text("errors"))
    }
}
