internal import PolicyText

// The shapes of single values. Closures without captures: reading allocates nothing for them.

extension Shape where Value == String {
    package static var text: Shape { anyText }

    /// The name of a user or a group; useradd(8), "CAVEATS".
    package static var accountName: Shape { account }

    /// The owner of a file: a name, or the number of an id without a name.
    package static var owner: Shape { accountOrNumber }

    /// A unit of systemd; a name without a suffix is a service, as systemctl(1) reads it.
    package static var unit: Shape { systemdUnit }

    /// The name of a Debian package; Debian Policy Manual, 5.6.1.
    package static var packageName: Shape { debianPackage }

    /// The author's own name for something: kebab-case.
    package static var identifier: Shape { kebab }
}

extension Shape where Value == Path {
    package static var path: Shape { absolutePath }
}

extension Shape where Value == FileMode {
    package static var mode: Shape { octalMode }
}

private let anyText = Shape<String>.scalar(.text(pattern: nil), placeholder: "") { $0 }

private let account = Shape<String>.scalar(.text(pattern: "^[a-z_][a-z0-9_-]{0,31}$"), placeholder: "") {
    text throws(Diagnostic.Rejection) in
    guard isAccountName(text) else { throw Diagnostic.Rejection(.accountNameWanted) }
    return text
}

private let accountOrNumber = Shape<String>.scalar(
    .text(pattern: "^([a-z_][a-z0-9_-]{0,31}|[0-9]+)$", mayBeNumber: true), placeholder: "root"
) {
    text throws(Diagnostic.Rejection) in
    guard UInt32(text) != nil || isAccountName(text) else { throw Diagnostic.Rejection(.ownerWanted) }
    return text
}

private let systemdUnit = Shape<String>.scalar(.text(pattern: "^[A-Za-z0-9:_.@\\\\-]+$"), placeholder: "") {
    text throws(Diagnostic.Rejection) in
    guard !text.isEmpty, text.utf8.count < 256, text.utf8.first != UInt8(ascii: "-"),
        text.utf8.allSatisfy({ isLower($0 | 0x20) || isDigit($0) || ":_.@\\-".utf8.contains($0) })
    else { throw Diagnostic.Rejection(.unitWanted) }
    return text.contains(".") ? text : text + ".service"
}

private let debianPackage = Shape<String>.scalar(.text(pattern: "^[a-z0-9][a-z0-9+.-]+$"), placeholder: "") {
    text throws(Diagnostic.Rejection) in
    guard let first = text.utf8.first, isLower(first) || isDigit(first), text.utf8.count >= 2,
        text.utf8.allSatisfy({ isLower($0) || isDigit($0) || "+.-".utf8.contains($0) })
    else { throw Diagnostic.Rejection(.packageNameWanted) }
    return text
}

private let kebab = Shape<String>.scalar(.text(pattern: Identifier.pattern), placeholder: "") {
    text throws(Diagnostic.Rejection) in
    guard Identifier.isOne(text) else { throw Diagnostic.Rejection(.identifierWanted) }
    return text
}

private let absolutePath = Shape<Path>.scalar(.text(pattern: "^/"), placeholder: .root) {
    text throws(Diagnostic.Rejection) in
    guard let path = Path(text) else { throw Diagnostic.Rejection(.pathWanted) }
    return path
}

private let octalMode = Shape<FileMode>.scalar(
    .text(pattern: "^0[0-7]{3,4}$", mayBeNumber: true), placeholder: 0o644
) { text throws(Diagnostic.Rejection) in
    guard text.utf8.first == UInt8(ascii: "0"), (4...5).contains(text.utf8.count),
        text.utf8.allSatisfy({ (48...55).contains($0) }), let bits = UInt16(text, radix: 8)
    else { throw Diagnostic.Rejection(.modeWanted) }
    return FileMode(bits: bits)
}

extension Shape where Value == Bool {
    package static var flag: Shape { yesOrNo }

    /// A field that is only ever written to say yes.
    package static var presence: Shape { onlyYes }
}

private let yesOrNo = Shape<Bool>.scalar(.boolean, placeholder: false) { text throws(Diagnostic.Rejection) in
    switch text {
    case "true": return true
    case "false": return false
    default: throw Diagnostic.Rejection("write true or false")
    }
}

private let onlyYes = Shape<Bool>.scalar(.choice(["true"]), placeholder: true) {
    text throws(Diagnostic.Rejection) in
    guard text == "true" else { throw Diagnostic.Rejection("write true, or leave the field out") }
    return true
}

extension Shape where Value == Int {
    package static func integer(_ range: ClosedRange<Int>) -> Shape {
        .scalar(.integer(range), placeholder: range.lowerBound) { text throws(Diagnostic.Rejection) in
            guard text.utf8.allSatisfy({ isDigit($0) }), text.utf8.count == 1 || text.utf8.first != 48,
                let value = Int(text), range.contains(value)
            else { throw Diagnostic.Rejection(.integerWanted(range)) }
            return value
        }
    }
}

extension Shape where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    package static var choice: Shape {
        .scalar(.choice(Value.allCases.map(\.rawValue)), placeholder: Value.allCases.first!) {
            text throws(Diagnostic.Rejection) in
            guard let value = Value(rawValue: text) else {
                let words = Value.allCases.map(\.rawValue)
                throw Diagnostic.Rejection(
                    "write one of \(words.joined(separator: ", "))\(Nearest.hint(to: text, among: words))")
            }
            return value
        }
    }
}

private func isAccountName(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLower(first) || first == UInt8(ascii: "_"), text.utf8.count <= 32
    else { return false }
    return text.utf8.allSatisfy {
        isLower($0) || isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
    }
}

private func isLower(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

extension Diagnostic.Message {
    fileprivate static let pathWanted: Self = "write a path from the root, without '..', as in /etc/hosts"
    fileprivate static let modeWanted: Self =
        "write the mode in octal with a leading zero, as in 0640: without it the number means something else"
    fileprivate static let accountNameWanted: Self =
        "write a name of lower-case letters, digits, '_' and '-', at most 32 long"
    fileprivate static let ownerWanted: Self =
        "write the name of a user or group, or the number of an id"
    fileprivate static let unitWanted: Self = "write the name of a unit, as in nginx.service"
    fileprivate static let packageNameWanted: Self =
        "write the name of a package: lower-case letters, digits, '+', '-' and '.'"
    fileprivate static func integerWanted(_ range: ClosedRange<Int>) -> Self {
        "write a whole number from \(String(range.lowerBound)) to \(String(range.upperBound))"
    }
    fileprivate static let identifierWanted: Self =
        "write a name of lower-case letters and digits with '-' between words, as in 'web-server'"
}
