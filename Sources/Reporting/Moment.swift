internal import Convergence

/// Times as RFC 3339 writes them, in UTC, and durations as a person does.
enum Moment {
    /// `2027-01-31T10:15:00Z`.
    static func text(ofSeconds seconds: Int) -> String {
        let day = Day(ofSeconds: seconds)
        let rest = seconds - day.number * 86_400
        return "\(day)T\(padded(rest / 3600)):\(padded(rest / 60 % 60)):\(padded(rest % 60))Z"
    }

    /// `0.4 s`, `12.0 s`.
    static func duration(ofMilliseconds milliseconds: Int) -> String {
        "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s"
    }

    /// `0.421`, in seconds.
    static func decimalSeconds(ofMilliseconds milliseconds: Int) -> String {
        let fraction = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }

    private static func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
