/// The shortest way from one list of lines to another, in bounded work.
///
/// Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986).
struct LineDiff {
    enum Edit: Hashable {
        case keep(old: Int, new: Int)
        case remove(old: Int)
        case add(new: Int)
    }

    /// From the first line to the last: every line of both sides once.
    private(set) var edits: [Edit] = []
    /// Whether the sides were too far apart, so that a whole stretch is said to be replaced.
    private(set) var isCoarse = false

    /// How many changed lines are searched for; time and memory grow with its square.
    static let defaultLimit = 1000

    init<Line: Hashable>(from old: [Line], to new: [Line], limit: Int = Self.defaultLimit) {
        var prefix = 0
        while prefix < old.count, prefix < new.count, old[prefix] == new[prefix] { prefix += 1 }
        var suffix = 0
        while suffix < old.count - prefix, suffix < new.count - prefix,
            old[old.count - 1 - suffix] == new[new.count - 1 - suffix]
        { suffix += 1 }

        edits = (0..<prefix).map { .keep(old: $0, new: $0) }
        let (oldMiddle, newMiddle) = Self.numbered(
            old[prefix..<(old.count - suffix)], new[prefix..<(new.count - suffix)])
        if let middle = Self.shortest(from: oldMiddle, to: newMiddle, limit: limit) {
            edits += middle.map { $0.shifted(by: prefix) }
        } else {
            isCoarse = true
            edits += (0..<oldMiddle.count).map { .remove(old: prefix + $0) }
            edits += (0..<newMiddle.count).map { .add(new: prefix + $0) }
        }
        edits += (0..<suffix).map {
            .keep(old: old.count - suffix + $0, new: new.count - suffix + $0)
        }
    }

    /// Numbers in place of lines: the search compares each many times.
    private static func numbered<Line: Hashable>(
        _ old: ArraySlice<Line>, _ new: ArraySlice<Line>
    ) -> ([Int], [Int]) {
        var numbers: [Line: Int] = [:]
        func number(_ line: Line) -> Int {
            if let known = numbers[line] { return known }
            numbers[line] = numbers.count
            return numbers.count - 1
        }
        return (old.map(number), new.map(number))
    }

    private static func shortest(from old: [Int], to new: [Int], limit: Int) -> [Edit]? {
        if old.isEmpty || new.isEmpty {
            return old.indices.map { .remove(old: $0) } + new.indices.map { .add(new: $0) }
        }
        let most = min(limit, old.count + new.count)
        // reach[k + most + 1] is how far along `old` diagonal k was followed.
        var reach = [Int](repeating: 0, count: 2 * most + 3)
        // What of `reach` each round began with, to walk back on.
        var rounds: [[Int]] = []
        for distance in 0...most {
            rounds.append(Array(reach[(most + 1 - distance - 1)...(most + 1 + distance + 1)]))
            for diagonal in stride(from: -distance, through: distance, by: 2) {
                let at = diagonal + most + 1
                let isDown = diagonal == -distance || (diagonal != distance && reach[at - 1] < reach[at + 1])
                var x = isDown ? reach[at + 1] : reach[at - 1] + 1
                var y = x - diagonal
                while x < old.count, y < new.count, old[x] == new[y] {
                    x += 1
                    y += 1
                }
                reach[at] = x
                if x == old.count, y == new.count { return walkBack(rounds, old.count, new.count) }
            }
        }
        return nil
    }

    private static func walkBack(_ rounds: [[Int]], _ oldCount: Int, _ newCount: Int) -> [Edit] {
        var reversed: [Edit] = []
        var (x, y) = (oldCount, newCount)
        for distance in stride(from: rounds.count - 1, through: 0, by: -1) {
            let reach = rounds[distance]
            let centre = distance + 1
            let diagonal = x - y
            let isDown =
                diagonal == -distance
                || (diagonal != distance && reach[centre + diagonal - 1] < reach[centre + diagonal + 1])
            let previous = isDown ? diagonal + 1 : diagonal - 1
            let fromX = distance == 0 ? 0 : reach[centre + previous]
            let fromY = distance == 0 ? 0 : fromX - previous
            while x > fromX, y > fromY {
                x -= 1
                y -= 1
                reversed.append(.keep(old: x, new: y))
            }
            guard distance > 0 else { break }
            reversed.append(isDown ? .add(new: fromY) : .remove(old: fromX))
            (x, y) = (fromX, fromY)
        }
        return reversed.reversed()
    }
}

extension LineDiff.Edit {
    fileprivate func shifted(by offset: Int) -> Self {
        switch self {
        case .keep(let old, let new): .keep(old: old + offset, new: new + offset)
        case .remove(let old): .remove(old: old + offset)
        case .add(let new): .add(new: new + offset)
        }
    }
}
