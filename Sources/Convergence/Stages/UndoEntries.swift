/// What an undo did, one entry for each subject of each control: of several steps the gravest fate counts.
struct UndoEntries: Sendable {
    private(set) var all: [UndoReport.Entry] = []
    private var indexes: [Key: Int] = [:]
    /// Why a subject was given up. Earlier steps on it are not tried: it is not as they left it.
    private var givenUp: [Subject: UndoReport.Entry] = [:]

    private struct Key: Hashable {
        var control: String
        var subject: Subject
    }

    mutating func note(_ entry: UndoReport.Entry) {
        let key = Key(control: entry.control, subject: entry.subject)
        if let index = indexes[key] {
            if entry.fate.gravity > all[index].fate.gravity { all[index] = entry }
        } else {
            indexes[key] = all.count
            all.append(entry)
        }
    }

    /// Notes what stays as it is, and for every earlier step on it.
    mutating func giveUp(_ entry: UndoReport.Entry) {
        givenUp[entry.subject] = entry
        note(entry)
    }

    /// Whether a later step on this subject was given up; then so is this one.
    mutating func isGivenUp(_ subject: Subject, for control: String) -> Bool {
        guard var entry = givenUp[subject] else { return false }
        entry.control = control
        note(entry)
        return true
    }
}

extension UndoReport.Fate {
    fileprivate var gravity: Int {
        switch self {
        case .alreadySo: 0
        case .restored: 1
        case .impossible: 2
        case .conflict: 3
        case .failed: 4
        }
    }
}
