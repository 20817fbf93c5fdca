/// Finds the controls that undo each other: a subject returns to an earlier image with another writer in between.
struct Quarrels {
    /// An image that a subject had on the forecast, and who made it.
    private struct Written {
        var by: Int
        var image: Image
    }

    private var past: [Subject: [Written]] = [:]

    /// Remembers what a control made of a subject, and answers with those it quarrels with.
    mutating func note(_ subject: Subject, from before: Image?, to image: Image, by control: Int) -> Set<Int>
    {
        guard var written = past[subject] else {
            // The first to write it quarrels with nobody.
            let first = before.map { [Written(by: ForecastHost.nobody, image: $0)] } ?? []
            past[subject] = first + [Written(by: control, image: image)]
            return []
        }
        var others: Set<Int> = []
        if let back = written.lastIndex(where: { $0.image == image }) {
            others = Set(written[(back + 1)...].map(\.by)).subtracting([control, ForecastHost.nobody])
        }
        written.append(Written(by: control, image: image))
        past[subject] = written
        return others
    }
}
