package import Convergence
internal import PolicyText

/// `policies/advisories.yaml` as the JSON that `AdvisoryTable` reads.
package enum AdvisoryText {
    /// Every single value is a text, but `true`, `false` and `~`: versions keep their digits.
    package static func read(_ bytes: [UInt8]) throws(HostError) -> JSON {
        do throws(YAMLError) {
            return json(try YAMLNode.parse(bytes, source: SourceID(0)))
        } catch {
            let start = error.range.start
            throw HostError(
                .failed,
                "the table of advisories cannot be read: line \(start.line), column \(start.column): \(error.message)"
            )
        }
    }

    private static func json(_ node: YAMLNode) -> JSON {
        switch node.value {
        case .scalar(let text, .plain):
            switch text {
            case "true": .bool(true)
            case "false": .bool(false)
            case "", "~": .null
            default: .string(text)
            }
        case .scalar(let text, _): .string(text)
        case .sequence(let items): .array(items.map(json))
        case .mapping(let entries):
            .object(
                Dictionary(entries.map { ($0.key.text ?? "", json($0.value)) }, uniquingKeysWith: { $1 }))
        }
    }
}
