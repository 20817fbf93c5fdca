package import Convergence
internal import Glibc

/// The runs recorded in a state directory.
package struct RunHistory: Sendable {
    private let state: StateDirectory
    /// The names of all runs, oldest first.
    let names: [String]

    package struct Listing: Sendable {
        /// Newest first.
        package var runs: [RunSummary]
        /// Runs that could not be read, newest first, and why.
        package var unreadable: [Unreadable]

        fileprivate mutating func add(_ found: Result<RunSummary, Unreadable>) {
            switch found {
            case .success(let summary): runs.append(summary)
            case .failure(let reason): unreadable.append(reason)
            }
        }
    }

    package struct Unreadable: Error {
        package var run: String
        package var error: HostError
    }

    package init(_ state: StateDirectory) throws(HostError) {
        self.state = state
        guard let runs = try state.runs() else {
            names = []
            return
        }
        do throws(Errno) {
            names = try runs.names().filter(RunName.isName).sorted()
        } catch { throw error.hostError("list \(state.path)/runs") }
    }

    /// All runs that wrote anything; of `run` the journal is not even opened.
    package func listing(without run: String? = nil) -> Listing {
        var listing = Listing(runs: [], unreadable: [])
        scan(names[...], without: run) { summary in
            listing.add(summary)
            return true
        }
        return listing
    }

    /// Goes through the runs of these names, newest first, as long as `goesOn` says so.
    private func scan(
        _ names: ArraySlice<String>, without run: String? = nil,
        goesOn: (Result<RunSummary, Unreadable>) -> Bool
    ) {
        var undone: [String: String] = [:]
        for name in names.reversed() where name != run {
            let found: Result<RunSummary, Unreadable>
            do throws(HostError) {
                guard var summary = try summary(of: name) else { continue }
                // An undo that was undone itself takes nothing back.
                if case .undo(let other) = summary.header.purpose, summary.ended != nil, undone[name] == nil,
                    undone[other] == nil
                {
                    undone[other] = name
                }
                summary.undoneBy = undone[name]
                found = .success(summary)
            } catch { found = .failure(Unreadable(run: name, error: error)) }
            guard goesOn(found) else { return }
        }
    }

    /// `nil` when the run wrote nothing.
    private func summary(of name: String) throws(HostError) -> RunSummary? {
        let bytes = try bytes(of: name)
        let summary: RunSummary
        do throws(RunRecords.Failure) {
            summary = try RunSummary(scanning: bytes)
        } catch {
            if error == .empty { return nil }
            throw explain(error, name)
        }
        try refuseUnlessNamed(summary.header, name)
        return summary
    }

    /// The verified records of the run that `text` names; see `name(for:)`.
    package func records(of text: String) throws(HostError) -> RunRecords {
        let name = try name(for: text)
        let records: RunRecords
        do throws(RunRecords.Failure) {
            records = try RunRecords(reading: try bytesOrEmpty(of: name))
        } catch { throw explain(error, name) }
        try refuseUnlessNamed(records.header, name)
        return records
    }

    /// The records of a run that is to be taken back here: a run of another machine is refused.
    package func records(of text: String, toUndoOn host: Facts) throws(HostError) -> RunRecords {
        let records = try records(of: text)
        let then = records.header.host
        guard then.machineID.isEmpty || host.machineID.isEmpty || then.machineID == host.machineID else {
            throw HostError(
                .unsafe,
                "run \(records.header.run) was made on another machine, \(then.name) (machine-id "
                    + "\(then.machineID)), and this is \(host.name) (\(host.machineID)): nothing was changed; "
                    + "a copied machine begins with an empty state directory")
        }
        return records
    }

    /// Runs that neither ended nor were taken back, oldest first, for the next run to resolve.
    ///
    /// Reads the journals since the oldest of them only. Refuses when one cannot be read: it may be that of such a run.
    package func interrupted(lock: RunLock) throws(HostError) -> [RunRecords] {
        let closed = ClosedRuns(in: state)
        let start = closed.through.flatMap { names.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
        var listing = Listing(runs: [], unreadable: [])
        scan(names[start...]) { summary in
            listing.add(summary)
            return true
        }
        if let first = listing.unreadable.last { throw first.error }
        let open = listing.runs.reversed().filter { $0.ended == nil && $0.undoneBy == nil }.map(\.run)
        let end = open.first.flatMap { names.firstIndex(of: $0) } ?? names.endIndex
        if end > start { closed.save(through: names[end - 1]) }
        var found: [RunRecords] = []
        for run in open { found.append(try records(of: run)) }
        return found
    }

    /// The run that a person names: whole, by its first characters, or as `last`, the newest apply that has not been
    /// taken back.
    package func name(for text: String) throws(HostError) -> String {
        if text == "last" {
            return try newestApply()
        }
        if names.contains(text) { return text }
        let matches = text.isEmpty ? [] : names.filter { $0.hasPrefix(text) }
        switch matches.count {
        case 1: return matches[0]
        case 0: throw HostError(.failed, "no run is called '\(text)': 'holdfast history' lists them")
        default:
            throw HostError(
                .failed,
                "\(matches.count) runs begin with '\(text)', from \(matches[0]) to \(matches[matches.count - 1]): "
                    + "write more of the name")
        }
    }

    private func newestApply() throws(HostError) -> String {
        var last: String?
        var failure: HostError?
        scan(names[...]) { found in
            switch found {
            case .success(let run) where run.header.purpose == .apply && run.undoneBy == nil: last = run.run
            case .success: break
            // It may be the one that is meant.
            case .failure(let unreadable): failure = unreadable.error
            }
            return last == nil && failure == nil
        }
        if let failure { throw failure }
        guard let last else { throw HostError(.failed, "no apply is recorded that has not been undone") }
        return last
    }

    private func bytesOrEmpty(of name: String) throws(RunRecords.Failure) -> [UInt8] {
        do throws(HostError) { return try bytes(of: name) } catch { throw .unread(error) }
    }

    private func bytes(of name: String) throws(HostError) -> [UInt8] {
        guard let runs = try state.runs() else { return [] }
        do throws(Errno) {
            let directory = try runs.open(name, O_RDONLY | O_DIRECTORY)
            let file: Descriptor
            do throws(Errno) { file = try directory.open(RunJournal.fileName, O_RDONLY | O_NONBLOCK) } catch {
                // A crash came before the first record.
                if error.code == ENOENT { return [] }
                throw error
            }
            if let bytes = try file.read(limit: Self.mostBytes) { return bytes }
        } catch { throw error.hostError("read the journal of \(name)") }
        throw HostError(.tooLarge, "the journal of \(name) has more than \(Self.mostBytes >> 20) MiB")
    }

    private static let mostBytes = 1 << 30

    private func refuseUnlessNamed(_ header: RunHeader, _ name: String) throws(HostError) {
        guard header.run != name else { return }
        throw HostError(
            .unsafe,
            "the journal in \(state.path)/runs/\(name) is that of run \(header.run): nothing was changed; "
                + "name the directory \(header.run) again")
    }

    private func explain(_ failure: RunRecords.Failure, _ name: String) -> HostError {
        let path = "\(state.path)/runs/\(name)/\(RunJournal.fileName)"
        return switch failure {
        case .empty:
            HostError(.failed, "run \(name) was stopped before it recorded anything: it changed nothing")
        case .newer(let format):
            HostError(
                .unsupported,
                "\(path) was written by a newer Holdfast (journal format \(format), this one reads "
                    + "\(RunJournal.format)): nothing was changed; use that version")
        case .damaged(let line):
            HostError(
                .unsafe,
                "\(path) is damaged at line \(line): nothing was changed; restore it from a backup, or move "
                    + "\(state.path)/runs/\(name) away, and what that run did can no longer be undone")
        case .unread(let error): error
        }
    }
}
