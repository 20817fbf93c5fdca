internal import Convergence

/// Whether a certificate was made out to a name; RFC 9525, 6.3 and 6.4.
enum CertificateNames {
    /// `names` are those of the subject alternative names; a common name counts no more.
    static func carry(_ name: String, among names: [String]) -> Bool {
        if let address = Network(name) { return names.contains { Network($0) == address } }
        let wanted = labels(of: name)
        return names.contains { Network($0) == nil && matches(wanted, labels(of: $0)) }
    }

    /// A `*` stands for the whole first label and for one label alone.
    private static func matches(_ wanted: [Substring], _ pattern: [Substring]) -> Bool {
        guard wanted.count == pattern.count, !wanted.isEmpty else { return false }
        if pattern[0] == "*" { return pattern.count > 2 && wanted.dropFirst() == pattern.dropFirst() }
        return wanted == pattern
    }

    private static func labels(of name: String) -> [Substring] {
        var name = name.lowercased()[...]
        if name.last == "." { name = name.dropLast() }
        return name.split(separator: ".", omittingEmptySubsequences: false)
    }
}
