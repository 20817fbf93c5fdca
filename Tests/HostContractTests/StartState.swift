import Convergence
import Foundation
import Glibc
import HostTesting
import Testing

/// How a machine may be when a control first meets it. Every state is made on a root that has the directories, users
/// and groups that the control takes for granted.
enum StartState: String, CaseIterable {
    case absent
    case noParent = "no parent"
    case otherContent = "other content"
    case otherMode = "other mode"
    case otherOwner = "other owner"
    case accessList = "access list and attributes"
    case link
    case danglingLink = "dangling link"
    case directory
    case fullDirectory = "full directory"
    case pipe
    case twoNames = "two names"

    private static let settings =
        "# kept\nPermitRootLogin yes\n[Journal]\nStorage=auto\n[Resolve]\nDNS=1.1.1.1\n"

    /// Makes it for everything that a control claims. `isRight`: the root is one on which the control holds.
    func make(of subjects: [Subject], on root: PrivateRoot) throws {
        for subject in subjects {
            switch subject {
            case .node(let path): try make(path, on: root)
            case .account(let name) where self == .otherContent:
                root.append("\(name):x:1500:1500:Old:/home/\(name):/bin/bash\n", to: "/etc/passwd")
                root.append("\(name):!:1::::::\n", to: "/etc/shadow")
                root.append("\(name):x:1500:\nsudo:x:27:\(name)\n", to: "/etc/group")
                root.append("\(name):!::\nsudo:!::\(name)\n", to: "/etc/gshadow")
            case .account(let name) where self == .otherOwner:
                root.append("\(name):x:1500:50::/home/\(name):/bin/bash\n", to: "/etc/passwd")
                root.append("\(name):$6$abcd$efgh:1::::::\n", to: "/etc/shadow")
            case .group(let name) where self == .otherContent:
                root.append("\(name):x:1600:ann,web\n", to: "/etc/group")
                root.append("\(name):!::ann,web\n", to: "/etc/gshadow")
            case .unit(let name) where self != .absent:
                try makeUnit(name, on: root)
            case .package(let name) where self == .otherContent || self == .otherMode:
                let version = self == .otherMode ? "1:0.1" : "9:99"
                root.append(
                    "Package: \(name)\nStatus: install ok installed\nVersion: \(version)\n\n",
                    to: "/var/lib/dpkg/status")
            default: break
            }
        }
    }

    private func make(_ path: Path, on root: PrivateRoot) throws {
        if self == .noParent {
            return try FileManager.default.removeItem(atPath: root.real(path.parent ?? path))
        }
        unlink(root.real(path))
        let strange = Attributes(
            mode: 0o604, owner: "ann", group: "staff",
            extended: [
                .accessList(user: 1001, may: 4, mode: 0o604),
                ExtendedAttribute(name: "user.note", value: Array("kept".utf8)),
            ])
        let elsewhere = Path("/elsewhere").appending(path.name)
        root.makeDirectories(to: "/elsewhere")
        let items: [Scene.Item] =
            switch self {
            case .absent, .noParent: []
            case .otherContent: [Scene.Item(path, .file(Self.settings))]
            case .otherMode: [Scene.Item(path, .file(Self.settings), Attributes(mode: 0o666))]
            case .otherOwner:
                [
                    Scene.Item(
                        path, .file(Self.settings), Attributes(mode: 0o644, owner: "ann", group: "staff"))
                ]
            case .accessList: [Scene.Item(path, .file(Self.settings), strange)]
            case .link:
                [
                    Scene.Item(elsewhere, .file("theirs\n")),
                    Scene.Item(path, .link(to: elsewhere.description)),
                ]
            case .danglingLink: [Scene.Item(path, .link(to: "/nowhere"))]
            case .directory: [Scene.Item(path, .directory, Attributes(mode: 0o777, owner: "ann"))]
            case .fullDirectory: [Scene.Item(path, .directory), Scene.Item(path.appending("f"), .file("f"))]
            // systemctl would wait for somebody to write into it.
            case .pipe: path.isWithin("/etc/systemd/system") ? [] : [Scene.Item(path, .pipe)]
            case .twoNames:
                [Scene.Item(path, .file(Self.settings)), Scene.Item(elsewhere, .secondName(of: path))]
            }
        for item in items { root.make(item) }
    }

    private func makeUnit(_ name: String, on root: PrivateRoot) throws {
        let units: Path = "/usr/lib/systemd/system"
        let install = self == .otherOwner ? "" : "[Install]\nWantedBy=multi-user.target\n"
        root.make(
            Scene.Item(
                units.appending(name), .file("[Service]\nExecStart=/bin/true\nUser=root\n\(install)")))
        let wants: Path = "/etc/systemd/system/multi-user.target.wants"
        if self == .otherMode || self == .accessList {
            root.makeDirectories(to: wants)
            root.make(Scene.Item(wants.appending(name), .link(to: units.appending(name).description)))
        }
        if self == .link {
            root.make(Scene.Item(Path("/etc/systemd/system").appending(name), .link(to: "/dev/null")))
        }
    }
}
