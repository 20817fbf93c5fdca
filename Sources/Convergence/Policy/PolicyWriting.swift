package import PolicyText

/// A policy made from what is there now, for `export`; `YAMLNode.emit` turns it into text.
package struct PolicyWriting {
    /// One control to be written.
    package struct Item: Sendable {
        package var section: String
        package var id: String
        package var title: String
        package var keyword: String
        /// The fields of the kind, as `ResourceKind.describe` gives them.
        package var fields: YAMLNode.Value

        package init(section: String, id: String, title: String, keyword: String, fields: YAMLNode.Value) {
            self.section = section
            self.id = id
            self.title = title
            self.keyword = keyword
            self.fields = fields
        }
    }

    private let name: String
    private let title: String
    private let items: [Item]

    /// - Parameter name: the policy's own, in kebab-case.
    package init(name: String, title: String, items: [Item]) {
        self.name = name
        self.title = title
        self.items = items
    }

    /// The tree of the whole policy: sections in the order of their first control. A reader takes it back as it is:
    /// every `${` is escaped.
    package var node: YAMLNode {
        var sections: [(name: String, controls: [(String, YAMLNode.Value)])] = []
        for item in items {
            let control = mapping([("title", text(item.title)), (item.keyword, item.fields.escaped)])
            if let index = sections.firstIndex(where: { $0.name == item.section }) {
                sections[index].controls.append((item.id, control))
            } else {
                sections.append((item.section, [(item.id, control)]))
            }
        }
        return place(
            mapping([
                ("holdfast", .scalar(String(PolicyDocument.languageVersion), style: .plain)),
                ("policy", text(name)), ("title", text(title)),
                ("controls", mapping(sections.map { ($0.name, mapping($0.controls)) })),
            ]))
    }

    /// An id made of any words, such as a path: what an id may not hold becomes `-`. `taken` tells which ids are gone.
    package static func id(for words: String, unless taken: (String) -> Bool) -> String {
        let letters = words.unicodeScalars.map { scalar -> Character in
            switch scalar {
            case "a"..."z", "0"..."9": Character(scalar)
            case "A"..."Z": Character(scalar.properties.lowercaseMapping)
            default: "-"
            }
        }
        let joined = String(letters).split(separator: "-").joined(separator: "-")
        let base = joined.isEmpty ? "control" : joined
        guard taken(base) else { return base }
        var number = 2
        while taken("\(base)-\(number)") { number += 1 }
        return "\(base)-\(number)"
    }

    private func text(_ text: String) -> YAMLNode.Value {
        YAMLNode.Value.scalar(text, style: text.isEmpty || text == "~" ? .quoted : .plain).escaped
    }

    private func mapping(_ pairs: [(String, YAMLNode.Value)]) -> YAMLNode.Value {
        .mapping(pairs.map { .init(key: place(.scalar($0.0, style: .plain)), value: place($0.1)) })
    }

    private func place(_ value: YAMLNode.Value) -> YAMLNode { YAMLNode(value, at: .nowhere) }
}

extension YAMLNode.Value {
    /// The same with every `${` written so that it is no variable.
    fileprivate var escaped: Self {
        switch self {
        case .scalar(let text, let style):
            .scalar(Template.escaped(text), style: style)
        case .sequence(let nodes):
            .sequence(nodes.map { YAMLNode($0.value.escaped, at: $0.range) })
        case .mapping(let entries):
            .mapping(
                entries.map {
                    .init(key: $0.key, value: YAMLNode($0.value.value.escaped, at: $0.value.range))
                })
        }
    }
}
