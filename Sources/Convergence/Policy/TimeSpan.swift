/// A length of time as a policy writes it: `21 days`. Each length has one spelling.
package struct TimeSpan: Hashable, Sendable, Comparable, CustomStringConvertible {
    package var seconds: Int

    package init(seconds: Int) { self.seconds = seconds }

    package static func days(_ count: Int) -> TimeSpan { TimeSpan(seconds: count * 86_400) }

    package static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }

    /// In the largest unit that divides it.
    package var description: String {
        for unit in Unit.allCases.reversed() where seconds % unit.seconds == 0 && seconds != 0 {
            let count = seconds / unit.seconds
            return "\(count) \(unit.rawValue)\(count == 1 ? "" : "s")"
        }
        return "0 seconds"
    }

    /// Rounded to what people say: `2 days` for 50 hours.
    package var rounded: TimeSpan {
        for unit in Unit.allCases.reversed() where seconds >= unit.seconds {
            return TimeSpan(seconds: seconds / unit.seconds * unit.seconds)
        }
        return self
    }

    /// Smallest first.
    fileprivate enum Unit: String, CaseIterable {
        case second, minute, hour, day

        var seconds: Int {
            switch self {
            case .second: 1
            case .minute: 60
            case .hour: 3600
            case .day: 86_400
            }
        }
    }

    /// Reads a whole number and a unit, `1 hour` or `30 minutes`; `nil` when it is none.
    package init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2, words[0].utf8.allSatisfy({ (48...57).contains($0) }),
            words[0].utf8.first != UInt8(ascii: "0"), words[0].utf8.count <= 9, let count = Int(words[0]),
            let unit = Unit.allCases.first(where: { words[1] == $0.rawValue + (count == 1 ? "" : "s") })
        else { return nil }
        self.init(seconds: count * unit.seconds)
    }
}

extension Shape where Value == TimeSpan {
    /// A number and a unit, `21 days`.
    package static var duration: Shape { numberAndUnit }
}

private let numberAndUnit = Shape<TimeSpan>.scalar(
    .text(pattern: "^(1 (second|minute|hour|day)|([2-9]|[1-9][0-9]+) (seconds|minutes|hours|days))$"),
    placeholder: .days(1)
) { text throws(Diagnostic.Rejection) in
    guard let span = TimeSpan(text) else {
        throw Diagnostic.Rejection(
            "write a number and a unit, as in 30 minutes, 1 hour or 21 days; the units are seconds, minutes, hours and days"
        )
    }
    return span
}
