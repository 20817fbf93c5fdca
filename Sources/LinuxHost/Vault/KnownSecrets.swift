internal import CLinux
internal import Convergence

/// The secrets that could be resolved, ready to be recognised in what a look reads.
struct KnownSecrets: Sendable {
    struct Entry: Sendable {
        var reference: SecretReference
        var value: SecretBytes
    }

    /// Longest first: of two secrets, one of which begins with the other, the longer is meant.
    private let entries: [Entry]

    static let none = KnownSecrets()

    init(_ entries: [Entry] = []) {
        self.entries = entries.sorted {
            ($1.value.count, $0.reference.description) < ($0.value.count, $1.reference.description)
        }
    }

    /// The contents with a hole wherever a secret's value stands.
    func withheld(from bytes: [UInt8]) -> Content {
        if entries.isEmpty { return Content(bytes) }
        let places = bytes.withUnsafeBytes { self.places(in: $0) }
        guard !places.isEmpty else { return Content(bytes) }
        var content = Content()
        var start = 0
        for (offset, entry) in places {
            content.append(bytes[start..<offset])
            content.append(entries[entry].reference)
            start = offset + entries[entry].value.count
        }
        content.append(bytes[start...])
        return content
    }

    /// Text of a program with every secret taken out, for messages and answers.
    func censored(_ bytes: [UInt8]) -> [UInt8] {
        let content = withheld(from: bytes)
        guard !content.holes.isEmpty else { return bytes }
        var text: [UInt8] = []
        var start = 0
        for hole in content.holes {
            text += content.bytes[start..<hole.offset] + Array("(\(hole.secret))".utf8)
            start = hole.offset
        }
        return text + content.bytes[start...]
    }

    /// Where secrets stand, in order and without overlap.
    private func places(in bytes: UnsafeRawBufferPointer) -> [(offset: Int, entry: Int)] {
        var next = entries.map { Self.first($0.value.bytes, in: bytes, from: 0) }
        var places: [(offset: Int, entry: Int)] = []
        while true {
            // The earliest; of two at one place the longest, which stands first.
            var best: (offset: Int, entry: Int)?
            for (entry, offset) in next.enumerated() {
                if let offset, offset < best?.offset ?? .max { best = (offset, entry) }
            }
            guard let best else { return places }
            places.append(best)
            let end = best.offset + entries[best.entry].value.count
            for (entry, offset) in next.enumerated() {
                if let offset, offset < end {
                    next[entry] = Self.first(entries[entry].value.bytes, in: bytes, from: end)
                }
            }
        }
    }

    private static func first(
        _ needle: UnsafeRawBufferPointer, in bytes: UnsafeRawBufferPointer, from start: Int
    ) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress,
            let found = holdfast_find(base + start, bytes.count - start, needle.baseAddress!, needle.count)
        else { return nil }
        return found - base
    }
}
