/// Through which states a run brought each subject, while its steps are taken back one after the other.
struct SubjectTraces: Sendable {
    /// What the steps that are not taken back yet found, oldest first.
    private var found: [Subject: [Image]] = [:]
    private var left: [Subject: Image] = [:]

    init(of items: [PastRun.Performed]) {
        for kept in items.lazy.flatMap(\.before) { found[kept.subject, default: []].append(kept.image) }
    }

    /// As it was before the run.
    func first(_ subject: Subject) -> Image? { found[subject]?.first }

    /// As the run left it: as the last of its steps did, which is taken back first.
    mutating func last(_ subject: Subject, leftNow image: Image?) -> Image? {
        if left[subject] == nil { left[subject] = image }
        return left[subject]
    }

    /// Whether the last of these steps, or an earlier one too, is already taken back: there is nothing to do to come
    /// to what it found.
    func isBehind(_ now: Image, _ subject: Subject) -> Bool {
        found[subject]?.contains { subject.steps(from: now, to: $0)?.isEmpty ?? false } ?? false
    }

    /// The last of these steps is dealt with.
    mutating func drop(_ item: PastRun.Performed) {
        for kept in item.before { found[kept.subject]?.removeLast() }
    }
}
