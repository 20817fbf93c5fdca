extension Question {
    /// A page of a list, or the item with an id, or with `all` the whole list.
    func collection(_ type: String, _ items: [Wire], template: String? = nil) -> Reply {
        let id = captures["id"]
        if id?.lowercased() == "all" { return .ok(.list(items)) }
        if let id {
            guard let item = items.first(where: { $0["Id"]?.textValue?.lowercased() == id.lowercased() })
            else { return .unknown(id) }
            return .ok(item)
        }
        return .ok(page(of: type, filtered(items), template: template ?? "\(path){/id}{?skip,take}"))
    }

    private func filtered(_ items: [Wire]) -> [Wire] {
        var items = items
        if let ids = query["ids"] {
            let wanted = Set(ids.lowercased().split(separator: ",").map(String.init))
            items = items.filter { wanted.contains($0["Id"]?.textValue?.lowercased() ?? "") }
        }
        if let part = (query["partialname"] ?? query["filter"])?.lowercased(), !part.isEmpty {
            items = items.filter { item in
                ["Name", "Username", "DisplayName"].contains {
                    item[$0]?.textValue?.lowercased().contains(part) ?? false
                }
            }
        }
        return items
    }

    /// As recorded for API keys of 2018.7.
    private func page(of type: String, _ items: [Wire], template: String) -> Wire {
        let skip = max(0, query["skip"].flatMap(Int.init) ?? 0)
        let take = max(1, query["take"].flatMap(Int.init) ?? 30)
        let pages = max(1, (items.count - 1) / take + 1)
        func at(_ skip: Int, _ take: Int) -> Wire { state.link("\(path)?skip=\(skip)&take=\(take)") }
        var links: Wire = [
            "Self": state.link(path), "Template": state.link(template), "Page.All": at(0, Int(Int32.max)),
            "Page.Current": at(skip, take),
        ]
        if skip > 0 { links["Page.Previous"] = at(max(0, skip - take), take) }
        if skip + take < items.count { links["Page.Next"] = at(skip + take, take) }
        links["Page.Last"] = at((pages - 1) * take, take)
        return [
            "ItemType": .text(type), "TotalResults": .number(items.count), "ItemsPerPage": .number(take),
            "NumberOfPages": .number(pages), "LastPageNumber": .number(pages - 1),
            "Items": .list(Array(items.dropFirst(skip).prefix(take))), "Links": links,
        ]
    }
}
