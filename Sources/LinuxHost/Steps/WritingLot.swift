internal import Convergence
internal import Glibc

/// The files of a group that go into one directory, with what has become of each.
struct WritingLot: Sendable {
    struct Job: Sendable {
        /// Its place in what was asked for.
        let index: Int
        let file: FileReplacement
        /// `nil` only when it could not be opened.
        let directory: OpenDirectory?
        var prepared: FileReplacement.Prepared?
        var result: Result<Void, HostError> = .success(())

        var isWell: Bool { if case .success = result { true } else { false } }

        mutating func attempt(_ body: (inout Job) throws(HostError) -> Void) {
            do throws(HostError) {
                try body(&self)
            } catch {
                result = .failure(error)
            }
        }
    }

    private let directory: Result<OpenDirectory, HostError>
    fileprivate(set) var jobs: [Job] = []

    init(directory: Result<OpenDirectory, HostError>) { self.directory = directory }

    mutating func forEachWell(_ body: (inout Job) -> Void) {
        for job in jobs.indices where jobs[job].isWell { body(&jobs[job]) }
    }

    mutating func add(_ file: FileReplacement, at index: Int) {
        switch directory {
        case .success(let directory): jobs.append(Job(index: index, file: file, directory: directory))
        case .failure(let error):
            jobs.append(Job(index: index, file: file, directory: nil, result: .failure(error)))
        }
    }
}

extension Sequence<WritingLot> {
    var firstWell: WritingLot.Job? {
        for lot in self { if let job = lot.jobs.first(where: \.isWell) { return job } }
        return nil
    }
}

extension [WritingLot] {
    /// Below this many files a second thread costs more than it gives.
    private static let fewestForThreads = 64

    mutating func forEachWell(_ body: (inout WritingLot.Job) -> Void) {
        for lot in indices { self[lot].forEachWell(body) }
    }

    /// Ranges of lots that hold about so many files each.
    func parts(of size: Int) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = 0
        var files = 0
        for lot in indices {
            files += self[lot].jobs.count
            guard files >= size || lot == count - 1 else { continue }
            parts.append(start..<lot + 1)
            (start, files) = (lot + 1, 0)
        }
        return parts
    }

    /// Does the same with every file of these lots that is well. Different directories are worked on at the same time: the kernel
    /// lets only one at a time put names into one directory.
    mutating func workedOff(
        _ part: Range<Int>, _ body: @escaping @Sendable (inout WritingLot.Job) -> Void
    ) async {
        let workers = Swift.min(part.count, LookThreads.processors)
        guard workers > 1, self[part].reduce(0, { $0 + $1.jobs.count }) >= Self.fewestForThreads else {
            for lot in part { self[lot].forEachWell(body) }
            return
        }
        let lots = self
        let done = await withTaskGroup(of: [(Int, WritingLot)].self) { group in
            for worker in 0..<workers {
                group.addTask(executorPreference: LookThreads.shared) {
                    stride(from: part.lowerBound + worker, to: part.upperBound, by: workers).map { place in
                        var lot = lots[place]
                        lot.forEachWell(body)
                        return (place, lot)
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        for (place, lot) in done { self[place] = lot }
    }
}
