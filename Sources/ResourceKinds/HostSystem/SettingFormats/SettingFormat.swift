internal import Convergence

/// How the lines of a file are told apart, and which of several lines with the same key the reader obeys.
protocol SettingFormat: Sendable {
    /// Whether a key may be written several times, each time for one more value.
    func repeats(_ key: String) -> Bool

    /// A key in the spelling that compares.
    func canonical(key: String) -> String
    /// A value in the spelling that compares.
    func canonical(value: String) -> String

    /// Why this cannot be written in such a file; `nil` when it can.
    func problem(key: String) -> Diagnostic.Message?
    func problem(value: String) -> Diagnostic.Message?

    func read(_ lines: [SettingLine]) -> SettingEntries

    /// Those of all lines with one key, in the order of the file, that the reader obeys.
    func deciding(_ entries: [SettingEntry]) -> [SettingEntry]

    /// What stands between a key and its value where no line shows it.
    var separator: String { get }
    /// A value as it is written, in the style of the value it replaces.
    func write(_ value: String, replacing old: [UInt8]) -> [UInt8]
}

extension SettingFormat {
    func repeats(_ key: String) -> Bool { false }
    func canonical(key: String) -> String { key }
    func canonical(value: String) -> String { value }
    func deciding(_ entries: [SettingEntry]) -> [SettingEntry] { entries.suffix(1) }
    func write(_ value: String, replacing old: [UInt8]) -> [UInt8] { Array(value.utf8) }

    /// The rules that hold in every format.
    func problem(key: String) -> Diagnostic.Message? { plainProblem(key: key) }
    func problem(value: String) -> Diagnostic.Message? { plainProblem(value: value) }

    func plainProblem(key: String) -> Diagnostic.Message? {
        guard let first = key.utf8.first else { return "write the name of the key" }
        if key.utf8.contains(where: { $0.isBlank || $0.isControl || $0 == UInt8(ascii: "=") }) {
            return "a key holds no spaces and no '='"
        }
        return "#;[\"'".utf8.contains(first)
            ? "a key cannot begin with '\(String(key.prefix(1)))'" : nil
    }

    func plainProblem(value: String) -> Diagnostic.Message? {
        if value.utf8.contains(where: \.isControl) {
            return "a value stands on one line and holds no control characters"
        }
        guard let first = value.utf8.first, let last = value.utf8.last else { return nil }
        return first.isBlank || last.isBlank
            ? "spaces at the ends of a value get lost in this format: take them away" : nil
    }
}

extension UInt8 {
    /// A control character other than a tab.
    var isControl: Bool { self < 32 && self != UInt8(ascii: "\t") || self == 127 }
}
