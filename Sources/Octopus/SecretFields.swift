package import Convergence

/// What of a server's document is secret, and what is left of it: whether it has a value, said as Octopus says it.
///
/// Its `SensitiveValue` is `{HasValue, NewValue, Hint}`; older servers, and their mirror of the command line's keys, have
/// secrets in plain texts.
package enum SecretFields {
    /// What is left of a secret that is set.
    package static let hasValue = JSON.object(["HasValue": .bool(true)])

    /// The document without its secrets. Of a sensitive value `HasValue` is left; a text that is or looks like a secret
    /// becomes such an object too. Blank texts, and Booleans also as texts, are never secret.
    package static func withheld(from value: JSON) -> JSON { withheld(from: value, isSecret: false) }

    private static func withheld(from value: JSON, isSecret: Bool) -> JSON {
        switch value {
        case .null, .bool, .secret: value
        case .number: isSecret ? hasValue : value
        case .string(let text):
            if isPlain(text) {
                value
            } else if isSecret || looksSecret(text) {
                hasValue
            } else {
                .string(masked(text))
            }
        case .array(let items): .array(items.map { withheld(from: $0, isSecret: isSecret) })
        case .object(let members): withheld(from: members, isSecret: isSecret)
        }
    }

    private static func withheld(from members: [String: JSON], isSecret: Bool) -> JSON {
        if members["HasValue"] != nil || members["NewValue"] != nil {
            if case .bool(let isSet)? = members["HasValue"] { return .object(["HasValue": .bool(isSet)]) }
            return if case .string(let text)? = members["NewValue"], !text.isEmpty { hasValue } else {
                .object(["HasValue": .bool(false)])
            }
        }
        // A key with its value, as in the mirror of the command line's keys.
        let isKeyed = ["Key", "Name"].contains { name in
            if case .string(let key)? = members[name] { self.isSecret(key) } else { false }
        }
        var kept: [String: JSON] = [:]
        for (name, value) in members {
            let isOne = isSecret || self.isSecret(name) || isKeyed && name == "Value"
            kept[name] = withheld(from: value, isSecret: isOne)
        }
        return .object(kept)
    }

    /// Whether what bears this name holds a secret. Dots part words, as in the command line's keys.
    static func isSecret(_ name: String) -> Bool {
        let small = name.lowercased()
        let last = small.utf8.lastIndex(of: UInt8(ascii: ".")).map { small[small.utf8.index(after: $0)...] }
        return wholeNames.contains(last ?? small[...]) || parts.contains { small.contains($0) }
            || (last ?? small[...]).hasSuffix("token")
    }

    private static let wholeNames: Set<Substring> = [
        "apikey", "license", "licence", "credential", "cookie", "pfx",
    ]
    private static let parts = [
        "password", "passphrase", "secret", "connectionstring", "licensetext", "licensekey", "masterkey",
        "privatekey", "accesskey", "signingkey", "encryptionkey",
    ]

    private static func isPlain(_ text: String) -> Bool {
        text.utf8.count <= 5 && ["", "true", "false"].contains(text.lowercased())
    }

    /// A connection string, a URL with a password in it, a private key, an API key, whatever it is called.
    private static func looksSecret(_ text: String) -> Bool {
        guard text.utf8.count >= 8 else { return false }
        if text.utf8.starts(with: "API-".utf8), isKey(text) { return true }
        guard text.utf8.contains(where: { "=@-".utf8.contains($0) }) else { return false }
        let small = text.lowercased()
        if assignments.contains(where: small.contains) { return true }
        guard small.utf8.contains(UInt8(ascii: "@")), let start = small.firstRange(of: "://") else {
            return false
        }
        let authority = small[start.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let at = authority.lastIndex(of: "@") else { return false }
        return authority[..<at].utf8.contains(UInt8(ascii: ":"))
    }

    private static let assignments = [
        "password=", "password =", "pwd=", "pwd =", "apikey=", "accountkey=", "sharedaccesskey=",
        "-----begin",
    ]

    /// A text that somebody wrote, with a key in it taken out, and so what stands before the `@` of a URL.
    private static func masked(_ text: String) -> String {
        guard text.utf8.count >= 8 else { return text }
        var masked = text
        if let start = text.firstRange(of: "://") {
            let authority = text[start.upperBound...].prefix {
                $0 != "/" && $0 != "?" && $0 != "#" && $0 != " "
            }
            if let at = authority.lastIndex(of: "@") {
                masked = text[..<start.upperBound] + "(withheld)" + text[at...]
            }
        }
        while let start = masked.firstRange(of: "API-") {
            let key = masked[start.upperBound...].prefix { $0.isASCII && ($0.isUppercase || $0.isNumber) }
            let isKey = key.utf8.count >= 16
            let rest = masked[key.endIndex...]
            // Whatever it is, it is not looked at again.
            let shown = isKey ? "(withheld)" : "API\u{2010}" + key
            masked = masked[..<start.lowerBound] + shown + rest
        }
        return masked.replacing("API\u{2010}", with: "API-")
    }

    /// `API-` and capital letters and digits, as the vendor's own clients check it.
    private static func isKey(_ text: String) -> Bool {
        text.utf8.count >= 20
            && text.utf8.dropFirst(4).allSatisfy {
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            }
    }
}
