internal import Convergence

/// How text for people looks. Whoever starts the program decides; nothing here asks a terminal.
package struct TextStyle: Hashable, Sendable {
    package enum Verbosity: Int, Hashable, Sendable, Comparable {
        /// Only what it comes to.
        case quiet
        /// What is not as wanted.
        case normal
        /// Every control, why it matters, and all of each diff.
        case verbose

        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// ANSI colours.
    package var colour: Bool
    /// Marks outside ASCII.
    package var unicode: Bool
    package var verbosity: Verbosity

    package init(colour: Bool = false, unicode: Bool = true, verbosity: Verbosity = .normal) {
        self.colour = colour
        self.unicode = unicode
        self.verbosity = verbosity
    }

    /// Whether marks outside ASCII can be shown, from the environment: locale(7) says which variable wins.
    package static func showsUnicode(in environment: [String: String]) -> Bool {
        if environment["TERM"] == "dumb" { return false }
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy
            .compactMap { environment[$0] }.first { !$0.isEmpty }
        let name = (locale ?? "C").lowercased()
        return name.contains("utf-8") || name.contains("utf8")
    }
}

extension TextStyle {
    enum Colour: String {
        case bold = "1"
        case faint = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case blue = "34"
        case cyan = "36"
    }

    func paint(_ text: String, _ colour: Colour?) -> String {
        guard self.colour, let colour, !text.isEmpty else { return text }
        return "\u{1b}[\(colour.rawValue)m\(text)\u{1b}[0m"
    }

    /// A control's mark at the start of its line, always one column wide in ASCII.
    func mark(of outcome: Outcome) -> String {
        switch outcome {
        case .compliant: unicode ? "✓" : "="
        case .drifted: "~"
        case .fixed: "+"
        case .failed, .blocked, .unverified: "!"
        case .byHand: unicode ? "✋" : "#"
        case .unknown: "?"
        case .deferred: unicode ? "⏸" : ">"
        case .waived, .notApplicable: unicode ? "–" : "-"
        }
    }

    var dash: String { unicode ? "–" : "-" }
    var dot: String { unicode ? "·" : "-" }

    func colour(of outcome: Outcome) -> Colour {
        switch outcome {
        case .compliant, .fixed: .green
        case .drifted, .deferred, .unknown: .yellow
        case .failed, .blocked, .unverified: .red
        case .byHand: .cyan
        case .waived, .notApplicable: .faint
        }
    }
}

extension TextStyle {
    func colour(of role: Detail.Role) -> Colour? {
        switch role {
        case .plain, .label, .kept, .wanted: nil
        case .found: .yellow
        case .hunk: .cyan
        case .removed: .red
        case .added: .green
        }
    }
}

extension Outcome {
    /// As a person says it.
    var words: String {
        switch self {
        case .byHand: "by hand"
        case .notApplicable: "not applicable"
        default: rawValue
        }
    }

    /// Whether nothing is left to say to somebody who asked what is not as wanted.
    var isQuiet: Bool { self == .compliant }
}

extension Verdict {
    var words: String {
        switch self {
        case .asWanted: "as wanted"
        case .differs: "differs"
        case .unknown: "could not be told"
        case .contradictory: "contradictory"
        case .interrupted: "interrupted"
        }
    }
}
