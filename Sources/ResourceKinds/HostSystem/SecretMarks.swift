internal import Convergence

/// The places in a text where the reader of policies found `${secret.NAME}`: it hands each over as
/// `\u{1}secret:NAME\u{1}`, which no policy can write itself.
enum SecretMarks {
    private static let fence: UInt8 = 1
    private static let prefix = Array("secret:".utf8)

    enum Piece: Equatable {
        case text(ArraySlice<UInt8>)
        case secret(String)
    }

    static func pieces(of text: String) -> [Piece] {
        let bytes = Array(text.utf8)
        guard bytes.contains(fence) else { return [.text(bytes[...])] }
        let parts = bytes.split(separator: fence, omittingEmptySubsequences: false)
        return parts.enumerated().compactMap { index, part in
            if !index.isMultiple(of: 2), part.starts(with: prefix) {
                return .secret(String(decoding: part.dropFirst(prefix.count), as: UTF8.self))
            }
            return part.isEmpty ? nil : .text(part)
        }
    }
}
