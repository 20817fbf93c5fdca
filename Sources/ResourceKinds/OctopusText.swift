internal import Convergence
internal import Octopus

// What the kinds of an Octopus Server say in the same words.

extension HostError {
    /// The server's answer does not have it, and it has no version of its own from which on it is there.
    static func untold(_ what: String, _ version: OctopusVersion?) -> HostError {
        HostError(
            .unsupported, "the server\(version.map { " (\($0))" } ?? "") does not tell \(what)")
    }
}

extension Difference.Value {
    static func flag(_ flag: Bool) -> Self { .text(flag.description) }
}

extension [String] {
    /// The first of many in a sentence, and how many more there are.
    var fewNames: String {
        let more = count - Findings.longest
        return prefix(Findings.longest).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }
}

extension String {
    /// Whether two names of hosts are one: without regard to case, and one without a domain is that of any.
    func isHost(_ other: String) -> Bool {
        let (left, right) = (lowercased(), other.lowercased())
        if left == right { return true }
        guard Network(left) == nil, Network(right) == nil, !left.isEmpty, !right.isEmpty else { return false }
        guard !left.utf8.contains(UInt8(ascii: ".")) || !right.utf8.contains(UInt8(ascii: ".")) else {
            return false
        }
        return left.split(separator: ".").first == right.split(separator: ".").first
    }
}

extension Network {
    /// Whether another network is part of this one.
    func contains(_ other: Network) -> Bool {
        guard isIPv6 == other.isIPv6, other.prefix >= prefix else { return false }
        for (index, (mine, theirs)) in zip(address, other.address).enumerated() {
            let kept = max(0, min(8, prefix - index * 8))
            let mask = UInt8(truncatingIfNeeded: 0xff << (8 - kept))
            if mine & mask != theirs & mask { return false }
        }
        return true
    }
}
