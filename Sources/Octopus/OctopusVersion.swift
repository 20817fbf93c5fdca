package import Convergence

/// A version of Octopus Server or Tentacle, of any era: `3.17.13`, `2018.1.0`, `2024.3.12985`, `2020.5.0-rc.4+Branch.x`.
///
/// Numbers are compared number by number, so that 2018 comes after 4, and 2024.10 after 2024.9. A pre-release comes before
/// its release (Semantic Versioning 2.0.0, 11), and what stands after `+` does not count. `2024.3` is `2024.3.0`.
package struct OctopusVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let description: String
    /// One to four numbers.
    package let numbers: [Int]
    /// The identifiers between `-` and `+`; empty for a release.
    package let prerelease: [String]

    /// `nil` when it is none.
    package init?(_ text: String) {
        let whole = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        guard let core = whole.first else { return nil }
        if whole.count == 2, !Self.areIdentifiers(whole[1]) { return nil }
        let halves = core.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap(Self.number)
        guard (1...4).contains(parts.count), numbers.count == parts.count else { return nil }
        if halves.count == 2, !Self.areIdentifiers(halves[1]) { return nil }
        description = text
        self.numbers = numbers
        prerelease = halves.count == 2 ? halves[1].split(separator: ".").map(String.init) : []
    }

    /// Whether it is of a time when versions begin with a year: from 2018 on.
    package var isYearly: Bool { numbers[0] >= 2018 }

    package var isPrerelease: Bool { !prerelease.isEmpty }

    /// Fixes are made for each line on its own: `2024.3`, or `3.17` before 2018.
    package var line: String { "\(numbers[0]).\(numbers.count > 1 ? numbers[1] : 0)" }

    package static func == (left: Self, right: Self) -> Bool { left.order(to: right) == 0 }
    package static func < (left: Self, right: Self) -> Bool { left.order(to: right) < 0 }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(numbers.dropLast(while: { $0 == 0 }))
        hasher.combine(prerelease)
    }

    private func order(to other: Self) -> Int {
        for index in 0..<max(numbers.count, other.numbers.count) {
            let (a, b) = (number(index), other.number(index))
            if a != b { return a < b ? -1 : 1 }
        }
        if isPrerelease != other.isPrerelease { return isPrerelease ? -1 : 1 }
        for (a, b) in zip(prerelease, other.prerelease) where a != b {
            switch (Self.number(a[...]), Self.number(b[...])) {
            // Two spellings of one number, as in `rc.07`, are told apart as texts.
            case (let a?, let b?) where a != b: return a < b ? -1 : 1
            case (_?, nil): return -1
            case (nil, _?): return 1
            default: return a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
            }
        }
        return prerelease.count - other.prerelease.count
    }

    private func number(_ index: Int) -> Int { index < numbers.count ? numbers[index] : 0 }

    private static func number(_ text: Substring) -> Int? {
        guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    /// Semantic Versioning's identifiers with dots between them. Octopus' names of branches may hold `_` too.
    private static func areIdentifiers(_ text: Substring) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy {
                    (48...57).contains($0) || (97...122).contains($0 | 0x20) || "-_".utf8.contains($0)
                }
        }
    }
}

extension Array {
    /// Without the last elements that are so.
    fileprivate func dropLast(while isDropped: (Element) -> Bool) -> ArraySlice<Element> {
        var rest = self[...]
        while let last = rest.last, isDropped(last) { rest = rest.dropLast() }
        return rest
    }
}

extension Shape where Value == OctopusVersion {
    /// A version of Octopus Server or Tentacle.
    package static var octopusVersion: Shape { versionOfAnyEra }
}

private let versionOfAnyEra = Shape<OctopusVersion>.scalar(
    .text(pattern: #"^[0-9]+(\.[0-9]+){1,3}([-+][0-9A-Za-z._+-]+)?$"#, mayBeNumber: true),
    placeholder: OctopusVersion("0.0")!
) { text throws(Diagnostic.Rejection) in
    guard let version = OctopusVersion(text), version.numbers.count > 1 else {
        throw Diagnostic.Rejection(
            "write a version as Octopus does: numbers with dots between them, as in 2024.3.12985 or 2025.4")
    }
    return version
}
