import Testing

@testable import PolicyText

/// Eight bytes at a time must find what one at a time finds.
@Suite("Searches in whole texts")
struct ByteSearchTests {
    /// Every length around a word, with the byte at every place and beside bytes that differ from it in one bit.
    @Test func findsAndCountsAsALoopDoes() {
        let neighbours: [UInt8] = [0x0A ^ 0x80, 0x0B, 0x08, 0xFF, 0x00, 0x0A]
        for length in 0...19 {
            for place in 0..<max(1, length) {
                for other in neighbours {
                    var text = [UInt8](repeating: other, count: length)
                    if length > 0 { text[place] = 0x0A }
                    for start in 0...min(length, 3) {
                        let expected = text[start...].count { $0 == 0x0A }
                        #expect(ByteSearch.count(of: 0x0A, in: text, start..<length) == expected)
                    }
                    let plain = [UInt8](repeating: 0x61, count: length)
                    #expect(!ByteSearch.finds(0x0A, or: 0x24, in: plain))
                    #expect(ByteSearch.finds(0x0A, or: 0x24, in: text) == text.contains(0x0A))
                    #expect(ByteSearch.finds(0x24, or: 0x0A, in: text) == text.contains(0x0A))
                }
            }
        }
    }
}
