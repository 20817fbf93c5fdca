internal import Crypto

/// Numbered lines of JSON, each with a sum over itself and everything before it: `{"n":3,"sum":"<16 digits>",…}`.
/// A line that was changed, lost, moved or added is seen. Against accidents, not against root.
struct SealedChain {
    /// How many lines there are.
    private(set) var count = 0
    private var sum = Array(repeating: UInt8(ascii: "0"), count: sumLength)

    private static let sumLength = 16
    private static let sumKey = Array(#","sum":""#.utf8)

    /// Appends one line. `fields` appends what it holds: the members of a JSON object, without braces.
    mutating func seal(into bytes: inout [UInt8], _ fields: (inout [UInt8]) throws -> Void) rethrows {
        let start = bytes.count
        bytes.append(#"{"n":"#)
        bytes.append(contentsOf: String(count + 1).utf8)
        let numberEnd = bytes.count
        bytes.append(contentsOf: Self.sumKey)
        let sumStart = bytes.count
        bytes.append(contentsOf: sum)
        bytes.append(#"","#)
        let fieldsStart = bytes.count
        do { try fields(&bytes) } catch {
            bytes.removeLast(bytes.count - start)
            throw error
        }
        sum = bytes.withUnsafeBytes { line in
            nextSum(
                UnsafeRawBufferPointer(rebasing: line[start..<numberEnd]),
                UnsafeRawBufferPointer(rebasing: line[fieldsStart...]))
        }
        bytes.replaceSubrange(sumStart..<sumStart + Self.sumLength, with: sum)
        bytes.append("}\n")
        count += 1
    }

    /// The fields of the next line, given without its newline; `nil` when it is not the line that was written.
    mutating func open(_ line: UnsafeRawBufferPointer) -> Range<Int>? {
        let number = Array(#"{"n":\#(count + 1)"#.utf8)
        let sumStart = number.count + Self.sumKey.count
        let start = sumStart + Self.sumLength + 2
        guard line.count > start, line.starts(with: number),
            line[number.count..<sumStart].elementsEqual(Self.sumKey),
            line[start - 2] == UInt8(ascii: "\""), line[start - 1] == UInt8(ascii: ","),
            line[line.count - 1] == UInt8(ascii: "}")
        else { return nil }
        let fields = start..<line.count - 1
        let expected = number.withUnsafeBytes { nextSum($0, UnsafeRawBufferPointer(rebasing: line[fields])) }
        guard line[sumStart..<sumStart + Self.sumLength].elementsEqual(expected) else { return nil }
        sum = expected
        count += 1
        return fields
    }

    private func nextSum(
        _ number: UnsafeRawBufferPointer, _ fields: UnsafeRawBufferPointer
    ) -> [UInt8] {
        var hash = SHA256()
        sum.withUnsafeBytes { hash.update(bufferPointer: $0) }
        hash.update(bufferPointer: number)
        hash.update(bufferPointer: fields)
        return hexadecimal(hash.finalize().prefix(Self.sumLength / 2))
    }
}
