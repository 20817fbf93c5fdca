import Foundation
import ProgramTesting
import Testing

/// What is left when an apply is killed, or the disk fails it, at any of its system calls.
@Suite(.serialized) struct CrashTests {
    private static let before = Set(CrashPlace.before)
    private static let after = Set(CrashPlace.after)

    private func requireTracing() throws {
        if let refusal = FaultPoints.refusal {
            print("skipped: \(refusal)")
            try Test.cancel("\(refusal)")
        }
    }

    /// Each node is as it was or as it is to be, whole.
    private func requireWhole(_ place: CrashPlace, _ point: FaultPoints.Point, leftovers: Bool) throws {
        let lines = try place.picture()
        let torn = lines.filter { line in
            !Self.before.contains(line) && !Self.after.contains(line)
                && !(leftovers && CrashPlace.isTemporary(line))
        }
        #expect(torn.isEmpty, "\(point)")
        for name in ["changed", "setting"] {
            #expect(lines.contains { $0.contains(" \(name) ") }, "\(point): \(name) is gone")
        }
    }

    @Test func aKilledApplyIsFinishedByTheNextOrTakenBack() throws {
        try requireTracing()
        let points = try FaultPoints.all()
        let sample = FaultPoints.sample(points, atMost: 80)
        var killed = 0
        for (index, point) in sample.enumerated() {
            let place = try CrashPlace()
            let answer = try place.apply(under: point.strace("signal=SIGKILL"))
            // 137: strace ends as its program did. Threads take turns, so a call may be made by another one this time.
            #expect(answer.status == 137 || answer.status == 0, "\(point): \(answer.said)")
            if answer.status == 137 { killed += 1 }
            try requireWhole(place, point, leftovers: answer.status == 137)
            if index.isMultiple(of: 2) { try finish(place, point) }
            try takeBack(place, point)
        }
        print("killed at \(killed) of \(sample.count) system calls, sampled from \(points.count)")
        #expect(killed * 2 > sample.count)
    }

    private func finish(_ place: CrashPlace, _ point: FaultPoints.Point) throws {
        let again = try place.apply()
        #expect(again.status == 0, "\(point): \(again.said)")
        #expect(try place.picture() == CrashPlace.after, "\(point): \(again.said)")
        let check = try place.check()
        #expect(check.status == 0, "\(point): \(check.said)")
    }

    private func takeBack(_ place: CrashPlace, _ point: FaultPoints.Point) throws {
        var said = ""
        for run in try place.runs() {
            let undone = try place.undo(run)
            said += undone.said
            #expect(undone.status == 0, "\(point): \(undone.said)")
        }
        #expect(try place.picture() == CrashPlace.before, "\(point): \(said)")
    }

    @Test(arguments: ["ENOSPC", "EIO"])
    func aDiskThatFailsOnceLosesNothing(_ error: String) throws {
        try requireTracing()
        let points = try FaultPoints.all().filter {
            ["write", "fsync", "renameat", "renameat2"].contains($0.call)
        }
        let sample = FaultPoints.sample(points, atMost: 20)
        var failures = 0
        for point in sample {
            let place = try CrashPlace()
            let log = place.directory + "/faults"
            let answer = try place.apply(under: point.strace("error=\(error)", log: log))
            // Every thread has a call of this number: one of them may write the message itself.
            let isMute = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").contains {
                $0.contains("write(2,") && $0.contains("INJECTED")
            }
            try requireWhole(place, point, leftovers: false)
            if answer.status == 0 {
                // It was not a call that the work depends on, or it was made again.
                #expect(try place.picture() == CrashPlace.after, "\(point): \(answer.said)")
            } else {
                failures += 1
                #expect(!answer.said.contains("Fatal error"), "\(point): \(answer.said)")
                let words = error == "ENOSPC" ? "space" : "nput/output"
                #expect(isMute || answer.said.contains(words), "\(point) says what is wrong: \(answer.said)")
            }
            try finish(place, point)
        }
        print("\(error): \(failures) failures of \(sample.count) system calls, sampled from \(points.count)")
        #expect(failures > 0)
    }
}
