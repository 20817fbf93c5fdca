internal import FoundationEssentials
internal import Glibc

/// The whole lines of a journal's bytes, as ranges without their newlines. What follows the last newline is no line.
struct JournalLines: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private var start = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> Range<Int>? {
        let from = start
        let end = bytes.withUnsafeBytes { buffer -> Int? in
            guard from < buffer.count, let base = buffer.baseAddress else { return nil }
            return memchr(base + from, 0x0A, buffer.count - from).map { UnsafeRawPointer($0) - base }
        }
        guard let end else { return nil }
        start = end + 1
        return from..<end
    }

    /// The format that a line names.
    static func format(_ line: ArraySlice<UInt8>, _ decoder: JSONDecoder) -> Int? {
        struct Named: Decodable { var format: Int }
        return (try? decoder.decode(Named.self, from: Data(line)))?.format
    }

    /// The name of the record's case in a line, without decoding it.
    static func recordName(_ line: UnsafeRawBufferPointer) -> Substring {
        let head = line.prefix(160)
        guard let colon = head.firstRange(of: Array(#""record":{""#.utf8)) else { return "" }
        let name = head[colon.upperBound...].prefix { $0 != UInt8(ascii: "\"") }
        return Substring(decoding: name, as: UTF8.self)
    }
}
