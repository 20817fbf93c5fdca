/// Where a secret's value is kept. The value itself is read by the real host when it needs it, and is held nowhere else.
package enum SecretReference: Hashable, Sendable, Codable {
    /// An environment variable of Holdfast's own process.
    case environment(variable: String)
    /// A file that only root, or its owner, may read.
    case file(at: Path)
    /// A systemd credential, read from `$CREDENTIALS_DIRECTORY`
    /// (https://systemd.io/CREDENTIALS/).
    case credential(named: String)
    /// What a program prints, less one final newline.
    case command(running: Command)
}

extension SecretReference: CustomStringConvertible {
    /// How messages and diffs call it, without its value.
    package var description: String {
        switch self {
        case .environment(let name): "env:\(name)"
        case .file(let path): "file:\(path)"
        case .credential(let name): "credential:\(name)"
        case .command(let command): "command:\(command.executable)"
        }
    }
}
