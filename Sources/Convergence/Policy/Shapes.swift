internal import PolicyText

// The shapes of single values. Closures without captures: reading allocates nothing for them.

extension Shape where Value == String {
    package static var text: Shape { .scalar(.text(pattern: nil), placeholder: "") { $0 } }

    /// The name of a user or a group; useradd(8), "CAVEATS".
    package static var accountName: Shape {
        .scalar(.text(pattern: "^[a-z_][a-z0-9_-]{0,31}$"), placeholder: "") {
            text throws(Diagnostic.Rejection) in
            guard let first = text.utf8.first, isLower(first) || first == UInt8(ascii: "_"),
                text.utf8.count <= 32,
                text.utf8.allSatisfy({
                    isLower($0) || isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
                })
            else { throw Diagnostic.Rejection(.accountNameWanted) }
            return text
        }
    }

    /// The owner of a file: a name, or the number of an id without a name.
    package static var owner: Shape {
        .scalar(.text(pattern: "^([a-z_][a-z0-9_-]{0,31}|[0-9]+)$"), placeholder: "root") {
            text throws(Diagnostic.Rejection) in
            if UInt32(text) != nil { return text }
            guard let first = text.utf8.first, isLower(first) || first == UInt8(ascii: "_"),
                text.utf8.count <= 32,
                text.utf8.allSatisfy({
                    isLower($0) || isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
                })
            else { throw Diagnostic.Rejection(.ownerWanted) }
            return text
        }
    }

    /// A unit of systemd; a name without a suffix is a service, as systemctl(1) reads it.
    package static var unit: Shape {
        .scalar(.text(pattern: "^[A-Za-z0-9:_.@\\\\-]+$"), placeholder: "") {
            text throws(Diagnostic.Rejection) in
            guard !text.isEmpty, text.utf8.count < 256, text.utf8.first != UInt8(ascii: "-"),
                text.utf8.allSatisfy({ isLower($0 | 0x20) || isDigit($0) || ":_.@\\-".utf8.contains($0) })
            else { throw Diagnostic.Rejection(.unitWanted) }
            return text.contains(".") ? text : text + ".service"
        }
    }

    /// The name of a Debian package; Debian Policy Manual, 5.6.1.
    package static var packageName: Shape {
        .scalar(.text(pattern: "^[a-z0-9][a-z0-9+.-]+$"), placeholder: "") {
            text throws(Diagnostic.Rejection) in
            guard let first = text.utf8.first, isLower(first) || isDigit(first), text.utf8.count >= 2,
                text.utf8.allSatisfy({ isLower($0) || isDigit($0) || "+.-".utf8.contains($0) })
            else { throw Diagnostic.Rejection(.packageNameWanted) }
            return text
        }
    }
}

extension Shape where Value == Path {
    package static var path: Shape {
        .scalar(.text(pattern: "^/"), placeholder: .root) { text throws(Diagnostic.Rejection) in
            guard let path = Path(text) else { throw Diagnostic.Rejection(.pathWanted) }
            return path
        }
    }
}

extension Shape where Value == FileMode {
    package static var mode: Shape {
        .scalar(.text(pattern: "^0[0-7]{3,4}$"), placeholder: 0o644) { text throws(Diagnostic.Rejection) in
            guard text.utf8.first == UInt8(ascii: "0"), (4...5).contains(text.utf8.count),
                text.utf8.allSatisfy({ (48...55).contains($0) }), let bits = UInt16(text, radix: 8)
            else { throw Diagnostic.Rejection(.modeWanted) }
            return FileMode(bits: bits)
        }
    }
}

extension Shape where Value == Bool {
    package static var flag: Shape {
        .scalar(.boolean, placeholder: false) { text throws(Diagnostic.Rejection) in
            switch text {
            case "true": return true
            case "false": return false
            default: throw Diagnostic.Rejection("write true or false")
            }
        }
    }

    /// A field that is only ever written to say yes.
    package static var presence: Shape {
        .scalar(.choice(["true"]), placeholder: true) { text throws(Diagnostic.Rejection) in
            guard text == "true" else { throw Diagnostic.Rejection("write true, or leave the field out") }
            return true
        }
    }
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

extension Shape where Value == SecretReference {
    /// A reference to a secret; a literal is an error, and is not repeated in the message.
    package static var secret: Shape {
        let long = Shape.mapping { (fields: inout Fields) -> SecretReference in
            fields.exactlyOne(of: [
                .init("env", .text, "An environment variable of holdfast's own process.") {
                    .environment(variable: $0)
                },
                .init("file", .path, "A file that only root may read.") { .file(at: $0) },
                .init("credential", .text, "A systemd credential of holdfast's own service.") {
                    .credential(named: $0)
                },
                .init("command", .command, "A program that prints it: a list, its absolute path first.") {
                    .command($0)
                },
            ])
        }
        return Shape(.secret, placeholder: long.placeholder) { node, reading in
            guard case .mapping = node.value else {
                reading.error(.secretLiteral, at: node.range)
                return long.placeholder
            }
            return long.read(node, &reading)
        }
    }
}

extension Shape where Value == Command {
    /// A program and its arguments as a list; no shell reads them.
    package static var command: Shape {
        Shape(.list(.text(pattern: nil)), placeholder: Command(.root)) { node, reading in
            guard case .sequence(let nodes) = node.value, let first = nodes.first else {
                reading.error(.commandWanted, at: node.range)
                return Command(.root)
            }
            let program = Shape<Path>.path.read(first, &reading)
            return Command(program, nodes.dropFirst().map { Shape<String>.text.read($0, &reading) })
        }
    }
}

extension Shape where Value == [Network] {
    /// Names of networks, or addresses in CIDR notation; one or a list.
    package static var networks: Shape {
        Shape<[[Network]]>.oneOrMany(
            Shape<[Network]>(.text(pattern: nil), placeholder: []) { node, reading in
                guard let text = node.text else {
                    reading.error(.networkWanted, at: node.range)
                    return []
                }
                if let named = reading.surroundings.networks[text] { return named }
                if let network = Network(text) { return [network] }
                let known = reading.surroundings.networks.keys.sorted()
                reading.error(
                    .unknownNetwork(text, Nearest.hint(to: text, among: known)),
                    at: node.range)
                return []
            }
        ).map { $0.flatMap(\.self) }
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
    fileprivate static let secretLiteral: Self =
        "a secret is never written in a policy: write { env: NAME }, { file: /path }, { credential: name } or { command: [/path, …] }"
    fileprivate static let commandWanted: Self =
        "write the program and its arguments as a list, as in [/usr/bin/test, -e, /etc/x]; no shell reads it"
    fileprivate static let networkWanted: Self =
        "write the name of a network, or an address such as 10.20.9.0/24"
    fileprivate static func unknownNetwork(_ name: String, _ hint: String) -> Self {
        "there is no network '\(name)'\(hint); write a name from 'networks', or an address such as 10.20.9.0/24"
    }
    fileprivate static func integerWanted(_ range: ClosedRange<Int>) -> Self {
        "write a whole number from \(String(range.lowerBound)) to \(String(range.upperBound))"
    }
}
