import Foundation
import Glibc
import Testing

@testable import Convergence
@testable import Runs

@Suite struct RunLockTests {
    /// What a second run is told.
    private func refusedLock(_ state: StateDirectory, waiting seconds: Int = 0) async throws -> String {
        do throws(RunLock.Failure) { _ = try await RunLock.take(in: state, waiting: seconds) } catch {
            guard case .busy(let text) = error else { throw error }
            return text
        }
        Issue.record("the lock was given twice")
        return ""
    }

    @Test func aSecondRunIsToldWhoHoldsTheLock() async throws {
        let bench = try await Bench()
        let text = try await refusedLock(bench.state)
        #expect(text.hasPrefix("another run (process \(getpid()), since 20"))
        #expect(text.contains(" UTC) holds the lock \(bench.scratch("state"))/lock: "))
        #expect(text.contains("--lock-timeout"))
        withExtendedLifetime(bench.lock) {}
    }

    @Test func theLockIsFreeWhenItsHolderLetsGo() async throws {
        let scratch = try Scratch()
        let state = try StateDirectory(at: scratch("state"))
        for _ in 0..<3 { _ = try await RunLock.take(in: state) }
    }

    @Test func anotherProcessIsKeptOffAndKeepsOff() async throws {
        let bench = try await Bench()
        #expect(try run("/usr/bin/flock", "--nonblock", bench.scratch("state/lock"), "/bin/true") == 1)
        withExtendedLifetime(bench.lock) {}
    }

    @Test func aKilledHolderLetsGoAtOnceAndAStoppedOneDoesNot() async throws {
        let scratch = try Scratch()
        let state = try StateDirectory(at: scratch("state"))
        let holder = Process()
        holder.executableURL = URL(filePath: "/usr/bin/flock")
        let script = "echo held; exec sleep 60"
        holder.arguments = ["--no-fork", scratch("state/lock"), "/bin/sh", "-c", script]
        let output = Pipe()
        holder.standardOutput = output
        try holder.run()
        defer { if holder.isRunning { kill(holder.processIdentifier, SIGKILL) } }
        #expect(try output.fileHandleForReading.read(upToCount: 5) == Data("held\n".utf8))
        kill(holder.processIdentifier, SIGSTOP)
        #expect(try await refusedLock(state, waiting: 1).hasPrefix("another run holds the lock"))
        async let waiting = RunLock.take(in: state, waiting: 60)
        kill(holder.processIdentifier, SIGKILL)
        _ = try await waiting
    }

    @Test func aWaitingRunCanBeStopped() async throws {
        let bench = try await Bench()
        let state = bench.state
        let task = Task { () async -> RunLock.Failure? in
            do throws(RunLock.Failure) { _ = try await RunLock.take(in: state, waiting: 600) } catch {
                return error
            }
            return nil
        }
        task.cancel()
        guard case .failed(let error) = await task.value else {
            Issue.record("it was not told that it was stopped")
            return
        }
        #expect(error.code == .interrupted)
        withExtendedLifetime(bench.lock) {}
    }

    @Test func aRemovedLockFileDoesNotLetTwoIn() async throws {
        let scratch = try Scratch()
        let state = try StateDirectory(at: scratch("state"))
        let old = open(scratch("state/lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        try #require(old >= 0 && flock(old, LOCK_EX) == 0)
        defer { close(old) }
        unlink(scratch("state/lock"))
        let lock = try await RunLock.take(in: state)
        #expect(try await refusedLock(state).hasPrefix("another run (process"))
        withExtendedLifetime(lock) {}
    }

    @Test func aLinkInPlaceOfTheLockIsNotFollowed() async throws {
        let scratch = try Scratch()
        let state = try StateDirectory(at: scratch("state"))
        let victim = try scratch.file("victim", "precious")
        try #require(symlink(victim, scratch("state/lock")) == 0)
        await #expect(throws: RunLock.Failure.self) { try await RunLock.take(in: state) }
        #expect(try scratch.bytes("victim") == Array("precious".utf8))
    }
}
