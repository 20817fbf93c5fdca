internal import Convergence
internal import Glibc
internal import Synchronization

/// The packages of a root, from dpkg's own status file (dpkg(1), deb-src-control(5)), read once.
final class PackageDatabase: Sendable {
    private let root: Root
    private let cache = Mutex<[String: Installed]?>(nil)

    init(_ root: Root) { self.root = root }

    func image(of name: String) throws(HostError) -> Image {
        switch try packages()[name] {
        case nil: return .absent
        case .complete(let version)?: return .package(is: PackageState(version: version))
        case .halfway(let state)?:
            throw HostError(
                .failed, "package \(name) is \(EscapedText.of(state)): run 'dpkg --configure -a' first")
        }
    }

    /// After a step that changes packages.
    func forget() { cache.withLock { $0 = nil } }

    private func packages() throws(HostError) -> [String: Installed] {
        if let cached = cache.withLock({ $0 }) { return cached }
        guard let status = try root.contents(of: "/var/lib/dpkg/status") else {
            throw HostError(.unsupported, "there is no package database here (/var/lib/dpkg/status)")
        }
        let packages = Self.parse(status)
        cache.withLock { $0 = packages }
        return packages
    }

    enum Installed: Hashable, Sendable {
        case complete(version: String)
        /// Unpacked, half-installed or half-configured: neither there nor gone.
        case halfway(String)
    }

    /// The packages by name, and by `name:architecture`. Of one name in several architectures that one counts
    /// which is installed.
    static func parse(_ status: [UInt8]) -> [String: Installed] {
        var packages: [String: Installed] = [:]
        packages.reserveCapacity(status.count / 900)
        status.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            var entry = Entry()
            var start = 0
            while start < bytes.count {
                let rest = bytes.count - start
                let end = memchr(base + start, 10, rest).map { UnsafeRawPointer($0) - base } ?? bytes.count
                let line = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
                if line.isEmpty {
                    entry.add(to: &packages)
                    entry = Entry()
                } else {
                    entry.read(line)
                }
                start = end + 1
            }
            entry.add(to: &packages)
        }
        return packages
    }

    /// One paragraph of the file.
    private struct Entry {
        var name = ""
        var architecture = ""
        var version = ""
        var state = ""

        mutating func read(_ line: UnsafeRawBufferPointer) {
            switch line[0] {
            case UInt8(ascii: "P"): if let text = value("Package: ", line) { name = text }
            case UInt8(ascii: "S"): if let text = value("Status: ", line) { state = text }
            case UInt8(ascii: "V"): if let text = value("Version: ", line) { version = text }
            case UInt8(ascii: "A"): if let text = value("Architecture: ", line) { architecture = text }
            default: break
            }
        }

        private func value(_ key: StaticString, _ line: UnsafeRawBufferPointer) -> String? {
            let size = key.utf8CodeUnitCount
            guard line.count >= size, memcmp(line.baseAddress!, key.utf8Start, size) == 0 else { return nil }
            return EscapedText.name(UnsafeRawBufferPointer(rebasing: line[size...]))
        }

        /// The third word of the state is what is true; the first what is wanted.
        func add(to packages: inout [String: Installed]) {
            guard !name.isEmpty, let word = state.split(separator: " ").last else { return }
            let installed: Installed
            switch word {
            case "installed", "triggers-awaited", "triggers-pending": installed = .complete(version: version)
            case "unpacked", "half-installed", "half-configured": installed = .halfway(String(word))
            // Configuration files of a removed package.
            default: return
            }
            if !architecture.isEmpty { packages["\(name):\(architecture)"] = installed }
            if packages[name] == nil { packages[name] = installed }
        }
    }
}
