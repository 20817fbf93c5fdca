internal import Convergence
internal import Octopus

/// Reads an object, or all pages of a list.
struct ListReader: Sendable {
    private let getter: Getter
    private let document: OctopusDocument

    init(_ getter: Getter, _ document: OctopusDocument) {
        self.getter = getter
        self.document = document
    }

    private func get(_ path: String) async throws(HostError) -> JSON? {
        let isOpen = document.permission == nil
        let withKey = getter.hasCredential && !(isOpen && getter.place.clearness != nil)
        switch try await getter.get(path, as: document.name, needs: document.permission, withKey: withKey) {
        case .document(let json): return json
        case .missing: return nil
        }
    }

    /// `nil`: not on this server.
    func object(_ path: String) async throws(HostError) -> JSON? { try await get(path) }

    /// All items of all pages; `nil`: not on this server. Some lists are bare arrays, complete in one answer.
    func items(of link: LinkTemplate) async throws(HostError) -> [JSON]? {
        let asked = ["skip": "0", "take": String(getter.limits.pageSize)]
        guard var path = link.path(asked, suffix: document.suffix) else { return nil }
        var items: [JSON] = []
        var seen: Set<String> = []
        var ids: Set<String> = []
        while true {
            guard seen.insert(path).inserted, seen.count <= getter.limits.mostPages else {
                throw HostError(
                    .failed,
                    "the pages of \(document.name) at \(getter.place) lead in a circle or have no end")
            }
            guard let page = try await get(path) else {
                if seen.count == 1 { return nil }
                throw unreadable("a page is missing")
            }
            if case .array(let all) = page {
                _ = try self.ids(of: all)
                return items + all
            }
            guard case .array(let part)? = page.member("Items") else { throw unreadable("it is no list") }
            items += part
            let known = ids.count
            ids.formUnion(try self.ids(of: part))
            guard part.isEmpty || ids.count > known else { throw unreadable("a page comes twice") }
            guard let next = try nextPage(page, link, count: items.count, isEmpty: part.isEmpty) else {
                try requireAll(page, shown: ids.count, pages: seen.count)
                return items
            }
            path = next
        }
    }

    /// What cannot be named cannot be told from others, nor be judged.
    private func ids(of items: [JSON]) throws(HostError) -> [String] {
        let ids = items.compactMap { $0.text("/Id") }
        guard ids.count == items.count, !ids.contains("") else { throw unreadable("an item has no Id") }
        return ids
    }

    /// The last page was read: are that all of them? A part that is taken for the whole would hide the rest.
    private func requireAll(_ last: JSON, shown: Int, pages: Int) throws(HostError) {
        if let total = try number("TotalResults", last) {
            guard shown >= total else { throw unreadable("it has \(total) items and shows \(shown)") }
            return
        }
        let told = max(
            try number("NumberOfPages", last) ?? 0, try number("LastPageNumber", last).map { $0 + 1 } ?? 0)
        guard told <= pages else { throw unreadable("it has \(told) pages and shows \(pages)") }
    }

    /// `nil`: the page does not say.
    private func number(_ name: String, _ page: JSON) throws(HostError) -> Int? {
        guard let value = page.member(name), value != .null else { return nil }
        guard let number = value.whole, (0...1_000_000_000).contains(number) else {
            throw unreadable("its \(name) is no number")
        }
        return number
    }

    private func nextPage(
        _ page: JSON, _ link: LinkTemplate, count: Int, isEmpty: Bool
    ) throws(HostError) -> String? {
        if let next = page.member("Links")?.member("Page.Next")?.text("") {
            guard let path = LinkTemplate(next).path() else { throw unreadable("a page has no place") }
            return path
        }
        guard let total = try number("TotalResults", page), total > count else { return nil }
        // It has more and does not say where. Empty pages would come for ever.
        guard !isEmpty, link.queryNames.contains("skip") else {
            throw unreadable("it has \(total) items and shows \(count)")
        }
        return link.path(
            ["skip": String(count), "take": String(getter.limits.pageSize)], suffix: document.suffix)
    }

    private func unreadable(_ reason: String) -> HostError {
        HostError(.failed, "\(document.name) of \(getter.place) cannot be read: \(reason)")
    }
}

extension JSON {
    /// A member of an object, by a name that may hold anything.
    func member(_ name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    /// With this member, if it is an object that has none of that name.
    func adding(_ name: String, _ text: String) -> JSON {
        guard case .object(var members) = self, members[name] == nil || members[name] == .null else {
            return self
        }
        members[name] = .string(text)
        return .object(members)
    }
}
