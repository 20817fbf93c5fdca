internal import PolicyText

/// Reads the fields of every control; those that refer to others read those first.
final class ControlReading<Provider: PolicyProvider> {
    private enum Progress {
        case unread, reading, done, broken

        init(of read: ControlReader<Provider>.Outcome) {
            self = read.control?.isSound == true ? .done : .broken
        }
    }

    private let drafts: [ControlDraft]
    /// Made only when a control is asked for by its id.
    private lazy var indexes = Dictionary(
        drafts.enumerated().map { ($1.id.value, $0) }, uniquingKeysWith: { first, _ in first })
    private let reader: ControlReader<Provider>
    private let isComplete: Bool
    private var progress: [Progress]
    private var results: [ReadControl?]
    private(set) var diagnostics: [Diagnostic] = []

    init(of drafts: [ControlDraft], with reader: ControlReader<Provider>, isComplete: Bool) {
        self.drafts = drafts
        self.reader = reader
        self.isComplete = isComplete
        progress = Array(repeating: .unread, count: drafts.count)
        results = Array(repeating: nil, count: drafts.count)
    }

    /// Every control, in the order of the drafts; those without a resource are left out.
    func all() -> [ReadControl] {
        readTogether()
        let surroundings = reader.surroundings { self.referred($0) }
        for index in progress.indices where progress[index] == .unread { read(index, surroundings) }
        return results.compactMap(\.self)
    }

    /// Whether there is such a control, mistakes or not.
    func knows(_ id: String) -> Bool { indexes[id] != nil }

    var ids: [String] { drafts.map(\.id.value) }

    /// What came of reading some controls that follow each other, those left out that refer to another.
    private struct Part {
        var outcomes: [ReadControl?] = []
        var progress: [Progress] = []
        var diagnostics: [Diagnostic] = []
    }

    /// All that refer to no other: nearly all. Those that do are left for their turn.
    private func readTogether() {
        let size = 64
        guard drafts.count > size else { return }
        let (drafts, reader) = (drafts, reader)
        let parts = (0..<(drafts.count + size - 1) / size).concurrentMap { number in
            var part = Part()
            var refers = false
            let surroundings = reader.surroundings { _ in
                refers = true
                return .broken
            }
            for index in number * size..<min(drafts.count, (number + 1) * size) {
                refers = false
                let read = reader.read(drafts[index], surroundings)
                part.outcomes.append(refers ? nil : read.control)
                part.progress.append(refers ? .unread : Progress(of: read))
                if !refers { part.diagnostics += read.diagnostics }
            }
            return part
        }
        results = parts.flatMap(\.outcomes)
        progress = parts.flatMap(\.progress)
        diagnostics = parts.flatMap(\.diagnostics)
    }

    private func read(_ index: Int, _ surroundings: @autoclosure () -> Surroundings) {
        guard case .unread = progress[index] else { return }
        progress[index] = .reading
        let read = reader.read(drafts[index], surroundings())
        diagnostics += read.diagnostics
        results[index] = read.control
        progress[index] = Progress(of: read)
    }

    private func referred(_ id: String) -> Surroundings.Referred {
        guard let index = indexes[id] else {
            return isComplete ? .unknown(nearest: Nearest.find(id, among: ids)) : .broken
        }
        read(index, reader.surroundings { self.referred($0) })
        switch progress[index] {
        case .done: return results[index].map { .resource($0.control.resource) } ?? .broken
        case .reading: return .cycle
        case .unread, .broken: return .broken
        }
    }
}
