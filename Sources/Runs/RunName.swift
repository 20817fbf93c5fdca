internal import Convergence
internal import Glibc

/// The name of a run: `20270131T101500Z-3f9a`. Names sort in the order in which their runs began, whatever the
/// clock did.
enum RunName {
    /// A name after `newest`, at `seconds` since 1970 where that comes later.
    static func next(after newest: String?, at seconds: Int) throws(HostError) -> String {
        // Only the second before the dash orders: what stands behind it is drawn by lot.
        let earliest = newest.flatMap(Self.seconds(of:)).map { $0 + 1 } ?? 0
        let moment = max(seconds, earliest)
        guard (0..<253_402_300_800).contains(moment) else {
            throw HostError(.failed, "the host's clock is beyond the year 9999: set it, then run again")
        }
        let lot = String(UInt16.random(in: .min ... .max), radix: 16)
        return "\(text(of: moment, separated: false))-\(String(repeating: "0", count: 4 - lot.count))\(lot)"
    }

    static func isName(_ text: String) -> Bool { seconds(of: text) != nil }

    /// A moment as `20270131T101500Z` or `2027-01-31 10:15:00 UTC`.
    static func text(of seconds: Int, separated: Bool) -> String {
        var moment = time_t(seconds)
        var parts = tm()
        gmtime_r(&moment, &parts)
        func digits(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let day = Day(ofSeconds: seconds).description
        let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map(digits)
        guard separated else { return "\(day.filter { $0 != "-" })T\(clock.joined())Z" }
        return "\(day) \(clock.joined(separator: ":")) UTC"
    }

    private static func seconds(of name: String) -> Int? {
        let bytes = Array(name.utf8)
        guard bytes.count == 21, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z"),
            bytes[16] == UInt8(ascii: "-"),
            bytes[17...].allSatisfy({ ($0 >= 48 && $0 <= 57) || ($0 >= 97 && $0 <= 102) })
        else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            bytes[range].allSatisfy { $0 >= 48 && $0 <= 57 }
                ? bytes[range].reduce(0) { $0 * 10 + Int($1 - 48) } : nil
        }
        guard let year = number(0..<4), let month = number(4..<6), let day = number(6..<8),
            let hour = number(9..<11), let minute = number(11..<13), let second = number(13..<15),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        var parts = tm()
        parts.tm_year = Int32(year - 1900)
        parts.tm_mon = Int32(month - 1)
        parts.tm_mday = Int32(day)
        parts.tm_hour = Int32(hour)
        parts.tm_min = Int32(minute)
        parts.tm_sec = Int32(second)
        return Int(timegm(&parts))
    }
}
