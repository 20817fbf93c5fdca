internal import Convergence
internal import Glibc

/// What a root is: from its own files, and where it is this machine also from the kernel.
struct FactsReader {
    let root: Root

    func facts() throws(HostError) -> Facts {
        let release = try osRelease()
        let isSystemd = try exists("/run/systemd/system")
        let isBooted = root.isMachine && isSystemd
        return Facts(
            name: try name(), os: release["ID"] ?? "linux", version: release["VERSION_ID"] ?? "",
            architecture: try architecture(), isContainer: try isContainer(),
            machineID: try root.isMachine ? line("/etc/machine-id") : "", isBooted: isBooted)
    }

    /// os-release(5): `KEY=value` lines as a shell reads them.
    static func parse(osRelease text: String) -> [String: String] {
        var values: [String: String] = [:]
        for line in text.split(separator: "\n") where line.utf8.first != UInt8(ascii: "#") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            var value = parts[1]
            if let quote = value.first, quote == "\"" || quote == "'", value.count > 1, value.last == quote {
                value = value.dropFirst().dropLast()
            }
            values[String(parts[0])] = String(value.filter { $0 != "\\" })
        }
        return values
    }

    private func osRelease() throws(HostError) -> [String: String] {
        for path: Path in ["/etc/os-release", "/usr/lib/os-release"] {
            if let bytes = try root.contents(of: path) {
                return Self.parse(osRelease: String(decoding: bytes, as: UTF8.self))
            }
        }
        return [:]
    }

    private func name() throws(HostError) -> String {
        let full = root.isMachine ? Self.kernel(\.nodename) : try line("/etc/hostname")
        return String(full.prefix { $0 != "." })
    }

    /// dpkg's name of it. The first line of its list is the native one; a tree without dpkg is of this machine's.
    private func architecture() throws(HostError) -> String {
        let told = try line("/var/lib/dpkg/arch")
        if !told.isEmpty { return told }
        switch Self.kernel(\.machine) {
        case "x86_64": return "amd64"
        case "aarch64": return "arm64"
        case "armv7l": return "armhf"
        case "i686", "i386": return "i386"
        case "ppc64le": return "ppc64el"
        case let other: return other
        }
    }

    /// A tree being prepared is as little a machine as a container; see
    /// https://systemd.io/CONTAINER_INTERFACE/ for how a container tells what it is.
    private func isContainer() throws(HostError) -> Bool {
        guard root.isMachine else { return true }
        for mark: Path in ["/run/systemd/container", "/.dockerenv", "/run/.containerenv"]
        where try exists(mark) {
            return true
        }
        // Only root may read it; for others the files above have to do.
        guard let environment = try? root.contents(of: "/proc/1/environ") else { return false }
        return environment.split(separator: 0).contains { $0.starts(with: "container=".utf8) }
    }

    private func exists(_ path: Path) throws(HostError) -> Bool {
        do throws(Unresolved) {
            _ = try root.open(path, O_RDONLY)
            return true
        } catch .absent {
            return false
        } catch .system(EACCES) {
            return true
        } catch {
            throw error.hostError("cannot look at \(path)")
        }
    }

    /// The first line of a file; empty when there is none.
    private func line(_ path: Path) throws(HostError) -> String {
        guard let bytes = try root.contents(of: path) else { return "" }
        return EscapedText.of(
            String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self), limit: 255)
    }

    /// A field of uname(2).
    private static func kernel<Field>(_ field: KeyPath<utsname, Field>) -> String {
        var name = utsname()
        uname(&name)
        return withUnsafeBytes(of: name[keyPath: field]) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
