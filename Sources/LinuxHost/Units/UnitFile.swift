internal import Convergence
internal import Glibc

/// A unit as its files under a root say: the fragment of the highest directory and all drop-ins; systemd.unit(5).
struct UnitFile {
    /// Highest first.
    private static let directories: [Path] = [
        "/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system",
        "/usr/lib/systemd/system",
        "/lib/systemd/system",
    ]

    private(set) var isMasked = false
    private var values: [String: String] = [:]

    /// `nil` when no directory has it.
    init?(_ name: String, in root: Root) throws(HostError) {
        guard let fragment = try Self.fragment(name, in: root) else { return nil }
        // A link to /dev/null, or an empty file, masks.
        isMasked = fragment.isEmpty
        read(fragment)
        for text in try Self.dropIns(name, in: root) { read(text) }
    }

    init(texts: [String]) { for text in texts { read(text) } }

    var user: String {
        if let user = values["User"], !user.isEmpty { return user }
        return "root"
    }

    var settings: [Unit.Setting] {
        UnitProperties.sandbox.compactMap { name in
            if let value = values[name] { return Unit.Setting(name: name, value: Self.spelled(value)) }
            return Self.offUnlessSaid.contains(name) ? Unit.Setting(name: name, value: "no") : nil
        }
    }

    private static let offUnlessSaid: Set = [
        "LockPersonality", "MemoryDenyWriteExecute", "NoNewPrivileges", "PrivateDevices", "PrivateNetwork",
        "PrivateTmp", "PrivateUsers", "ProtectClock", "ProtectControlGroups", "ProtectHome",
        "ProtectHostname",
        "ProtectKernelLogs", "ProtectKernelModules", "ProtectKernelTunables", "ProtectSystem",
        "RestrictNamespaces",
        "RestrictRealtime", "RestrictSUIDSGID",
    ]

    /// Lists add up over several lines, everything else is what the last line says; an empty value starts anew.
    private static let lists: Set = ["CapabilityBoundingSet", "RestrictAddressFamilies", "SystemCallFilter"]

    /// Booleans as `systemctl show` spells them.
    private static func spelled(_ value: String) -> String {
        switch value.lowercased() {
        case "yes", "true", "on", "1": "yes"
        case "no", "false", "off", "0": "no"
        default: value
        }
    }

    private mutating func read(_ text: String) {
        var isService = false
        var continued = ""
        for raw in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let line = continued + Self.trimmed(raw)
            continued = ""
            if line.isEmpty || line.hasPrefix("#") || line.hasPrefix(";") { continue }
            if line.hasSuffix("\\") {
                continued = line.dropLast() + " "
                continue
            }
            if line.hasPrefix("[") {
                isService = ["[Service]", "[Socket]", "[Mount]", "[Swap]"].contains(line)
            } else if isService, let equals = line.firstIndex(of: "=") {
                set(Self.trimmed(line[..<equals]), Self.trimmed(line[line.index(after: equals)...]))
            }
        }
    }

    private mutating func set(_ name: String, _ value: String) {
        if value.isEmpty {
            values[name] = nil
        } else if Self.lists.contains(name), let before = values[name] {
            values[name] = before + " " + value
        } else {
            values[name] = value
        }
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let start = text.drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }

    /// An instance has the fragment of its template where it has none of its own.
    private static func fragment(_ name: String, in root: Root) throws(HostError) -> String? {
        for candidate in [name, template(of: name)].compactMap({ $0 }) {
            for directory in directories {
                if let text = try text(directory.appending(candidate), in: root) { return text }
            }
        }
        return nil
    }

    /// Of drop-ins with one name that of the highest directory counts; all are read in the order of their names.
    private static func dropIns(_ name: String, in root: Root) throws(HostError) -> [String] {
        var files: [String: Path] = [:]
        let type = name.split(separator: ".").last.map(String.init) ?? ""
        // The more particular directory goes first, whatever tree it is in.
        for owner in [name, template(of: name), type].compactMap({ $0 }) {
            for directory in directories {
                let place = directory.appending(owner + ".d")
                for file in try names(in: place, root) where file.hasSuffix(".conf") && files[file] == nil {
                    files[file] = place.appending(file)
                }
            }
        }
        var texts: [String] = []
        for (_, path) in files.sorted(by: { $0.key < $1.key }) {
            if let text = try text(path, in: root) { texts.append(text) }
        }
        return texts
    }

    private static func template(of name: String) -> String? {
        guard let at = name.firstIndex(of: "@"), let dot = name.lastIndex(of: "."), at < dot,
            name.index(after: at) < dot
        else { return nil }
        return String(name[...at]) + String(name[dot...])
    }

    /// Empty when the path is a link to /dev/null, which a tree need not have.
    private static func text(_ path: Path, in root: Root) throws(HostError) -> String? {
        do throws(Unresolved) {
            let opened = try root.open(path, O_RDONLY)
            if opened.descriptor.status.isLink, try Walk.target(of: opened.descriptor) == "/dev/null" {
                return ""
            }
        } catch .absent {
            return nil
        } catch {
            throw error.hostError("cannot look at \(path)")
        }
        guard let bytes = try root.contents(of: path) else { return nil }
        return bytes.withUnsafeBytes { EscapedText.name($0) }
    }

    private static func names(in directory: Path, _ root: Root) throws(HostError) -> [String] {
        do throws(Unresolved) {
            let opened = try root.openDirectory(directory)
            return try names(in: opened, directory)
        } catch .absent {
            return []
        } catch {
            throw error.hostError("cannot list \(directory)")
        }
    }

    private static func names(in directory: consuming Descriptor, _ path: Path) throws(Unresolved) -> [String]
    {
        do throws(HostError) {
            return try DirectoryListing.names(in: directory, as: path)
        } catch {
            throw .system(EIO)
        }
    }
}
