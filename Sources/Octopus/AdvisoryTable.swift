package import Convergence

/// The known vulnerabilities, and the day until which they are known.
package struct AdvisoryTable: Hashable, Sendable {
    /// The day on which its sources were last read.
    package let asOf: Day
    package let advisories: [Advisory]

    /// Reads the document of `AdvisoryDocument`. A table with any mistake is refused whole: half a table would call
    /// versions safe that are not.
    package init(json: JSON) throws(HostError) {
        guard let asOf = json.text("/as-of").flatMap(Day.init), let rows = json.list("/advisories") else {
            throw .unreadable("it has no 'as-of' day or no 'advisories'")
        }
        if let key = json.key(besides: ["as-of", "advisories"]) {
            throw .unreadable("there is no field '\(key)' here")
        }
        self.asOf = asOf
        var advisories: [Advisory] = []
        for (index, row) in rows.enumerated() {
            advisories.append(try AdvisoryRow(json: row, number: index + 1).advisory(asOf: asOf))
        }
        self.advisories = advisories
        guard Set(advisories.map(\.id)).count == advisories.count else {
            throw .unreadable("an id comes twice")
        }
    }

    /// Those of a product that a version has.
    package func advisories(affecting version: OctopusVersion, of product: String) -> [Advisory] {
        advisories.filter { $0.product == product && $0.affects(version) }
    }

    /// Whether a version's line began after the table was made, so that the table cannot know it.
    package func isOlder(than version: OctopusVersion) -> Bool {
        guard let line = ReleaseLine(version) else { return false }
        return line.firstDay > asOf
    }
}

/// One row as it is written.
private struct AdvisoryRow {
    let json: JSON
    let number: Int

    private static let keys: Set = [
        "id", "product", "summary", "ranges", "published", "score", "severity", "url", "only-on", "uncertain",
        "note",
    ]

    func advisory(asOf: Day) throws(HostError) -> Advisory {
        if let key = json.key(besides: Self.keys) {
            throw problem("has a field '\(key)', which there is not")
        }
        guard json.has("/ranges") || json.flag("/uncertain") == true else {
            throw problem("has no 'ranges', and is not uncertain")
        }
        return Advisory(
            id: try text("/id"), product: try text("/product"), summary: try text("/summary"),
            ranges: try ranges(), published: try published(asOf: asOf), score: json.text("/score"),
            severity: try severity(), url: try text("/url"), onlyOn: json.text("/only-on"),
            isUncertain: try isUncertain(), note: json.text("/note"))
    }

    private func text(_ pointer: Pointer) throws(HostError) -> String {
        guard let text = json.text(pointer), !text.isEmpty else {
            throw problem("has no '\(pointer.keys[0])'")
        }
        return text
    }

    private func ranges() throws(HostError) -> [Advisory.Range] {
        guard json.has("/ranges") else { return [] }
        var ranges: [Advisory.Range] = []
        for range in json.list("/ranges") ?? [.null] {
            guard let introduced = range.version("/introduced"), let fixed = range.version("/fixed"),
                introduced < fixed
            else { throw problem("has a range that is none: 'introduced' is a version before 'fixed'") }
            ranges.append(Advisory.Range(introduced: introduced, fixed: fixed))
        }
        return ranges
    }

    /// A day, a year, or nothing: then it may have been published on any day from the year of its id up to the table's.
    private func published(asOf: Day) throws(HostError) -> ClosedRange<Day> {
        guard json.has("/published") else {
            let year = json.text("/id")?.split(separator: "-").dropFirst().first ?? ""
            let first = Day("\(year)-01-01") ?? Day(ofSeconds: 0)
            return min(first, asOf)...asOf
        }
        let text = json.text("/published") ?? ""
        let day = Day(text)
        guard let first = day ?? Day("\(text)-01-01"), let last = day ?? Day("\(text)-12-31"), first <= asOf
        else { throw problem("has a 'published' that is neither a day nor a year up to the table's own day") }
        return first...min(last, asOf)
    }

    private func severity() throws(HostError) -> Control.Severity? {
        guard json.has("/severity") else { return nil }
        guard let severity = json.text("/severity").flatMap(Control.Severity.init) else {
            throw problem("has a 'severity' that is none of critical, high, medium, low")
        }
        return severity
    }

    private func isUncertain() throws(HostError) -> Bool {
        guard json.has("/uncertain") else { return false }
        guard let flag = json.flag("/uncertain") else {
            throw problem("has an 'uncertain' that is not true or false")
        }
        return flag
    }

    private func problem(_ what: String) -> HostError { .unreadable("row \(number) \(what)") }
}

extension JSON {
    /// The first key of an object that is none of these; `nil` where there is none.
    fileprivate func key(besides known: Set<String>) -> String? {
        guard case .object(let members) = self else { return nil }
        return members.keys.filter { !known.contains($0) }.min()
    }
}

extension HostError {
    fileprivate static func unreadable(_ why: String) -> HostError {
        HostError(.failed, "the table of advisories cannot be read: \(why)")
    }
}
