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

    /// The name of the record's case in a line, without decoding it; empty when the line has another form.
    static func recordName(_ line: UnsafeRawBufferPointer) -> Substring {
        // {"n":3,"sum":"0123456789abcdef",  and in the first line  "format":1,  then  "record":{"did":
        guard let comma = line.dropFirst(5).firstIndex(of: UInt8(ascii: ",")) else { return "" }
        var rest = line.dropFirst(comma + 26)
        if rest.starts(with: #""format""#.utf8) {
            rest = rest.drop { $0 != UInt8(ascii: ",") }.dropFirst()
        }
        guard rest.starts(with: #""record":{""#.utf8) else { return "" }
        return Substring(decoding: rest.dropFirst(11).prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
    }
}
