/// The kinds there are, by their keywords.
struct KindTable: Sendable {
    private let kinds: [String: any ResourceKind.Type]
    /// In the order of the list that was given.
    let keywords: [String]

    init(_ list: [any ResourceKind.Type]) {
        keywords = list.map { $0.keyword }
        kinds = Dictionary(uniqueKeysWithValues: list.map { ($0.keyword, $0) })
    }

    subscript(keyword: String) -> (any ResourceKind.Type)? { kinds[keyword] }
}
