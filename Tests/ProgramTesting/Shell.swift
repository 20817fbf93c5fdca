internal import Foundation

/// Starts programs of this machine and waits for them.
package enum Shell {
    package struct Answer: Sendable {
        package var status: Int32
        package var output: String
        package var errors: String

        /// All that was said, for the message of a failed expectation.
        package var said: String { "exit status \(status)\n\(output)\(errors)" }
    }

    /// What a program says goes to files, and only its own end is waited for: it may leave children behind that keep
    /// open whatever they were given. (Foundation's `Process` waits for those too.)
    package static func run(_ words: [String]) throws -> Answer {
        let scratch = FileManager.default.temporaryDirectory.appending(
            path: "holdfast-program-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        func path(_ name: String) -> String { scratch.appending(path: name).path }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, path("output"), O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, path("errors"), O_WRONLY | O_CREAT, 0o600)
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        let code = posix_spawn(&process, words[0], &actions, nil, &arguments, environ)
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        func text(_ name: String) throws -> String {
            String(decoding: try Data(contentsOf: URL(filePath: path(name))), as: UTF8.self)
        }
        let signal = status & 0x7f
        return Answer(
            status: signal == 0 ? (status >> 8) & 0xff : 128 + signal, output: try text("output"),
            errors: try text("errors"))
    }

    /// The built program, beside the test bundle: that of the configuration that is tested.
    package static let holdfast: String = {
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
        var directory = URL(filePath: bundle).deletingLastPathComponent()
        while directory.path.contains(".xctest") { directory.deleteLastPathComponent() }
        return directory.appending(path: "holdfast").path
    }()
}
