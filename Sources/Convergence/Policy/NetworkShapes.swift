internal import PolicyText

extension Shape where Value == [Network] {
    /// Names of networks, or addresses in CIDR notation; one or a list.
    package static var networks: Shape { oneOrManyNetworks }

    /// Addresses in CIDR notation; one or a list.
    static var addresses: Shape { oneOrManyAddresses }
}

private let oneOrManyNetworks = Shape<[[Network]]>.oneOrMany(
    Shape<[Network]>(.text(pattern: nil), placeholder: []) { node, reading in
        guard let text = reading.singleValue(of: node) else { return [] }
        if let named = reading.surroundings.networks[text] { return named }
        if let network = Network(text) { return [network] }
        guard reading.surroundings.knowsEveryNetwork else { return [] }
        let known = reading.surroundings.networks.keys.sorted()
        reading.error(.unknownNetwork(text, Nearest.hint(to: text, among: known)), at: node.range)
        return []
    }
).map { $0.flatMap(\.self) }

private let oneOrManyAddresses = Shape<[Network]>.oneOrMany(
    .scalar(.text(pattern: "^[0-9a-fA-F.:]+(/[0-9]+)?$"), placeholder: everywhere) {
        text throws(Diagnostic.Rejection) in
        guard let network = Network(text) else { throw Diagnostic.Rejection(.addressWanted) }
        return network
    })

private let everywhere = Network("0.0.0.0/0")!

extension Diagnostic.Message {
    fileprivate static let addressWanted: Self =
        "write an address such as 10.20.9.0/24 or 2001:db8::/32, with no bits set behind the prefix"
    fileprivate static func unknownNetwork(_ name: String, _ hint: String) -> Self {
        "there is no network '\(name)'\(hint); write a name from 'networks', or an address such as 10.20.9.0/24"
    }
}
