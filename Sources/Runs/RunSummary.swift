package import Convergence
internal import FoundationEssentials

/// One run in the list of all: what can be told without verifying the whole journal.
package struct RunSummary: Sendable {
    package let header: RunHeader
    /// When it ended, in seconds since 1970; `nil` when it was interrupted.
    package let ended: Int?
    /// How many steps were done, and how many failed.
    package let done: Int
    package let failed: Int
    /// The run that took it back, and ended.
    package internal(set) var undoneBy: String?

    package var run: String { header.run }

    init(scanning bytes: [UInt8]) throws(RunRecords.Failure) {
        let decoder = JSONDecoder()
        var header: RunHeader?
        var done = 0
        var failed = 0
        var line = 0
        var last: Range<Int>?
        var lastName: Substring = ""
        for range in JournalLines(bytes) {
            line += 1
            if line == 1 { header = try Self.header(bytes[range], decoder) }
            lastName = bytes.withUnsafeBytes {
                JournalLines.recordName(UnsafeRawBufferPointer(rebasing: $0[range]))
            }
            switch lastName {
            case "did": done += 1
            case "failed": failed += 1
            case "": throw .damaged(line: line)
            default: break
            }
            last = range
        }
        guard let header else { throw .empty }
        self.header = header
        self.done = done
        self.failed = failed
        if lastName == "ended", let last {
            guard let end = try? decoder.decode(EndLine.self, from: Data(bytes[last])) else {
                throw .damaged(line: line)
            }
            ended = end.record.ended.seconds
        } else {
            ended = nil
        }
    }

    private static func header(
        _ line: ArraySlice<UInt8>, _ decoder: JSONDecoder
    ) throws(RunRecords.Failure) -> RunHeader {
        guard let format = JournalLines.format(line, decoder) else { throw .damaged(line: 1) }
        guard format <= RunJournal.format else { throw .newer(format: format) }
        guard let first = try? decoder.decode(FirstLine.self, from: Data(line)),
            case .began(let header) = first.record
        else { throw .damaged(line: 1) }
        return header
    }

    private struct FirstLine: Decodable { var record: Record }

    /// The end of an `ended` record alone: its outcomes may be thousands.
    private struct EndLine: Decodable {
        struct Ended: Decodable { var seconds: Int }
        struct Named: Decodable { var ended: Ended }
        var record: Named
    }
}
