/// JSON as a server sends it: the members of an object stay in the order in which they are written here.
package indirect enum Wire: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Int)
    case text(String)
    case list([Wire])
    case object([Member])

    package struct Member: Hashable, Sendable {
        package var name: String
        package var value: Wire

        package init(_ name: String, _ value: Wire) {
            self.name = name
            self.value = value
        }
    }

    /// A text, or `null` where there is none.
    package static func optional(_ text: String?) -> Wire { text.map(Wire.text) ?? .null }

    package static func texts(_ texts: [String]) -> Wire { .list(texts.map(Wire.text)) }

    /// The member of that name. Setting one that is not there puts it at the end; `nil` takes it away.
    package subscript(name: String) -> Wire? {
        get {
            guard case .object(let members) = self else { return nil }
            return members.first { $0.name == name }?.value
        }
        set {
            var members: [Member] = if case .object(let present) = self { present } else { [] }
            let place = members.firstIndex { $0.name == name }
            switch (place, newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): members.remove(at: place)
            case (nil, let value?): members.append(Member(name, value))
            case (nil, nil): break
            }
            self = .object(members)
        }
    }

    /// This value with another one at the end of a way of members, and of places in lists; whatever is on the way and
    /// neither becomes an object.
    package func setting(_ way: ArraySlice<String>, to value: Wire?) -> Wire {
        guard let first = way.first else { return value ?? .null }
        if case .list(var items) = self, let place = Int(first), items.indices.contains(place) {
            items[place] = items[place].setting(way.dropFirst(), to: value)
            return .list(items)
        }
        var changed = self
        if way.count == 1 {
            changed[first] = value
        } else {
            changed[first] = (self[first] ?? [:]).setting(way.dropFirst(), to: value)
        }
        return changed
    }

    /// With the members of another object behind its own.
    package func adding(_ other: Wire) -> Wire {
        guard case .object(let members) = other else { return self }
        var sum = self
        for member in members { sum[member.name] = member.value }
        return sum
    }

    package var textValue: String? { if case .text(let text) = self { text } else { nil } }

    package var items: [Wire] { if case .list(let items) = self { items } else { [] } }
}

extension Wire: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByStringInterpolation, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(nilLiteral: ()) { self = .null }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int) { self = .number(value) }
    package init(stringLiteral value: String) { self = .text(value) }
    package init(arrayLiteral elements: Wire...) { self = .list(elements) }
    package init(dictionaryLiteral elements: (String, Wire)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}
