internal import PolicyText

/// What comes before what: finds names of no control, and controls that wait for themselves.
struct ControlOrder {
    /// What is known of one control.
    struct Entry {
        let id: String
        /// The controls it names, with the places.
        let earlier: [Placed<String>]
    }

    private enum Progress { case unseen, open, closed }

    private let entries: [Entry]
    private let indexes: [String: Int]
    private(set) var diagnostics: [Diagnostic] = []

    init(_ entries: [Entry]) {
        self.entries = entries
        indexes = Dictionary(
            entries.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Complains about each circle once. Iterative: a chain may have 10,000 links.
    mutating func refuseCycles() {
        var progress = Array(repeating: Progress.unseen, count: entries.count)
        for start in entries.indices where progress[start] == .unseen && !entries[start].earlier.isEmpty {
            var path: [(control: Int, next: Int)] = [(start, 0)]
            progress[start] = .open
            while let (control, next) = path.last {
                guard next < entries[control].earlier.count else {
                    progress[control] = .closed
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                guard let target = indexes[entries[control].earlier[next].value] else { continue }
                switch progress[target] {
                case .unseen:
                    progress[target] = .open
                    path.append((target, 0))
                case .open:
                    guard let first = path.firstIndex(where: { $0.control == target }) else { continue }
                    refuse(path[first...].map { ($0.control, $0.next - 1) })
                case .closed: continue
                }
            }
        }
    }

    private mutating func refuse(_ circle: [(control: Int, link: Int)]) {
        let names = circle.map { entries[$0.control].id } + [entries[circle[0].control].id]
        let places = circle.map { entries[$0.control].earlier[$0.link] }
        let notes = zip(circle, places).dropFirst().map { link, place in
            Diagnostic.Note(
                "'\(entries[link.control].id)' comes after '\(place.value)' here", at: place.range)
        }
        diagnostics.append(Diagnostic(.error, .circle(names), at: places[0].range, notes: Array(notes)))
    }
}

extension Diagnostic.Message {
    fileprivate static func circle(_ names: [String]) -> Self {
        "controls cannot wait for each other in a circle: \(names.joined(separator: " after "))"
    }
}
