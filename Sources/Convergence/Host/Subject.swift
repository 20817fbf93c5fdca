/// One addressable part of a host's state: what a look reads and what a step writes.
///
/// Closed, as `Step` is: forecasts, records, before-images, undo and preconditions are written once, over this.
package enum Subject: Hashable, Sendable, Codable {
    /// A path's existence, form, attributes and contents; not the names inside it.
    case node(at: Path)
    /// A path's form and attributes alone: what a file holds is never read for it.
    case attributes(of: Path)
    /// The names inside a directory; absent when there is no such directory.
    case names(in: Path)
    /// Where a directory really is. What is not there has the place it would have.
    case realPath(of: Path)
    case account(named: String)
    case group(named: String)
    /// A package of the host's package manager.
    case package(named: String)
    /// A unit of systemd, with its suffix.
    case unit(named: String)
    /// The firewall rules of one table, `inet holdfast`.
    case ruleset(table: String)
    // Apart from the rest: an index of 10,000 paths is made of subjects.
    /// One field of a JSON document kept by a named service.
    indirect case field(of: Address, at: Pointer)
    /// What a program says. Foreseeable only while nothing it reads was changed.
    indirect case answer(to: Query)
    /// What a TLS endpoint shows to who connects from here.
    indirect case handshake(with: TLSQuestion)
    /// What a web server answers to who asks from here.
    indirect case reply(to: WebQuestion)
    /// The time now.
    case clock
    /// What the host is.
    case facts
}

extension Subject {
    /// Files in which Debian keeps its accounts: changing one changes what accounts there are.
    package static let accountFiles: [Path] = ["/etc/passwd", "/etc/group", "/etc/shadow", "/etc/gshadow"]

    /// Everything whose change can change a look at this.
    package var reads: [Region] {
        switch self {
        case .answer(let query): [.one(subject: self)] + query.reads.flatMap(\.withAttributes)
        case .account, .group: [.one(subject: self)] + Self.accountFiles.map { .one(subject: .node(at: $0)) }
        case .unit(let name):
            [.one(subject: self)]
                + ["/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system"].flatMap {
                    (directory: Path) -> [Region] in
                    [
                        .one(subject: .node(at: directory.appending(name))),
                        .tree(at: directory.appending(name + ".d")),
                    ]
                }
        default: [.one(subject: self)]
        }
    }

    /// The path this is about, where it is about one.
    package var path: Path? {
        switch self {
        case .node(let path), .attributes(let path), .names(let path), .realPath(let path): path
        default: nil
        }
    }

    /// The other subject that changes when this one is written: a path and its attributes are two looks at one thing.
    package var twin: Subject? {
        switch self {
        case .node(let path): .attributes(of: path)
        case .attributes(let path): .node(at: path)
        default: nil
        }
    }
}

extension Region {
    /// A program that looks at a file may also ask who may use it. Those who read the accounts do not.
    fileprivate var withAttributes: [Region] {
        if case .one(.node(let path)) = self { [self, .one(subject: .attributes(of: path))] } else { [self] }
    }
}

extension Subject: CustomStringConvertible {
    /// How messages call it.
    package var description: String {
        switch self {
        case .node(let path): path.description
        case .attributes(let path): "the attributes of \(path)"
        case .names(let path): "the names in \(path)"
        case .realPath(let path): "where \(path) is"
        case .account(let name): "user \(name)"
        case .group(let name): "group \(name)"
        case .package(let name): "package \(name)"
        case .unit(let name): name
        case .ruleset(let table): "firewall table \(table)"
        case .field(let address, let pointer):
            pointer.description.isEmpty
                ? "\(address.service): \(address.document)"
                : "\(address.service): \(pointer) of \(address.document)"
        case .answer(let query): "what \(query.command.executable.name) says"
        case .handshake(let question):
            question.name == question.connect.host
                ? "TLS at \(question.connect)" : "TLS at \(question.connect) for \(question.name)"
        case .reply(let question): "\(question.method.rawValue) \(question.url)"
        case .clock: "the time"
        case .facts: "the host's facts"
        }
    }
}
