import Convergence
import Glibc

@testable import LinuxHost

/// A thread of a test's own, for what Linux keeps per thread: mounts, and the user whose rights open files.
struct OwnThread: Sendable {
    private let executor = LookThreads(count: 1)

    func run<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) async throws -> T {
        try await Task(executorPreference: executor) { try await body() }.value
    }

    /// From now on what this thread mounts is seen by nobody else, and ends with the process.
    static func takeOwnMounts() throws {
        // Glibc declares it for GNU programs only. CLONE_FS | CLONE_NEWNS; see unshare(2).
        typealias Unshare = @convention(c) (Int32) -> Int32
        guard let symbol = dlsym(nil, "unshare"), unsafeBitCast(symbol, to: Unshare.self)(0x0002_0200) == 0
        else {
            throw HostError(errno: errno, "no mounts of its own")
        }
        // MS_REC | MS_PRIVATE; see mount(2).
        guard mount(nil, "/", nil, 0x4_4000, nil) == 0 else {
            throw HostError(errno: errno, "no private mounts")
        }
    }

    /// From now on this thread opens files as somebody who is not root.
    static func giveUpRights() {
        _ = call("setfsgid", 65534)
        _ = call("setfsuid", 65534)
    }

    /// A function that glibc declares for GNU programs only.
    private static func call(_ name: String, _ argument: Int32) -> Int32 {
        typealias Function = @convention(c) (Int32) -> Int32
        return dlsym(nil, name).map { unsafeBitCast($0, to: Function.self)(argument) } ?? -1
    }
}
