internal import FoundationEssentials

/// The contents of a file: bytes with holes where secrets go. The host's door fills the holes when it writes and
/// makes them again when it reads, so no kind, plan, diff or journal ever holds a secret's value.
package struct Content: Hashable, Sendable {
    package struct Hole: Hashable, Sendable {
        /// How many bytes of `bytes` stand before it.
        package var offset: Int
        package var secret: SecretReference

        package init(offset: Int, secret: SecretReference) {
            self.offset = offset
            self.secret = secret
        }
    }

    package private(set) var bytes: [UInt8] = []
    /// In order of their offsets.
    package private(set) var holes: [Hole] = []

    package init(_ bytes: [UInt8] = [], holes: [Hole] = []) {
        self.bytes = bytes
        self.holes = holes
    }

    package init(_ text: String) { bytes = Array(text.utf8) }

    package mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }
    package mutating func append(_ secret: SecretReference) {
        holes.append(Hole(offset: bytes.count, secret: secret))
    }

    /// The text when there is no hole and the bytes are UTF-8.
    package var text: String? {
        holes.isEmpty ? String(validating: bytes, as: UTF8.self) : nil
    }
}

extension Content: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text) }
}

extension Content: Codable {
    private enum Part: Codable {
        case text(String)
        case base64(Data)
        case secret(SecretReference)

        private enum CodingKeys: CodingKey { case text, base64, secret }

        init(from decoder: any Decoder) throws {
            let keyed = try decoder.container(keyedBy: CodingKeys.self)
            if let text = try keyed.decodeIfPresent(String.self, forKey: .text) {
                self = .text(text)
            } else if let data = try keyed.decodeIfPresent(Data.self, forKey: .base64) {
                self = .base64(data)
            } else {
                self = .secret(try keyed.decode(SecretReference.self, forKey: .secret))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var keyed = encoder.container(keyedBy: CodingKeys.self)
            switch self {
            case .text(let text): try keyed.encode(text, forKey: .text)
            case .base64(let data): try keyed.encode(data, forKey: .base64)
            case .secret(let reference): try keyed.encode(reference, forKey: .secret)
            }
        }
    }

    package init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        while !list.isAtEnd {
            switch try list.decode(Part.self) {
            case .text(let text): append(text.utf8)
            case .base64(let data): append(data)
            case .secret(let reference): append(reference)
            }
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        var start = 0
        func put(_ part: ArraySlice<UInt8>) throws {
            guard !part.isEmpty else { return }
            if let text = String(validating: part, as: UTF8.self) {
                try list.encode(Part.text(text))
            } else {
                try list.encode(Part.base64(Data(part)))
            }
        }
        for hole in holes {
            try put(bytes[start..<hole.offset])
            try list.encode(Part.secret(hole.secret))
            start = hole.offset
        }
        try put(bytes[start...])
    }
}
