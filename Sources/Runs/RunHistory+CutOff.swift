package import Convergence
internal import FoundationEssentials
internal import Glibc

extension RunHistory {
    /// The newest run under `root` when it neither ended nor is under way: the next run will bring it to its end. For
    /// those who only look: it takes no lock, and reads the first and the last line of few journals.
    ///
    /// `nil` also where that cannot be told.
    package func cutOff(under root: String, in state: StateDirectory) -> RunHeader? {
        // Before and after: a run may begin or end while it is looked for.
        guard let first = newestUnended(under: root, in: state), !RunLock.isHeld(in: state),
            newestUnended(under: root, in: state) == first
        else { return nil }
        return first
    }

    /// How many runs of other roots are passed over.
    private static let mostOthers = 16

    private func newestUnended(under root: String, in state: StateDirectory) -> RunHeader? {
        guard let runs = try? state.runs() else { return nil }
        for name in names.reversed().prefix(Self.mostOthers) {
            guard let directory = try? runs.open(name, O_RDONLY | O_DIRECTORY),
                let file = try? directory.open(RunJournal.fileName, O_RDONLY | O_NONBLOCK),
                let size = try? file.status().st_size, let first = file.firstLine(),
                let header = Self.header(in: first)
            else { continue }
            guard header.root == root else { continue }
            return file.endsWithRecord(named: "ended", size: Int(size)) ? nil : header
        }
        return nil
    }

    private static func header(in line: [UInt8]) -> RunHeader? {
        struct FirstLine: Decodable { var record: Record }
        guard let first = try? JSONDecoder().decode(FirstLine.self, from: Data(line)),
            case .began(let header) = first.record
        else { return nil }
        return header
    }
}

extension Descriptor {
    /// The first line without its newline; `nil` where there is none of a sensible length.
    fileprivate func firstLine() -> [UInt8]? {
        guard let bytes = bytes(at: 0, count: 1 << 18) else { return nil }
        return bytes.firstIndex(of: UInt8(ascii: "\n")).map { Array(bytes[..<$0]) }
    }

    /// Whether the last line is whole and a record of this name.
    fileprivate func endsWithRecord(named name: String, size: Int) -> Bool {
        var count = 1 << 16
        while true {
            let start = max(0, size - count)
            guard let tail = bytes(at: start, count: size - start), tail.last == UInt8(ascii: "\n") else {
                return false
            }
            let last = tail.dropLast().lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
            if let last = last ?? (start == 0 ? 0 : nil) {
                let line = Array(tail[last...].dropLast())
                return line.withUnsafeBytes { JournalLines.recordName($0) == name }
            }
            count *= 16
        }
    }

    /// Up to `count` bytes from `start`; `nil` when they cannot be read.
    func bytes(at start: Int, count: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let (done, room) = (bytes.count, count - bytes.count)
            var failed = false
            let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, length in
                let read = pread(number, buffer.baseAddress, room, off_t(start + done))
                (length, failed) = (max(0, read), read < 0)
            }
            if failed { return nil }
            if chunk.isEmpty { break }
            bytes += chunk
        }
        return bytes
    }
}
