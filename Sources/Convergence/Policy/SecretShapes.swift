internal import PolicyText

extension Shape where Value == SecretReference {
    /// A reference to a secret; a literal is an error, and is not repeated in the message.
    package static var secret: Shape { reference }
}

private let reference: Shape<SecretReference> = {
    let long = Shape<SecretReference>.mapping(SecretReference.init(reading:))
    return Shape<SecretReference>(.secret, placeholder: long.placeholder) { node, reading in
        guard case .mapping = node.value else {
            var diagnostic = Diagnostic(.error, .secretLiteral, at: node.range)
            diagnostic.isConfidential = true
            reading.diagnostics.append(diagnostic)
            return long.placeholder
        }
        return long.read(node, &reading)
    }
}()

extension SecretReference {
    init(reading fields: inout Fields) {
        self = fields.exactlyOne(of: [
            .init("env", .text, "An environment variable of holdfast's own process.") {
                .environment(variable: $0)
            },
            .init("file", .path, "A file that only root may read.") { .file(at: $0) },
            .init("credential", .text, "A systemd credential of holdfast's own service.") {
                .credential(named: $0)
            },
            .init("command", .command, "A program that prints it: a list, its absolute path first.") {
                .command(running: $0)
            },
        ])
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

extension Diagnostic.Message {
    fileprivate static let secretLiteral: Self =
        "a secret is never written in a policy: write { env: NAME }, { file: /path }, { credential: name } or { command: [/path, …] }"
    fileprivate static let commandWanted: Self =
        "write the program and its arguments as a list, as in [/usr/bin/test, -e, /etc/x]; no shell reads it"
}
