extension Step {
    /// Whether an undo can bring back what was there before. `after` is what this step leaves.
    package func canUndo(to before: [Record.Kept], after: (Subject) -> Foreseen?) -> Bool {
        if case .run(_, let undo, _) = self { return !undo.isEmpty }
        return before.allSatisfy { kept in
            switch after(kept.subject) {
            case .image(let image)?: kept.subject.steps(from: image, to: kept.image) != nil
            // Whichever version it will be, the way back is the same.
            case .unforeseen?:
                kept.subject.steps(from: .package(is: PackageState(version: "")), to: kept.image) != nil
            case nil: true
            }
        }
    }
}

extension Image {
    /// This image as a record may keep it when a step that writes secrets replaces it: former contents may hold a
    /// former secret, so they are left out.
    package func withheld(from step: Step) -> Image {
        switch (step, self) {
        case (.replaceFile(_, let contents, _), .node(var node)) where !contents.holes.isEmpty:
            guard case .file(let former) = node.form, former.holes.isEmpty else { return self }
            node.form = .withheldFile
            return .node(is: node)
        case (.setFields(_, let fields), .field(let former))
        where fields.contains { $0.value?.holdsSecret ?? false } && !former.holdsSecret:
            return .withheld
        default: return self
        }
    }

    /// Whether something was left out because it may hold a secret.
    package var isWithheld: Bool {
        switch self {
        case .withheld: true
        case .node(let node): node.form == .withheldFile
        default: false
        }
    }
}
