internal import Convergence

/// Writes records as JSON. Those of which a run has thousands, about files, are written directly: exactly as `JSONStream`
/// writes them, several times faster. A test holds the two together.
struct RecordText {
    private var bytes: [UInt8] = []

    static func append(_ record: Record, to bytes: inout [UInt8]) throws {
        let start = bytes.count
        var text = RecordText()
        swap(&text.bytes, &bytes)
        let isWritten = text.put(record)
        swap(&text.bytes, &bytes)
        if isWritten { return }
        bytes.removeLast(bytes.count - start)
        try JSONStream.encode(record, into: &bytes)
    }

    // Each answers whether it could; what it wrote before it could not is taken back above.

    private mutating func put(_ record: Record) -> Bool {
        switch record {
        case .will(let number, let control, let step, let before):
            bytes.append(#"{"will":{"number":"#)
            put(number)
            bytes.append(#","control":"#)
            bytes.appendQuoted(control)
            bytes.append(#","step":"#)
            guard put(step) else { return false }
            bytes.append(#","before":"#)
            guard put(before) else { return false }
        case .did(let number, let after):
            bytes.append(#"{"did":{"number":"#)
            put(number)
            bytes.append(#","after":"#)
            guard put(after) else { return false }
        case .ended(let outcomes, let seconds):
            bytes.append(#"{"ended":{"outcomes":"#)
            putList(outcomes) { text, outcome in
                text.bytes.append(#"{"control":"#)
                text.bytes.appendQuoted(outcome.control)
                text.bytes.append(#","outcome":"#)
                text.bytes.appendQuoted(outcome.outcome.rawValue)
                text.bytes.append("}")
                return true
            }
            bytes.append(#","seconds":"#)
            put(seconds)
        case .began, .failed, .owed, .paid: return false
        }
        bytes.append("}}")
        return true
    }

    private mutating func put(_ step: Step) -> Bool {
        switch step {
        case .replaceFile(let path, let contents, let attributes):
            bytes.append(#"{"replaceFile":{"at":"#)
            bytes.appendQuoted(path.description)
            bytes.append(#","contents":"#)
            guard put(contents) else { return false }
            bytes.append(#","attributes":"#)
            guard put(attributes) else { return false }
        case .setAttributes(let path, let attributes):
            bytes.append(#"{"setAttributes":{"of":"#)
            bytes.appendQuoted(path.description)
            bytes.append(#","to":"#)
            guard put(attributes) else { return false }
        case .remove(let path):
            bytes.append(#"{"remove":{"at":"#)
            bytes.appendQuoted(path.description)
        default: return false
        }
        bytes.append("}}")
        return true
    }

    private mutating func put(_ images: [Record.Kept]) -> Bool {
        putList(images) { text, kept in
            guard case .node(let path) = kept.subject else { return false }
            text.bytes.append(#"{"subject":{"node":{"at":"#)
            text.bytes.appendQuoted(path.description)
            text.bytes.append(#"}},"image":"#)
            guard text.put(kept.image) else { return false }
            text.bytes.append("}")
            return true
        }
    }

    private mutating func put(_ image: Image) -> Bool {
        switch image {
        case .absent:
            bytes.append(#"{"absent":{}}"#)
            return true
        case .node(let node):
            guard case .file(let contents) = node.form else { return false }
            bytes.append(#"{"node":{"is":{"form":{"file":{"contents":"#)
            guard put(contents) else { return false }
            bytes.append(#"}},"attributes":"#)
            guard put(node.attributes) else { return false }
            bytes.append(#","links":"#)
            put(node.links)
            bytes.append("}}}")
            return true
        default: return false
        }
    }

    /// Plain ASCII without a secret; what else there is has parts.
    private mutating func put(_ contents: Content) -> Bool {
        guard contents.holes.isEmpty else { return false }
        return contents.bytes.withUnsafeBufferPointer { text in
            guard text.allSatisfy({ $0 < 0x80 }) else { return false }
            if text.isEmpty {
                bytes.append("[]")
            } else {
                bytes.append(#"[{"text":"#)
                bytes.appendQuoted(text)
                bytes.append("}]")
            }
            return true
        }
    }

    private mutating func put(_ attributes: Attributes) -> Bool {
        guard attributes.extended.isEmpty else { return false }
        bytes.append(#"{"mode":"#)
        bytes.appendQuoted(attributes.mode.description)
        bytes.append(#","owner":"#)
        bytes.appendQuoted(attributes.owner)
        bytes.append(#","group":"#)
        bytes.appendQuoted(attributes.group)
        bytes.append(#","extended":[]}"#)
        return true
    }

    private mutating func put(_ number: Int) { bytes.append(contentsOf: String(number).utf8) }

    @discardableResult
    private mutating func putList<Element>(
        _ list: [Element], _ element: (inout RecordText, Element) -> Bool
    ) -> Bool {
        bytes.append("[")
        for (index, item) in list.enumerated() {
            if index > 0 { bytes.append(",") }
            guard element(&self, item) else { return false }
        }
        bytes.append("]")
        return true
    }
}
