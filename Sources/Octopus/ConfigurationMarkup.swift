internal import Convergence

/// The XML of `show-configuration`, and of a configuration file: `<octopus-settings><set key="…">…</set></octopus-settings>`.
///
/// Just this much of XML: no other elements, no entities but the five and numbers, no document types.
struct ConfigurationMarkup {
    private let bytes: [UInt8]
    private var offset: Int

    private static let element = Array("<octopus-settings".utf8)

    /// Where it begins in a text.
    static func start(in bytes: [UInt8]) -> Int? {
        var offset = 0
        while let open = bytes[offset...].firstIndex(of: UInt8(ascii: "<")) {
            if bytes[open...].starts(with: element) { return open }
            offset = open + 1
        }
        return nil
    }

    init(_ bytes: [UInt8], from offset: Int) {
        self.bytes = bytes
        self.offset = offset
    }

    /// Hands out each key with its text, in the order written.
    consuming func read(_ each: (String, String) -> Void) throws(HostError) {
        try expect("<octopus-settings")
        if try attributes().isEmpty { return }
        while true {
            skipSpace()
            if skip("<!--") {
                _ = try until("-->")
            } else if skip("</octopus-settings") {
                skipSpace()
                return try expect(">")
            } else {
                try expect("<set")
                let tag = try attributes()
                guard let key = tag.values["key"] else { throw Self.unreadable }
                each(key, try tag.isEmpty ? "" : text())
            }
        }
    }

    private struct Tag {
        var values: [String: String] = [:]
        var isEmpty = false
    }

    /// What is left of a start tag.
    private mutating func attributes() throws(HostError) -> Tag {
        var tag = Tag()
        while true {
            skipSpace()
            if skip("/>") {
                tag.isEmpty = true
                return tag
            }
            if skip(">") { return tag }
            let name = try until("=")
            skipSpace()
            guard skip("\"") || skip("'") else { throw Self.unreadable }
            let quote = bytes[offset - 1] == UInt8(ascii: "'") ? "'" : "\""
            tag.values[Self.trimmed(name)] = try Self.unescaped(try until(quote))
        }
    }

    /// Up to the end of a `set`.
    private mutating func text() throws(HostError) -> String {
        var text = ""
        while true {
            if skip("</set") {
                skipSpace()
                try expect(">")
                return text
            }
            if skip("<![CDATA[") {
                text += try Self.string(try until("]]>"))
                continue
            }
            guard offset < bytes.count, bytes[offset] != UInt8(ascii: "<") else { throw Self.unreadable }
            let end = bytes[offset...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
            text += try Self.unescaped(bytes[offset..<end])
            offset = end
        }
    }

    private static func unescaped(_ bytes: ArraySlice<UInt8>) throws(HostError) -> String {
        var text = ""
        var rest = bytes
        while let ampersand = rest.firstIndex(of: UInt8(ascii: "&")) {
            guard let end = rest[ampersand...].prefix(12).firstIndex(of: UInt8(ascii: ";")),
                let scalar = entity(String(decoding: rest[(ampersand + 1)..<end], as: UTF8.self))
            else { throw unreadable }
            text += try string(rest[..<ampersand])
            text.unicodeScalars.append(scalar)
            rest = rest[(end + 1)...]
        }
        return text + (try string(rest))
    }

    private static func entity(_ name: String) -> Unicode.Scalar? {
        switch name {
        case "lt": "<"
        case "gt": ">"
        case "amp": "&"
        case "quot": "\""
        case "apos": "'"
        case _ where name.hasPrefix("#x"): UInt32(name.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
        case _ where name.hasPrefix("#"): UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init)
        default: nil
        }
    }

    private static func string(_ bytes: ArraySlice<UInt8>) throws(HostError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw unreadable }
        return text
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.filter { $0 > 0x20 }, as: UTF8.self)
    }

    private mutating func skipSpace() {
        while offset < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
    }

    private mutating func skip(_ text: String) -> Bool {
        guard bytes[offset...].starts(with: text.utf8) else { return false }
        offset += text.utf8.count
        return true
    }

    private mutating func expect(_ text: String) throws(HostError) {
        guard skip(text) else { throw Self.unreadable }
    }

    /// What stands before a text, and goes past both.
    private mutating func until(_ text: String) throws(HostError) -> ArraySlice<UInt8> {
        let start = offset
        while offset < bytes.count {
            let end = offset
            if skip(text) { return bytes[start..<end] }
            offset += 1
        }
        throw Self.unreadable
    }

    private static var unreadable: HostError {
        HostError(
            .failed, "the XML that show-configuration printed is cut off, or not that of a configuration")
    }
}
