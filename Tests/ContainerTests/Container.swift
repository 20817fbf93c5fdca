import Foundation
import ProgramTesting
import Testing

/// A booted machine of our own, with the built program in it.
struct Container: Sendable {
    /// That of the suite that runs.
    @TaskLocal static var current: Container?

    let name: String
    /// Its `/`, as a directory out here.
    let root: String

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Why this machine cannot boot containers at all; `nil` when it can. Builds their image, once.
    static let refusal: String? = {
        let answer = try? Shell.fixture("image", [])
        guard let answer, answer.status == 77 else { return nil }
        return answer.errors.split(separator: "\n").last.map(String.init) ?? "it does not say why"
    }()

    /// Boots one that nobody else has; it ends with this process at the latest (`stop.sh --stale`).
    static func boot() throws -> Container {
        let process = String(ProcessInfo.processInfo.processIdentifier)
        let name = "container-tests-" + process
        let answer = try Shell.fixture("boot", [name, process])
        let words = answer.output.split { $0 == " " || $0 == "\n" }
        guard answer.status == 0, words.count == 2 else { throw Failure(description: answer.said) }
        let container = Container(name: name, root: String(words[1]))
        do {
            let put = try Shell.fixture("put-binary", [name, Shell.holdfast])
            guard put.status == 0 else { throw Failure(description: put.said) }
        } catch {
            try container.stop()
            throw error
        }
        return container
    }

    func stop() throws {
        let answer = try Shell.fixture("stop", [name])
        guard answer.status == 0 else { throw Failure(description: answer.said) }
    }

    /// Runs a program inside.
    func run(_ words: [String]) throws -> Shell.Answer { try Shell.fixture("exec", [name] + words) }

    /// What a script inside prints; it must succeed.
    @discardableResult
    func script(_ text: String) throws -> String {
        let answer = try run(["/bin/sh", "-euc", text])
        guard answer.status == 0 else { throw Failure(description: "\(text)\n\(answer.said)") }
        var output = answer.output
        while output.last == "\n" { output.removeLast() }
        return output
    }

    /// Puts a file there, with the directories on the way. The modes are said, whatever the umask of the tests: a
    /// policy that others may write is refused.
    func write(_ path: String, _ text: String) throws {
        let file = URL(filePath: root + path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755])
        try Data(text.utf8).write(to: file)
        chmod(file.path, 0o644)
    }

    func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: root + path)), as: UTF8.self)
    }

    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root + path) }
}

/// Gives a suite one booted container for all of its tests, and stops it whatever becomes of them.
struct Booted: SuiteTrait, TestScoping {
    @concurrent func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        if let refusal = Container.refusal {
            print("skipped: \(refusal)")
            try Test.cancel("\(refusal)")
        }
        let container = try Container.boot()
        let result: Result<Void, any Error>
        do {
            result = .success(try await Container.$current.withValue(container, operation: function))
        } catch {
            result = .failure(error)
        }
        try container.stop()
        try result.get()
    }
}

/// What only a live system can prove: units, accounts, packages and programs of a booted Debian. The tests share
/// the machine, one after another, and each leaves it as it found it.
@Suite(.serialized, Booted()) struct LiveSystem {}
