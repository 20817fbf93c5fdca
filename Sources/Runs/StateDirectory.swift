package import Convergence
internal import Glibc

/// Where runs are recorded, `/var/lib/holdfast`: `runs/RUN/journal.jsonl`, `lock`, `holdings.json`,
/// `closed.json`, `reserve`.
///
/// Used by descriptor, and only when nobody but root and this user could have put it there or can write in it.
package final class StateDirectory: Sendable {
    package static let standardPath = "/var/lib/holdfast"

    /// With all links resolved.
    package let path: String
    /// What the system says to writing here; `nil` when a run may be recorded.
    let refusal: Errno?
    let directory: Descriptor

    /// What is found by one who only looks.
    package enum Sight: Sendable {
        case open(StateDirectory)
        /// No run was recorded on this host.
        case absent
        /// There may be runs, but what they did cannot be told; why not.
        case unknown(HostError)
    }

    /// Opens the state directory to record a run, and makes it when it is missing.
    package convenience init(at path: String = standardPath) throws(HostError) {
        let way = SafeWay(makes: path == Self.standardPath)
        guard let end = try way.endIfThere(of: path) else { throw Self.noParent(of: path) }
        do throws(Errno) {
            try end.directory.makeDirectory(end.name, mode: 0o700)
            try end.directory.syncNames()
        } catch {
            guard error.code == EEXIST || error.code == EROFS else {
                throw error.hostError("make the state directory \(path)")
            }
        }
        try self.init(end, way)
        if let refusal {
            guard refusal.code == EACCES else {
                throw refusal.hostError("write in the state directory \(path)")
            }
            throw HostError(
                .denied,
                "cannot write in the state directory \(path), where every change is recorded first: "
                    + "run as root, or name another one with --state-dir")
        }
    }

    /// Looks for a state directory without changing anything.
    package static func look(at path: String = standardPath) -> Sight {
        do throws(HostError) {
            let way = SafeWay()
            guard let end = try way.endIfThere(of: path) else { return .absent }
            do throws(Errno) { _ = try end.directory.status(of: end.name) } catch {
                if error.code == ENOENT { return .absent }
            }
            return .open(try StateDirectory(end, way))
        } catch {
            return .unknown(error)
        }
    }

    private init(_ end: SafeWay.End, _ way: SafeWay) throws(HostError) {
        path = end.fullPath
        let status: stat
        do throws(Errno) {
            status = try end.directory.status(of: end.name)
        } catch { throw error.hostError("look at the state directory \(path)") }
        guard status.form == S_IFDIR else { throw HostError(.unsafe, "\(path) is not a directory") }
        try way.refuseForeign(status, path)
        try way.refuseWritable(status, path)
        do throws(Errno) {
            let directory = try end.directory.open(end.name, O_RDONLY | O_DIRECTORY)
            self.directory = directory
            refusal = Self.refusal(in: directory)
            let opened = try directory.status()
            guard opened.st_ino == status.st_ino, opened.st_dev == status.st_dev else {
                throw Errno(code: ESTALE)
            }
        } catch { throw error.hostError("open the state directory \(path)") }
    }

    /// Only the standard one is made with its parents: another path may be mistyped.
    private static func noParent(of path: String) -> HostError {
        let names = path.split(separator: "/").dropLast().joined(separator: "/")
        let parent = path.hasPrefix("/") ? "/" + names : names
        return HostError(
            .failed,
            "there is no directory \(parent) for the state directory \(path): run 'mkdir -p \(parent)', or name "
                + "another one with --state-dir")
    }

    private static func refusal(in directory: Descriptor) -> Errno? {
        do throws(Errno) {
            try system { faccessat(directory.number, ".", W_OK | X_OK, 0) }
            return nil
        } catch { return error }
    }

    /// The directory of all runs; `nil` when there is none.
    func runs() throws(HostError) -> Descriptor? {
        do throws(Errno) {
            return try directory.open("runs", O_RDONLY | O_DIRECTORY)
        } catch {
            if error.code == ENOENT { return nil }
            throw error.hostError("open \(path)/runs")
        }
    }

    /// The directory of all runs, made when it is missing.
    func makeRuns() throws(Errno) -> Descriptor {
        do throws(Errno) {
            try directory.makeDirectory("runs", mode: 0o700)
            try directory.sync()
        } catch { if error.code != EEXIST { throw error } }
        return try directory.open("runs", O_RDONLY | O_DIRECTORY)
    }
}
