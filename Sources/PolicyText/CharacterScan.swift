/// One pass over the bytes of a text, before any of it is parsed: strict UTF-8 (never repaired), no
/// forbidden characters, line ends that every editor shows.
struct CharacterScan {
    struct Finding {
        enum Fault {
            case otherEncoding
            case notUTF8(UInt8)
            case loneCarriageReturn
            case forbidden(ForbiddenCharacter)
        }
        var fault: Fault
        var offset: Int
    }

    private let limit: Int
    private(set) var findings: [Finding] = []

    init(limit: Int) { self.limit = limit }

    mutating func look(at bytes: [UInt8], from start: Int) {
        guard !Self.isUTF16(bytes) else {
            findings = [Finding(fault: .otherEncoding, offset: 0)]
            return
        }
        var knowsCarriageReturn = false
        Self.faults(in: bytes.span, from: start) { fault, offset in
            // A text from an old Mac has one in every line: once is enough.
            if case .loneCarriageReturn = fault {
                if knowsCarriageReturn { return true }
                knowsCarriageReturn = true
            }
            findings.append(Finding(fault: fault, offset: offset))
            return findings.count < limit
        }
    }

    /// The first forbidden character of a scalar: a quoted one may have written it as an escape.
    static func forbidden(in scalar: borrowing Span<UInt8>) -> ForbiddenCharacter? {
        var first: ForbiddenCharacter?
        faults(in: scalar, from: 0) { fault, _ in
            guard case .forbidden(let character) = fault else { return true }
            first = character
            return false
        }
        return first
    }

    /// Calls `found` with each fault and its offset until it answers false.
    private static func faults(
        in bytes: borrowing Span<UInt8>, from start: Int, _ found: (Finding.Fault, Int) -> Bool
    ) {
        var offset = start
        while offset < bytes.count {
            if offset + 8 <= bytes.count, isOrdinaryASCII(word(of: bytes, at: offset)) {
                offset += 8
                continue
            }
            let byte = bytes[offset]
            switch byte {
            case 0x0D where offset + 1 == bytes.count || bytes[offset + 1] != 0x0A:
                guard found(.loneCarriageReturn, offset) else { return }
                offset += 1
            case 0x20..<0x7F, 0x09, 0x0A, 0x0D:
                offset += 1
            default:
                guard let (scalar, length) = UTF8Decoding.scalar(in: bytes, at: offset) else {
                    guard found(.notUTF8(byte), offset) else { return }
                    offset += 1
                    continue
                }
                if let character = ForbiddenCharacter(scalar) {
                    guard found(.forbidden(character), offset) else { return }
                }
                offset += length
            }
        }
    }

    private static func word(of bytes: borrowing Span<UInt8>, at offset: Int) -> UInt64 {
        // In bounds: the caller has looked.
        unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    /// Whether all eight bytes are from 0x20 to 0x7E or line feeds: nearly all words of a policy.
    private static func isOrdinaryASCII(_ word: UInt64) -> Bool {
        let high: UInt64 = 0x8080_8080_8080_8080
        let difference = word ^ 0x0A0A_0A0A_0A0A_0A0A
        // 0x80 where a byte is a line feed; a quarter of it makes a printable character of that byte.
        let isLineFeed = ~(((difference & ~high) &+ ~high) | difference | ~high)
        let word = word | isLineFeed >> 2
        let belowSpace = word &- 0x2020_2020_2020_2020
        let isDelete = (word ^ ~high) &- 0x0101_0101_0101_0101
        return (word | belowSpace | isDelete) & high == 0
    }

    private static func isUTF16(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 2 else { return false }
        // A policy begins with ASCII: a NUL beside it is half of a UTF-16 or a quarter of a UTF-32 character.
        return (bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF)
            || (bytes[0] == 0) != (bytes[1] == 0) || (bytes.starts(with: [0, 0, 0xFE, 0xFF]))
    }
}

extension CharacterScan.Finding {
    func explained(at cursor: inout SourceCursor) -> YAMLError {
        cursor.advance(toOffset: offset)
        let start = cursor.position
        let end = SourcePosition(line: start.line, column: start.column + 1)
        return YAMLError(message, at: SourceRange(source: cursor.source, start: start, end: end))
    }

    private var message: String {
        switch fault {
        case .otherEncoding:
            return "the text is UTF-16 or UTF-32; save it as UTF-8"
        case .notUTF8(let byte):
            let digits = String(byte, radix: 16, uppercase: true)
            return "byte \(offset) (0x\(digits)) is not valid UTF-8; save the text as UTF-8"
        case .loneCarriageReturn:
            return
                "a carriage return alone (U+000D) does not end a line; save the text with LF or CRLF line ends"
        case .forbidden(let character):
            return "\(character.name) may not stand in a policy: \(character.reason); remove it"
        }
    }
}
