internal import Convergence

extension ControlResult {
    var sarifKind: SARIFLog.Kind {
        switch outcome {
        case .compliant, .fixed: .pass
        case .drifted, .failed, .blocked, .unverified, .byHand, .waived: .fail
        case .unknown, .deferred: .open
        case .notApplicable: .notApplicable
        }
    }

    /// The standard (3.27.10) gives a level to failures alone. Where nothing could be told there is none, which
    /// means `none` to the standard and the rule's own level to GitHub, so that it is not overlooked there.
    var sarifLevel: SARIFLog.Level? {
        switch sarifKind {
        case .fail: severity.sarifLevel
        case .open: nil
        case .pass, .notApplicable: SARIFLog.Level.none
        }
    }

    /// `ofServer`: what differs there is mended by hand.
    func sarifRule(ofServer: Bool) -> SARIFLog.Rule {
        let why = why.isEmpty ? title : why
        let standards = references.map { "\($0.standard) \($0.id)" }
        var text = why
        if !standards.isEmpty { text += "\nFrom: \(standards.joined(separator: ", "))." }
        text +=
            ofServer
            ? "\nEach result says how a person mends it."
            : "\nWhat would change it: holdfast plan. What changes it: holdfast apply."
        var markdown = Markdown.escaped(why) + "\n"
        if !standards.isEmpty { markdown += "\n" + standards.map { "- \(Markdown.escaped($0))\n" }.joined() }
        markdown +=
            ofServer
            ? "\nEach result says how a person mends it.\n"
            : "\n`holdfast plan` shows what would change it, `holdfast apply` changes it.\n"
        // GitHub takes twenty.
        let all = Array((["security", kind] + tags + standards).prefix(20))
        return SARIFLog.Rule(
            id: id, shortDescription: .init(text: title.isEmpty ? id : title),
            fullDescription: .init(text: why.isEmpty ? id : why),
            help: .init(text: text, markdown: markdown),
            defaultConfiguration: .init(level: severity.sarifLevel),
            properties: .init(tags: Self.unique(all), severity: severity.score))
    }

    private static func unique(_ tags: [String]) -> [String] {
        var seen: Set<String> = []
        return tags.filter { seen.insert($0).inserted }
    }
}

extension Outcome {
    /// Nothing is left to mend or to find out.
    var isAsWanted: Bool { self == .compliant || self == .fixed || self == .notApplicable }
}

extension Control.Severity {
    fileprivate var sarifLevel: SARIFLog.Level {
        switch self {
        case .critical, .high: .error
        case .medium: .warning
        case .low: .note
        }
    }

    /// On the scale of CVSS, where GitHub draws its own borders: above 9 is critical, 7 high, 4 medium.
    fileprivate var score: String {
        switch self {
        case .critical: "9.5"
        case .high: "8.0"
        case .medium: "5.0"
        case .low: "2.0"
        }
    }
}

extension ControlResult.Leave {
    var justification: String {
        "until \(until), by \(approvedBy)\(ticket.map { " (\($0))" } ?? ""): \(because)"
    }
}

extension ControlResult.Place {
    /// `nil` for a text that is no file beside the reader: standard input, or a bundled policy.
    var sarifLocation: SARIFLog.PhysicalLocation? {
        guard isInFile else { return nil }
        return .init(
            artifactLocation: .init(uri: uri),
            region: .init(startLine: line, startColumn: column, endLine: endLine, endColumn: endColumn))
    }

    /// Relative as the user named it, with what RFC 3986 does not take in a path percent-encoded.
    private var uri: String {
        let path = file.hasPrefix("./") ? String(file.dropFirst(2)) : file
        var encoded = ""
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"), UInt8(ascii: "@"),
                UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: ","):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return file.hasPrefix("/") ? "file://" + encoded : encoded
    }
}
