/// Finds the known name that a mistyped one most likely means.
package enum Nearest {
    /// `, did you mean 'x'?`, or nothing where no known name is near.
    package static func hint(to name: String, among known: [String]) -> String {
        find(name, among: known).map { ", did you mean '\($0)'?" } ?? ""
    }

    package static func find(_ name: String, among known: [String]) -> String? {
        let letters = Array(name.utf8.prefix(64))
        let limit = max(1, min(3, letters.count / 3))
        let best = known.map { (name: $0, distance: distance(letters, Array($0.utf8.prefix(64)))) }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        guard let best, best.distance <= limit, best.distance > 0 else { return nil }
        return best.name
    }

    /// Levenshtein distance, with neighbours swapped counted as one.
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    best = min(best, beforeLast[j - 1] + 1)
                }
                row.append(best)
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
