internal import Convergence

/// What a kind that only looks found out, aspect by aspect: what is wrong does not hide what could not be told, nor the
/// other way round.
struct Findings {
    private var differences: [Difference] = []
    private var remedies: [String] = []
    private var untold: [HostError] = []
    private var notSupported: [String] = []
    private var isAnyTold = false

    /// As many of a long list as a person reads.
    static let longest = 10

    /// One aspect is not as wanted; `how` a person mends it.
    mutating func differs(
        _ aspect: String, wanted: Difference.Value, found: Difference.Value, how: String
    ) {
        differences.append(Difference(aspect, wanted: wanted, found: found))
        if !remedies.contains(how) { remedies.append(how) }
    }

    mutating func cannotTell(_ error: HostError) {
        if !untold.contains(error) { untold.append(error) }
    }

    /// This version cannot do it, so that nothing is held of it.
    mutating func isNotSupported(_ reason: String) {
        if !notSupported.contains(reason) { notSupported.append(reason) }
    }

    /// Something of what is held was told.
    mutating func wasTold() { isAnyTold = true }

    var assessment: Assessment {
        if differences.isEmpty {
            guard let first = untold.first else {
                // Where all that is held came with later versions, the control does not concern this server.
                return isAnyTold || notSupported.isEmpty ? .compliant : .notApplicable(joined(notSupported))
            }
            return .unknown(HostError(first.code, joined(untold.map(\.description))))
        }
        let rest = untold.isEmpty ? [] : ["could not be told: \(joined(untold.map(\.description)))"]
        return .drifted(differences, .manual(how: joined(remedies + rest)))
    }

    private func joined(_ sentences: [String]) -> String {
        let shown = sentences.prefix(Self.longest).joined(separator: "; ")
        let more = sentences.count - Self.longest
        return more > 0 ? "\(shown); and \(more) more" : shown
    }
}

extension Difference.Value {
    /// The first of many, and how many more there are.
    static func few(_ names: [String]) -> Self {
        let more = names.count - Findings.longest
        return .list(names.prefix(Findings.longest) + (more > 0 ? ["… and \(more) more"] : []))
    }
}
