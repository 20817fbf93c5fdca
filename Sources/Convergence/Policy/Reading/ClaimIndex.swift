internal import PolicyText

/// Who holds what. Two controls that can concern the same host may not hold the same thing.
struct ClaimIndex {
    /// One claim, and the one before it on the same thing.
    private struct Holding {
        let owner: Int
        let earlier: Int?
    }

    private var holdings: [Holding] = []
    private var last: [Claim: Int] = [:]
    /// The last claim on any part of a subject.
    private var lastPart: [Subject: Int] = [:]

    private let excludes: (Int, Int) -> Bool

    /// Of `count` controls; `excludes` says of two whether no host can be concerned by both.
    init(count: Int, excludes: @escaping (Int, Int) -> Bool) {
        self.excludes = excludes
        holdings.reserveCapacity(count)
        last.reserveCapacity(count)
    }

    /// Notes what a control holds; the earlier one that holds the same, if it can concern the same hosts.
    mutating func add(_ claim: Claim, of owner: Int) -> Int? {
        let earlier = Self.hold(owner, as: claim, in: &last, &holdings)
        if claim.part == nil {
            let part = lastPart.isEmpty ? nil : lastPart[claim.subject]
            return rival(of: owner, from: earlier) ?? rival(of: owner, from: part)
        }
        Self.hold(owner, as: claim.subject, in: &lastPart, &holdings)
        return rival(of: owner, from: last[Claim(claim.subject)]) ?? rival(of: owner, from: earlier)
    }

    /// Returns the holding before it.
    @discardableResult
    private static func hold<Key: Hashable>(
        _ owner: Int, as key: Key, in last: inout [Key: Int], _ holdings: inout [Holding]
    ) -> Int? {
        let earlier = last.updateValue(holdings.count, forKey: key)
        holdings.append(Holding(owner: owner, earlier: earlier))
        return earlier
    }

    private func rival(of owner: Int, from start: Int?) -> Int? {
        var at = start
        while let index = at {
            let other = holdings[index].owner
            if other != owner, !excludes(other, owner) { return other }
            at = holdings[index].earlier
        }
        return nil
    }
}

extension Control.Applicability {
    /// Whether no host can be concerned by both.
    func excludes(_ other: Self) -> Bool {
        if let container, let otherContainer = other.container, container != otherContainer { return true }
        if !os.isEmpty, !other.os.isEmpty, !os.contains(where: other.os.contains) { return true }
        if !architectures.isEmpty, !other.architectures.isEmpty,
            !architectures.contains(where: other.architectures.contains)
        {
            return true
        }
        guard let versions, let otherVersions = other.versions else { return false }
        return versions.endsBefore(otherVersions) || otherVersions.endsBefore(versions)
    }
}

extension VersionRange {
    fileprivate func endsBefore(_ other: VersionRange) -> Bool {
        guard let below, let start = other.atLeast else { return false }
        return !(start < below)
    }
}
