package import Convergence
internal import PolicyText

/// What a key is to have: one value, or several where the format repeats keys.
package enum SettingValue: Hashable, Sendable {
    case text(String)
    case list([String])

    var texts: [String] {
        switch self {
        case .text(let text): [text]
        case .list(let list): list
        }
    }

    var shown: Difference.Value {
        switch self {
        case .text(let text): .text(text)
        case .list(let list): .list(list)
        }
    }
}

extension Shape where Value == SettingValue {
    /// A text, or a list of texts.
    package static var settingValue: Shape {
        Shape(.either([.text(pattern: nil), .list(.text(pattern: nil))]), placeholder: .text("")) {
            node, reading in
            if case .sequence(let nodes) = node.value {
                return .list(nodes.map { Shape<String>.text.read($0, &reading) })
            }
            return .text(Shape<String>.text.read(node, &reading))
        }
    }
}
