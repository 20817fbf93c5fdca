internal import Convergence
internal import PolicyText

/// Where no worker may be: a host by its name, or addresses.
enum WorkerPlace: Hashable, Sendable {
    case host(String)
    case network(Network)

    /// Whether a worker that is reached at `host` is there. Names are not resolved: where one stands for an address is
    /// the business of who asks, and another answer on each machine.
    func holds(_ host: String) -> Bool {
        switch self {
        case .host(let name): host.isHost(name)
        case .network(let network): Network(host).map(network.contains) ?? false
        }
    }
}

extension Shape where Value == [WorkerPlace] {
    /// Names of hosts, names of networks of the policy, or addresses in CIDR notation; one or a list.
    static var workerPlaces: Shape { oneOrManyPlaces }
}

private let oneOrManyPlaces = Shape<[[WorkerPlace]]>.oneOrMany(
    Shape<[WorkerPlace]>(.text(pattern: nil), placeholder: []) { node, reading in
        guard let text = reading.singleValue(of: node) else { return [] }
        if let named = reading.surroundings.networks[text] { return named.map { .network($0) } }
        if let network = Network(text) { return [.network(network)] }
        guard
            text.utf8.allSatisfy({
                (48...57).contains($0) || (97...122).contains($0 | 0x20) || "-._".utf8.contains($0)
            }),
            !text.isEmpty
        else {
            reading.error(.placeWanted, at: node.range)
            return []
        }
        return [.host(text)]
    }
).map { $0.flatMap(\.self) }

extension Diagnostic.Message {
    fileprivate static let placeWanted: Self =
        "write the name of a host, a name from 'networks', or an address such as 10.20.9.0/24"
}
