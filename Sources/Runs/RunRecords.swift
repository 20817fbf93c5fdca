package import Convergence
internal import FoundationEssentials

/// The records of one run, each verified.
package struct RunRecords: Sendable {
    package let header: RunHeader
    /// All records, `began` first.
    package let records: [Record]
    /// How many bytes of a line that a crash cut off stand at the end. What they announced was not done.
    package let tornBytes: Int
    /// Where the last whole line ends, and the sums up to there.
    let length: Int
    let chain: SealedChain

    /// Why the text of a journal was not read.
    enum Failure: Error, Equatable {
        /// It holds not even one record: what it was to announce was not done.
        case empty
        case newer(format: Int)
        case damaged(line: Int)
        case unread(HostError)
    }

    /// Reads a journal, strictly: only a line at the end without its newline is forgiven.
    init(reading bytes: [UInt8]) throws(Failure) {
        var chain = SealedChain()
        var records: [Record] = []
        var length = 0
        let decoder = JSONDecoder()
        for line in JournalLines(bytes) {
            let whole = bytes.withUnsafeBytes { chain.open(UnsafeRawBufferPointer(rebasing: $0[line])) }
            guard let fields = whole else {
                // The form of the sums themselves may be another one in a newer format.
                if let format = JournalLines.format(bytes[line], decoder), format > RunJournal.format {
                    throw .newer(format: format)
                }
                throw .damaged(line: chain.count + 1)
            }
            let range = line.lowerBound + fields.lowerBound..<line.lowerBound + fields.upperBound
            let object = [UInt8(ascii: "{")] + bytes[range] + [UInt8(ascii: "}")]
            guard let entry = try? decoder.decode(Entry.self, from: Data(object)) else {
                if records.isEmpty, let format = JournalLines.format(object[...], decoder),
                    format > RunJournal.format
                {
                    throw .newer(format: format)
                }
                throw .damaged(line: chain.count)
            }
            if records.isEmpty {
                guard let format = entry.format, format >= 1 else { throw .damaged(line: 1) }
                guard format <= RunJournal.format else { throw .newer(format: format) }
            }
            records.append(entry.record)
            length = line.upperBound + 1
        }
        guard let first = records.first else { throw .empty }
        guard case .began(let header) = first else { throw .damaged(line: 1) }
        self.header = header
        self.records = records
        self.length = length
        self.chain = chain
        tornBytes = bytes.count - length
    }

    private struct Entry: Decodable {
        var format: Int?
        var record: Record
    }
}
