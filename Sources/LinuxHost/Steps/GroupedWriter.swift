internal import CLinux
internal import Convergence
internal import Glibc

/// Replaces many files with few flushes: all temporary files, one flush, all renames, one flush. As safe as one
/// file after the other, as no file takes its place before all of its contents are durable.
struct GroupedWriter {
    /// Below this many files their own flushes cost less than one of the whole file system.
    private static let fewest = 8
    /// Directories held open at a time, well below the usual limit of open files.
    private static let mostDirectories = 256
    private static let mostFiles = 8192
    /// After this many the disk begins to work while the next are written.
    private static let filesToFlushEarly = 1024

    let root: Root
    let swept: SweptDirectories
    let names: AccountNames

    /// In the order asked.
    func replace(_ files: [FileReplacement]) async -> [Result<Void, HostError>] {
        var results: [Result<Void, HostError>] = []
        results.reserveCapacity(files.count)
        while results.count < files.count {
            let end = endOfGroup(in: files, from: results.count)
            results += await replaceGroup(files[results.count..<end])
        }
        return results
    }

    private func endOfGroup(in files: [FileReplacement], from start: Int) -> Int {
        var directories: Set<Path> = []
        var end = start
        while end < files.count, end - start < Self.mostFiles {
            if let parent = files[end].path.parent { directories.insert(parent) }
            if directories.count > Self.mostDirectories { break }
            end += 1
        }
        return end
    }

    private func replaceGroup(_ files: ArraySlice<FileReplacement>) async -> [Result<Void, HostError>] {
        let isGrouped = files.count >= Self.fewest
        let names = names
        var lots = lots(of: files)
        await withTaskGroup { flushes in
            for part in lots.parts(of: Self.filesToFlushEarly) {
                await lots.workedOff(part) { job in
                    job.attempt { (job) throws(HostError) in
                        guard let directory = job.directory else { return }
                        job.prepared = try job.file.prepare(in: directory, names, isFlushed: !isGrouped)
                    }
                }
                guard part.upperBound < lots.count, let directory = lots[part].firstWell?.directory else {
                    continue
                }
                flushes.addTask(executorPreference: LookThreads.shared) { directory.beginFlush() }
            }
        }
        if isGrouped { flushFiles(&lots) }
        await lots.workedOff(lots.indices) { job in
            job.attempt { (job) throws(HostError) in
                guard let directory = job.directory, let prepared = job.prepared else { return }
                try job.file.commit(prepared, in: directory)
            }
        }
        flushDirectories(&lots, isGrouped: isGrouped)
        var results = [Result<Void, HostError>](repeating: .success(()), count: files.count)
        for lot in lots { for job in lot.jobs { results[job.index - files.startIndex] = job.result } }
        return results
    }

    /// The files by their directories, each of which is opened once. All are open, and cleared of what a killed run
    /// left, before the first file is written: two paths may lead to one directory.
    private func lots(of files: ArraySlice<FileReplacement>) -> [WritingLot] {
        var lots: [WritingLot] = []
        var places: [Path?: Int] = [:]
        for index in files.indices {
            let parent = files[index].path.parent
            let place = places[parent] ?? lots.count
            if place == lots.count {
                places[parent] = place
                lots.append(WritingLot(directory: opened(parent)))
            }
            lots[place].add(files[index], at: index)
        }
        return lots
    }

    private func opened(_ parent: Path?) -> Result<OpenDirectory, HostError> {
        Result { () throws(HostError) in
            guard let parent else { throw HostError(.failed, "/ cannot be replaced") }
            return try OpenDirectory(parent, in: root, swept)
        }
    }

    private func flushFiles(_ lots: inout [WritingLot]) {
        let flushed = flushedDevices(lots)
        lots.forEachWell { job in
            guard let directory = job.directory, !flushed.contains(directory.device) else { return }
            job.attempt { (job) throws(HostError) in
                guard let prepared = job.prepared else { return }
                let number = openat(directory.number, prepared.temporary, O_RDONLY | Root.always)
                let code = number < 0 ? errno : Descriptor(number).synchronize()
                if code == 0 { return }
                unlinkat(directory.number, prepared.temporary, 0)
                throw HostError(errno: code, "cannot write \(job.file.path)")
            }
        }
    }

    private func flushDirectories(_ lots: inout [WritingLot], isGrouped: Bool) {
        let flushed = isGrouped ? flushedDevices(lots) : []
        var results: [ObjectIdentifier: Result<Void, HostError>] = [:]
        lots.forEachWell { job in
            guard let directory = job.directory, !flushed.contains(directory.device) else { return }
            let result =
                results[ObjectIdentifier(directory)]
                ?? Result { () throws(HostError) in
                    try directory.synchronize()
                }
            results[ObjectIdentifier(directory)] = result
            job.attempt { (_) throws(HostError) in try result.get() }
        }
    }

    /// The file systems that were flushed as a whole without an error.
    private func flushedDevices(_ lots: [WritingLot]) -> Set<dev_t> {
        var tried: Set<dev_t> = []
        var flushed: Set<dev_t> = []
        for lot in lots {
            guard let directory = [lot].firstWell?.directory, tried.insert(directory.device).inserted
            else { continue }
            if holdfast_sync_file_system(directory.number) == 0 { flushed.insert(directory.device) }
        }
        return flushed
    }
}
