internal import Convergence

/// A moment as an Octopus Server writes it, `2018-08-23T01:31:27.174+00:00`; RFC 3339.
enum Moment {
    /// Seconds since 1970-01-01 00:00 UTC; `nil` where it is none.
    static func seconds(of text: String) -> Int? {
        let parts = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let day = Day(String(parts[0])) else { return nil }
        var time = parts[1]
        var shift = 0
        if time.last == "Z" {
            time = time.dropLast()
        } else if let sign = time.lastIndex(where: { $0 == "+" || $0 == "-" }) {
            let offset = time[time.index(after: sign)...].split(separator: ":").map { Int($0) }
            // No clock on Earth is further off; more could not be reckoned with.
            guard offset.count == 2, let hours = offset[0], let minutes = offset[1],
                (0...14).contains(hours), (0...59).contains(minutes)
            else { return nil }
            shift = (time[sign] == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
            time = time[..<sign]
        }
        let clock = time.prefix { $0 != "." }.split(separator: ":").map { Int($0) }
        guard clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2],
            (0...24).contains(hour), (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        return day.number * 86_400 + hour * 3600 + minute * 60 + second - shift
    }
}
