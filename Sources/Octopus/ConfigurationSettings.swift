internal import Convergence

/// The settings of a node by their flat names, without secrets and blanks.
struct ConfigurationSettings {
    private(set) var values: [String: String] = [:]
    /// Whether one name came with two values.
    private(set) var isContradictory = false

    /// Adds everything in a hierarchy; items of a list are named by their number from 0.
    mutating func add(_ value: JSON, below name: String) {
        func below(_ part: String) -> String { name.isEmpty ? part : "\(name).\(part)" }
        switch value {
        case .null, .secret: break
        case .bool(let flag): add(flag ? "true" : "false", named: name)
        case .number(let digits): add(digits, named: name)
        case .string(let text): add(text, named: name)
        case .array(let items):
            for (index, item) in items.enumerated() { add(item, below: below(String(index))) }
        case .object(let members):
            for (key, member) in members { add(member, below: below(key)) }
        }
    }

    mutating func add(_ text: String, named name: String) {
        guard text.utf8.contains(where: { $0 > 0x20 }) else { return }
        let lower = text.lowercased()
        let isSwitch = lower == "true" || lower == "false"
        let value = isSwitch ? lower : text
        // `UsernamePassword.IsEnabled` is no password: a switch keeps no secret.
        guard isSwitch || !Self.isSecret(name) && !Self.looksSecret(lower) else { return }
        let name = Self.spelling[name] ?? name
        if let before = values.updateValue(value, forKey: name), before != value { isContradictory = true }
    }

    /// Configuration files spell some names otherwise than show-configuration (OctopusDSC reads both).
    private static let spelling = ["Octopus.WebPortal.ForceSsl": "Octopus.WebPortal.ForceSSL"]

    private static let secretWords = [
        "connectionstring", "licen", "masterkey", "password", "passphrase", "secret", "cookie", "apikey",
        "accesskey", "privatekey", "signingkey", "encryptionkey", "token", "credential", "pfx",
    ]

    /// By the name alone, whatever the value is. A private key is kept in `…Certificate`, its thumbprint beside it.
    private static func isSecret(_ name: String) -> Bool {
        let lower = name.lowercased()
        return secretWords.contains(where: lower.contains) || lower.hasSuffix("certificate")
    }

    /// A connection string, an API key, or a URL with a password in it, whatever it is called.
    private static func looksSecret(_ lower: String) -> Bool {
        let dense = lower.filter { $0 != " " }
        if dense.contains("password=") || dense.contains("pwd=") || dense.contains("accountkey=") {
            return true
        }
        return dense.contains("-----begin") || holdsAPIKey(dense[...]) || namesUser(dense[...])
    }

    /// `API-` and at least 16 letters and digits.
    private static func holdsAPIKey(_ text: Substring) -> Bool {
        var rest = text
        while let found = rest.firstRange(of: "api-") {
            rest = rest[found.upperBound...]
            if rest.utf8.prefix(16).count(where: { (48...57).contains($0) || (97...122).contains($0) }) == 16
            {
                return true
            }
        }
        return false
    }

    /// `://user:password@`
    private static func namesUser(_ text: Substring) -> Bool {
        var rest = text
        while let found = rest.firstRange(of: "://") {
            rest = rest[found.upperBound...]
            if rest.prefix(while: { !"/?#".contains($0) }).contains("@") { return true }
        }
        return false
    }
}
