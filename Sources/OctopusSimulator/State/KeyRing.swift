internal import Crypto

/// The API keys that a simulated server knows, in the clear: what their users would show.
package struct KeyRing: Hashable, Sendable {
    /// May do everything.
    package let admin: String
    /// May read everything and change nothing: a read-only key of newer servers, an auditor's key on older ones.
    package let readOnly: String
    /// May see users, teams, roles, spaces and workers, but not the server's configuration.
    package let scoped: String
    /// Was valid until yesterday.
    package let expired: String
    /// Of an active user without any permission.
    package let powerless: String
    /// Of a user who was disabled.
    package let disabled: String

    init(seed: String) {
        func key(_ name: String) -> String {
            "API-" + hexadecimal(SHA256.hash(data: Array("\(seed)/\(name)".utf8))).prefix(32)
        }
        admin = key("admin")
        readOnly = key("read-only")
        scoped = key("scoped")
        expired = key("expired")
        powerless = key("powerless")
        disabled = key("disabled")
    }

    /// Each with its name, for a file of keys.
    package var named: [(name: String, key: String)] {
        [
            ("admin", admin), ("read-only", readOnly), ("scoped", scoped), ("expired", expired),
            ("powerless", powerless), ("disabled", disabled),
        ]
    }
}

/// Whoever sent a request with a key that is valid.
struct Caller: Hashable, Sendable {
    var userID: String
    var permissions: Set<String>
    var mayWrite: Bool
}
