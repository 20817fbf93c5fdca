import Foundation
import ProgramTesting
import Testing

/// The system calls of an apply at which something can happen to it; strace(1), "Tampering".
struct FaultPoints {
    /// All that change a file system, and what makes the changes durable.
    private static let changing = [
        "write", "pwrite64", "fsync", "fdatasync", "syncfs", "rename", "renameat", "renameat2", "unlink",
        "unlinkat",
        "mkdir", "mkdirat", "symlinkat", "linkat", "fchmod", "fchmodat", "fchown", "fchownat", "fsetxattr",
        "setxattr", "ftruncate", "fallocate",
    ]
    private static let strace = "/usr/bin/strace"
    /// On one processor the program has one worker thread, and its calls come in one order: strace counts the calls
    /// of each thread.
    private static let oneProcessor = ["/usr/bin/taskset", "--cpu-list", "0"]

    struct Point: CustomStringConvertible {
        var call: String
        /// Among those of one thread.
        var ordinal: Int

        var description: String { "\(call) #\(ordinal)" }

        func strace(_ fault: String, log: String = "/dev/null") -> [String] {
            FaultPoints.oneProcessor + [
                FaultPoints.strace, "--follow-forks", "--quiet=all", "--trace=\(call)",
                "--inject=\(call):\(fault):when=\(ordinal)", "--output=\(log)", "--",
            ]
        }
    }

    /// Why there can be no faults here; `nil` when there can.
    static let refusal: String? = {
        guard FileManager.default.isExecutableFile(atPath: strace) else {
            return "strace is missing (apt-get install strace)"
        }
        guard getuid() == 0 else { return "owners can only be set by root" }
        let answer = try? Shell.run([
            strace, "--follow-forks", "--output=/dev/null", "--", "/bin/true",
        ])
        return answer?.status == 0 ? nil : "processes may not be traced here"
    }()

    /// All of one undisturbed apply: of the calls of each kind, as many as its busiest thread makes, and of
    /// `openat` those that make a file.
    static func all() throws -> [Point] {
        let place = try CrashPlace()
        let log = place.directory + "/calls"
        let traced = (changing + ["openat"]).joined(separator: ",")
        let answer = try place.apply(
            under: oneProcessor + [
                strace, "--follow-forks", "--quiet=all", "--signal=none",
                "--trace=\(traced)",
                "--output=\(log)", "--",
            ])
        try #require(answer.status == 0, "\(answer.said)")
        var counts: [String: [String: Int]] = [:]
        var makes: Set<Int> = []
        for line in String(decoding: try Data(contentsOf: URL(filePath: log)), as: UTF8.self).split(
            separator: "\n")
        {
            // "PID  call(arguments…"; a call that was interrupted by another thread goes on in a line of its own.
            let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
            guard parts.count == 2, let end = parts[1].firstIndex(of: "("), !parts[1].hasPrefix("<") else {
                continue
            }
            let call = parts[1].drop { $0 == " " }
            let name = String(call[..<end])
            counts[name, default: [:]][String(parts[0]), default: 0] += 1
            if name == "openat", call.contains("O_CREAT") {
                makes.insert(counts[name]?[String(parts[0])] ?? 0)
            }
        }
        var points = makes.sorted().map { Point(call: "openat", ordinal: $0) }
        for name in changing {
            let most = counts[name]?.values.max() ?? 0
            points += (0..<most).map { Point(call: name, ordinal: $0 + 1) }
        }
        return points
    }

    /// So many of them, spread evenly.
    static func sample(_ points: [Point], atMost limit: Int) -> [Point] {
        guard points.count > limit else { return points }
        return (0..<limit).map { points[$0 * points.count / limit] }
    }
}
