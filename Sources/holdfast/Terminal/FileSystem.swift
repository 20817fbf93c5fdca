import Convergence
import Glibc

/// The little that the command line itself asks of the file system.
enum FileSystem {
    /// Whether there is anything of that name, also a link that leads nowhere.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Makes an empty file that only its owner may read; `false` where there is anything of that name. Of any number who
    /// try at once, one is told `true`.
    static func take(_ path: String) throws(HostError) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor < 0 else {
            close(descriptor)
            return true
        }
        guard errno == EEXIST else {
            throw HostError(.failed, "cannot write \(path): \(String(cString: strerror(errno)))")
        }
        return false
    }

    /// Removes what was taken and could not be written; what was written to, by whomever, stays.
    static func giveBack(_ path: String) {
        var status = stat()
        if lstat(path, &status) == 0, status.st_size == 0 { unlink(path) }
    }

    /// As it is named from the root.
    static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/") else { return path }
        guard let here = getcwd(nil, 0) else { return path }
        defer { free(here) }
        return String(cString: here) + "/" + path
    }
}
