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

    let root: Root
    let swept: SweptDirectories
    let names: AccountNames

    /// In the order asked.
    func replace(_ files: [FileReplacement]) -> [Result<Void, HostError>] {
        var results: [Result<Void, HostError>] = []
        results.reserveCapacity(files.count)
        while results.count < files.count {
            let end = endOfGroup(in: files, from: results.count)
            results += replaceGroup(files[results.count..<end])
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

    private func replaceGroup(_ files: ArraySlice<FileReplacement>) -> [Result<Void, HostError>] {
        let isGrouped = files.count >= Self.fewest
        var directories = Directories(root: root, swept: swept)
        var jobs = files.map { Job($0) }
        for index in jobs.indices {
            jobs[index].attempt { (job) throws(HostError) in
                let directory = try directories.holding(job.file.path)
                job.directory = directory
                job.prepared = try job.file.prepare(in: directory, names, isFlushed: !isGrouped)
            }
        }
        if isGrouped { flushFiles(&jobs) }
        for index in jobs.indices where jobs[index].isWell {
            jobs[index].attempt { (job) throws(HostError) in
                guard let directory = job.directory, let prepared = job.prepared else { return }
                try job.file.commit(prepared, in: directory)
            }
        }
        flushDirectories(&jobs, isGrouped: isGrouped)
        return jobs.map(\.result)
    }

    private func flushFiles(_ jobs: inout [Job]) {
        let flushed = flushedDevices(jobs)
        for index in jobs.indices where jobs[index].isWell {
            guard let directory = jobs[index].directory, !flushed.contains(directory.device) else { continue }
            jobs[index].attempt { (job) throws(HostError) in
                guard let prepared = job.prepared else { return }
                let number = openat(directory.number, prepared.temporary, O_RDONLY | Root.always)
                let code = number < 0 ? errno : Descriptor(number).synchronize()
                if code == 0 { return }
                unlinkat(directory.number, prepared.temporary, 0)
                throw HostError(errno: code, "cannot write \(job.file.path)")
            }
        }
    }

    private func flushDirectories(_ jobs: inout [Job], isGrouped: Bool) {
        let flushed = isGrouped ? flushedDevices(jobs) : []
        var results: [ObjectIdentifier: Result<Void, HostError>] = [:]
        for index in jobs.indices where jobs[index].isWell {
            guard let directory = jobs[index].directory, !flushed.contains(directory.device) else { continue }
            let result =
                results[ObjectIdentifier(directory)]
                ?? Result { () throws(HostError) in
                    try directory.synchronize()
                }
            results[ObjectIdentifier(directory)] = result
            jobs[index].attempt { (_) throws(HostError) in try result.get() }
        }
    }

    /// The file systems that were flushed as a whole without an error.
    private func flushedDevices(_ jobs: [Job]) -> Set<dev_t> {
        var tried: Set<dev_t> = []
        var flushed: Set<dev_t> = []
        for job in jobs where job.isWell {
            guard let directory = job.directory, tried.insert(directory.device).inserted else { continue }
            if holdfast_sync_file_system(directory.number) == 0 { flushed.insert(directory.device) }
        }
        return flushed
    }

    private struct Job {
        let file: FileReplacement
        var directory: OpenDirectory?
        var prepared: FileReplacement.Prepared?
        var result: Result<Void, HostError> = .success(())

        init(_ file: FileReplacement) { self.file = file }

        var isWell: Bool { if case .success = result { true } else { false } }

        mutating func attempt(_ body: (inout Job) throws(HostError) -> Void) {
            do throws(HostError) {
                try body(&self)
            } catch {
                result = .failure(error)
            }
        }
    }

    /// Each directory of the group, opened once.
    private struct Directories {
        let root: Root
        let swept: SweptDirectories
        private var opened: [Path: OpenDirectory] = [:]

        init(root: Root, swept: SweptDirectories) {
            self.root = root
            self.swept = swept
        }

        mutating func holding(_ path: Path) throws(HostError) -> OpenDirectory {
            guard let parent = path.parent else { throw HostError(.failed, "/ cannot be replaced") }
            if let known = opened[parent] { return known }
            let directory = try OpenDirectory(parent, in: root, swept)
            opened[parent] = directory
            return directory
        }
    }
}
