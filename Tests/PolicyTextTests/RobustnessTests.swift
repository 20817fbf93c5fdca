import Dispatch
import Foundation
import PolicyText
import Synchronization
import Testing

@Suite("No text crashes the reader")
struct RobustnessTests {
    /// Either a tree or a problem inside the text, and a tree without problems reads back.
    private func expectAnAnswer(_ bytes: [UInt8], _ what: @autoclosure () -> String) throws {
        let reading = YAMLReading(of: bytes, source: source)
        let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
        #expect(reading.root != nil || !reading.problems.isEmpty, "\(what())")
        for problem in reading.problems {
            #expect(
                problem.range.start.line <= lines && problem.range.start <= problem.range.end, "\(what())")
        }
        guard let root = reading.root, reading.problems.isEmpty else { return }
        #expect(try YAMLNode.parse(root.emit(), source: source).matches(root), "\(what())")
    }

    @Test func theRealisticPolicyReads() {
        #expect(YAMLReading(of: Array(realisticPolicy.utf8), source: source).problems.isEmpty)
    }

    @Test func cutAfterEveryByte() throws {
        let bytes = Array(realisticPolicy.utf8)
        for count in bytes.indices { try expectAnAnswer(Array(bytes[..<count]), "cut after \(count)") }
    }

    @Test(arguments: [0x01, 0x02, 0x20, 0x80, 0xFF] as [UInt8])
    func everyByteFlipped(_ mask: UInt8) throws {
        let bytes = Array(realisticPolicy.utf8)
        for index in bytes.indices {
            var flipped = bytes
            flipped[index] ^= mask
            try expectAnAnswer(flipped, "byte \(index) ^ \(mask)")
        }
    }

    @Test func everyByteReplacedByAYAMLSign() throws {
        let bytes = Array(realisticPolicy.utf8)
        for sign in "\t\n:-?#,[]{}&*!|>'\"%@`\\".utf8 {
            for index in bytes.indices where index % 3 == 0 {
                var changed = bytes
                changed[index] = sign
                try expectAnAnswer(changed, "byte \(index) = \(sign)")
            }
        }
    }

    @Test func theDepthLimitFitsASmallStack() throws {
        let lists = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        let mappings = (0..<64).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        for text in [
            lists, mappings, String(repeating: "{a: ", count: 64) + "b" + String(repeating: "}", count: 64),
        ] {
            let bytes = Array(text.utf8)
            let readBack = onAThread(stack: 512 * 1024) {
                guard let root = try? YAMLNode.parse(bytes, source: source), let emitted = try? root.emit()
                else {
                    return false
                }
                return (try? YAMLNode.parse(emitted, source: source).matches(root)) == true
            }
            #expect(readBack)
        }
    }

    private final class Answer: Sendable { let value = Mutex(false) }

    private func onAThread(stack: Int, _ work: @escaping @Sendable () -> Bool) -> Bool {
        let answer = Answer()
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            let isRight = work()
            answer.value.withLock { $0 = isRight }
            done.signal()
        }
        thread.stackSize = stack
        thread.start()
        done.wait()
        return answer.value.withLock(\.self)
    }
}
