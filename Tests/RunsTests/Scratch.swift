import Foundation
import Glibc
import Testing

@testable import Convergence
@testable import Runs

/// A private directory of one test, removed with it.
final class Scratch: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/holdfast-runs-XXXXXX".utf8CString)
        path = String(cString: try #require(mkdtemp(&template)))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func callAsFunction(_ name: String) -> String { path + "/" + name }

    @discardableResult
    func file(_ name: String, _ text: String = "text", mode: mode_t = 0o644) throws -> String {
        let bytes = Array(text.utf8)
        let number = open(self(name), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        try #require(number >= 0)
        defer { close(number) }
        try #require(write(number, bytes, bytes.count) == bytes.count)
        try #require(fchmod(number, mode) == 0)
        return self(name)
    }

    @discardableResult
    func directory(_ name: String, mode: mode_t = 0o755) throws -> String {
        try #require(mkdir(self(name), 0o700) == 0)
        try #require(chmod(self(name), mode) == 0)
        return self(name)
    }

    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }

    func bytes(_ name: String) throws -> [UInt8] { try Array(Data(contentsOf: URL(filePath: self(name)))) }

    func mode(_ name: String) throws -> mode_t {
        var status = stat()
        try #require(lstat(self(name), &status) == 0)
        return status.st_mode & 0o7777
    }
}

let isRoot = geteuid() == 0

/// Runs a program to its end and answers its exit code.
func run(_ program: String, _ arguments: String...) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
}

/// What an operation refuses with.
func refusal<Value>(_ work: () throws -> Value, at place: SourceLocation = #_sourceLocation) throws
    -> HostError
{
    do { _ = try work() } catch let error as HostError { return error }
    Issue.record("nothing was refused", sourceLocation: place)
    throw CancellationError()
}

func refusal<Value>(
    _ work: () async throws -> Value, at place: SourceLocation = #_sourceLocation
) async throws -> HostError {
    do { _ = try await work() } catch let error as HostError { return error }
    Issue.record("nothing was refused", sourceLocation: place)
    throw CancellationError()
}
