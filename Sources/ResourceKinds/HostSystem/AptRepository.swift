internal import Convergence

/// A source of packages for apt and the key its packages are signed with; sources.list(5), deb822 style.
struct AptRepository: Sendable {
    let source: HeldFile
    let key: HeldFile

    struct Observation: Equatable, Sendable {
        var source: HeldFile.Observation
        var key: HeldFile.Observation
    }

    enum Key {
        case content(String)
        case source(String)
    }

    /// - Parameter package: names the repository where the policy gives it no name.
    init(reading fields: inout Fields, package: String) {
        let name = fields.optional(
            "name", .packageName, default: package, shown: "the package's",
            "What the repository's files are called; other packages from it need no 'repository'.")
        let url = fields.required("url", .url, "Where the repository is.")
        let suite = fields.required(
            "suite", .word, "The suite, such as bookworm, or a path that ends in '/'.")
        let components = fields.optional(
            "components", .list(.word), default: [], shown: "none", "The components, such as main.")
        let key: Key = fields.exactlyOne(of: [
            .init("key", .text, "The signing key as text, from -----BEGIN PGP PUBLIC KEY BLOCK----- on.") {
                .content($0)
            },
            .init("key-source", .text, "A file beside the policy that holds the signing key.") {
                .source($0)
            },
        ])
        let (bytes, field) =
            switch key {
            case .content(let text): (Array(text.utf8), "key")
            case .source(let file): (fields.bytes(ofFileNamed: file, in: "key-source"), "key-source")
            }
        let isArmored = bytes.starts(with: Self.armor.utf8)
        if fields.has(field), !bytes.isEmpty {
            // A binary key begins with an OpenPGP packet, whose first bit is always set; RFC 9580, 4.2.
            if bytes.starts(with: Self.privateArmor.utf8) {
                fields.reject(field, .privateKey)
            } else if !isArmored, bytes[0] & 0x80 == 0 {
                fields.reject(field, .keyWanted)
            }
        }
        if suite.hasSuffix("/") != components.isEmpty, fields.has("suite") {
            fields.reject(
                fields.has("components") ? "components" : "suite",
                components.isEmpty ? .componentsMissing : .flatHasNone)
        }
        let keyPath = Path("/etc/apt/keyrings").appending(name + (isArmored ? ".asc" : ".gpg"))
        self.key = HeldFile(at: keyPath, contents: Content(bytes))
        let lines =
            ["Types: deb", "URIs: \(url)", "Suites: \(suite)"]
            + (components.isEmpty ? [] : ["Components: \(components.joined(separator: " "))"])
            + ["Signed-By: \(keyPath)"]
        source = HeldFile(
            at: Path("/etc/apt/sources.list.d").appending(name + ".sources"),
            contents: Content(lines.map { $0 + "\n" }.joined()))
    }

    private static let armor = "-----BEGIN PGP PUBLIC KEY BLOCK-----"
    private static let privateArmor = "-----BEGIN PGP PRIVATE KEY BLOCK-----"

    var claims: [Claim] { [Claim(.node(at: key.path)), Claim(.node(at: source.path))] }

    func observe(on host: some HostObserving) async throws(HostError) -> Observation {
        Observation(source: try await source.observe(on: host), key: try await key.observe(on: host))
    }

    /// The key comes first: a source without it makes every use of apt complain.
    func assess(_ observed: Observation) -> [HeldFile.Verdict] {
        [
            key.assess(observed.key, as: "repository key"),
            source.assess(observed.source, as: "repository"),
        ]
    }
}

extension Shape where Value == String {
    /// One word of a line in a file of apt's.
    fileprivate static var word: Shape {
        Shape<String>.text.checked { text in
            text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f } && !text.isEmpty ? nil : .wordWanted
        }
    }

    fileprivate static var url: Shape {
        Shape<String>.word.checked { text in
            ["https://", "http://", "file:/"].contains { text.hasPrefix($0) } ? nil : .urlWanted
        }
    }
}

extension Diagnostic.Message {
    fileprivate static let wordWanted: Self = "write one word, without spaces"
    fileprivate static let urlWanted: Self = "write a URL that begins with https://, http:// or file:/"
    fileprivate static let keyWanted: Self =
        "this is no OpenPGP public key: it begins with -----BEGIN PGP PUBLIC KEY BLOCK-----, or is binary"
    fileprivate static let privateKey: Self =
        "this is a private key: take it out of the policy, and write the public key here"
    fileprivate static let flatHasNone: Self = "a suite that ends in '/' has no components: leave them out"
    fileprivate static let componentsMissing: Self = "write the 'components' of the suite, as in [main]"
}
