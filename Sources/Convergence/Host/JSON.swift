/// A JSON value. A secret is a hole in it, as in `Content`.
package indirect enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    /// The digits as they were written: a version such as 2024.10 must not become 2024.1.
    case number(String)
    case string(String)
    case array([JSON])
    case object([String: JSON])
    case secret(SecretReference)

    /// Whether a secret is anywhere in it.
    package var holdsSecret: Bool {
        switch self {
        case .secret: true
        case .array(let values): values.contains(where: \.holdsSecret)
        case .object(let members): members.values.contains(where: \.holdsSecret)
        case .null, .bool, .number, .string: false
        }
    }

    /// The value at a place in this document; setting `nil` removes it.
    package subscript(pointer: Pointer) -> JSON? {
        get {
            var value = self
            for key in pointer.keys {
                guard case .object(let members) = value, let next = members[key] else { return nil }
                value = next
            }
            return value
        }
        set { self = setting(pointer.keys[...], to: newValue) }
    }

    private func setting(_ keys: ArraySlice<String>, to value: JSON?) -> JSON {
        guard let key = keys.first else { return value ?? .null }
        var members: [String: JSON] = if case .object(let present) = self { present } else { [:] }
        if keys.count == 1 {
            members[key] = value
        } else {
            members[key] = (members[key] ?? .object([:])).setting(keys.dropFirst(), to: value)
        }
        return .object(members)
    }
}

extension JSON: Codable {
    // Keys of this form, for what JSON itself cannot say. An object that has one of them for its only key is wrapped.
    private static let secretKey = "$secret"
    private static let numberKey = "$number"
    private static let objectKey = "$object"

    private var isMistakable: Bool {
        guard case .object(let members) = self, members.count == 1 else { return false }
        return [Self.secretKey, Self.numberKey, Self.objectKey].contains(members.keys.first)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .number(String(value))
        } else if let value = try? container.decode(Double.self) {
            self = .number(String(value))
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSON].self) {
            self = .array(value)
        } else if let value = try? container.decode([String: SecretReference].self),
            value.count == 1, let secret = value[Self.secretKey]
        {
            self = .secret(secret)
        } else if let value = try? container.decode([String: String].self),
            value.count == 1, let digits = value[Self.numberKey]
        {
            self = .number(digits)
        } else if let value = try? container.decode([String: [String: JSON]].self),
            value.count == 1, let members = value[Self.objectKey]
        {
            self = .object(members)
        } else {
            self = .object(try container.decode([String: JSON].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let digits):
            // Anything else would come back with other digits.
            if let whole = Int(digits), String(whole) == digits {
                try container.encode(whole)
            } else {
                try container.encode([Self.numberKey: digits])
            }
        case .string(let value): try container.encode(value)
        case .array(let values): try container.encode(values)
        case .object(let members) where isMistakable: try container.encode([Self.objectKey: members])
        case .object(let members): try container.encode(members)
        case .secret(let reference): try container.encode([Self.secretKey: reference])
        }
    }
}
