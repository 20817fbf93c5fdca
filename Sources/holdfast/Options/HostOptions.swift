import ArgumentParser
import Glibc

/// Which machine, and where Holdfast keeps what it did.
struct HostOptions: ParsableArguments {
    @OptionGroup var tree: RootOptions
    @OptionGroup var state: StateOptions

    /// The same again, as words of a command line.
    var words: [String] { tree.words + state.words }
}

struct RootOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Work on a directory tree as if it were a machine's root, such as an image being made.",
            valueName: "directory"),
        completion: .directory)
    var root = "/"

    var words: [String] { root == "/" ? [] : repeated("--root", root) }

    /// The root as an absolute path without links: a run is known by it.
    func directory() throws(Failure) -> String {
        guard let path = realpath(root, nil) else {
            let reason = errno == ENOENT ? "there is no such directory" : String(cString: strerror(errno))
            throw Failure(.usage, "--root \(root): \(reason)")
        }
        defer { free(path) }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw Failure(.usage, "--root \(root) is not a directory: name the one that holds the tree")
        }
        return String(cString: path)
    }
}

struct StateOptions: ParsableArguments {
    private static let standard = "/var/lib/holdfast"

    @Option(
        help: ArgumentHelp("Where runs are recorded on this machine.", valueName: "directory"),
        completion: .directory)
    var stateDir = Self.standard

    var words: [String] { stateDir == Self.standard ? [] : repeated("--state-dir", stateDir) }
}
