import Convergence
import Octopus
import Synchronization

/// Which control asks an Octopus Server for which documents, and what an API key must be allowed for that.
struct AccessTable {
    private struct Row: Hashable {
        var control: String
        var kind: String
        var document: String
        var permission: String
    }

    private let rows: [Row]

    /// Lets every control look where nothing may be seen: what it asks for then is what it needs.
    init(of policy: Policy) async {
        var rows: [Row] = []
        for control in policy.controls {
            let asked = AskedDocuments()
            await asked.documents(of: control.resource)
            for address in asked.addresses {
                rows.append(
                    Row(
                        control: control.id, kind: type(of: control.resource).keyword,
                        document: Self.name(of: address), permission: Self.permission(of: address)))
            }
        }
        self.rows = rows
    }

    var text: String {
        guard !rows.isEmpty else { return "no control of this policy asks an Octopus Server for anything\n" }
        let columns: [(title: String, value: (Row) -> String)] = [
            ("control", \.control), ("kind", \.kind), ("document", \.document), ("needs", \.permission),
        ]
        let widths = columns.map { column in
            (rows.map { column.value($0).count } + [column.title.count]).max() ?? 0
        }
        func line(_ cells: [String]) -> String {
            let padded = zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            return padded.joined(separator: "  ").trimmingTrailingSpaces + "\n"
        }
        var text = line(columns.map(\.title))
        for row in rows { text += line(columns.map { $0.value(row) }) }
        let permissions = Set(rows.map(\.permission)).subtracting([Self.none, Self.node]).sorted()
        guard !permissions.isEmpty else { return text + "\nNothing of it needs a key.\n" }
        return text + """

            A key that sees all of it belongs to a service account of its own whose roles have these, and nothing else:
              \(permissions.joined(separator: ", "))
            Those of a space are needed in every space. Without a key, what needs none is told.

            ConfigureServer and AdministerSystem also allow changing. holdfast only looks, but who steals such a key can do more: let
            it end within days, and make it a read-only key where the server has those (from autumn 2026). Without these two, what
            needs them stays unknown. Which permission a document needs is UNVERIFIED but for ConfigureServer's and UserView's.

            """
    }

    private static let none = "no key"
    private static let node = "no key: octopus.nodes"

    private static func name(of address: Address) -> String {
        address.service == OctopusDocument.service
            ? address.document : "\(address.service) \(address.document)"
    }

    private static func permission(of address: Address) -> String {
        guard address.service == OctopusDocument.service else {
            return address.service == AdvisoryDocument.address.service ? none : node
        }
        return OctopusDocument.named(address.document)?.permission ?? none
    }
}

/// Answers nothing, and remembers which documents were asked for.
private final class AskedDocuments: HostObserving {
    private let state = Mutex<[Address]>([])

    var addresses: [Address] { state.withLock { $0 } }

    func documents(of resource: some ResourceKind) async {
        for claim in resource.claims { note(claim.subject) }
        _ = try? await resource.observe(on: self)
    }

    func image(of subject: Subject) async throws(HostError) -> Image {
        note(subject)
        throw HostError(.denied, "nothing is looked at here")
    }

    private func note(_ subject: Subject) {
        guard case .field(let address, _) = subject else { return }
        state.withLock { if !$0.contains(address) { $0.append(address) } }
    }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
