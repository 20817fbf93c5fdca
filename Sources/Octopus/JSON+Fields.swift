package import Convergence

/// The fields of a document of an Octopus Server, in whatever type this server or its command line writes them.
///
/// `nil` is "it does not tell": the field is absent, null, or of another type. It is never a value: absent is not `false`.
extension JSON {
    /// Whether there is such a field, null included: a field that is not there is not in this version.
    package func has(_ pointer: Pointer) -> Bool { self[pointer] != nil }

    /// A text, or a number's digits. A blank is a text too.
    package func text(_ pointer: Pointer) -> String? { self[pointer]?.text }

    /// A boolean, also written as `"True"`.
    package func flag(_ pointer: Pointer) -> Bool? { self[pointer]?.flag }

    /// A whole number, also written as a text.
    package func whole(_ pointer: Pointer) -> Int? { self[pointer]?.whole }

    /// The items of an array.
    package func list(_ pointer: Pointer) -> [JSON]? { self[pointer]?.list }

    /// A version of Octopus Server or Tentacle.
    package func version(_ pointer: Pointer) -> OctopusVersion? { text(pointer).flatMap(OctopusVersion.init) }

    /// The texts of an array; `nil` where one of its items is none.
    package func texts(_ pointer: Pointer) -> [String]? {
        guard let list = list(pointer) else { return nil }
        let texts = list.compactMap(\.text)
        return texts.count == list.count ? texts : nil
    }
}

// How one value is read.
extension JSON {
    /// A text, or a number's digits.
    package var text: String? {
        switch self {
        case .string(let text): text
        case .number(let digits): digits
        default: nil
        }
    }

    /// A boolean, also as the command line prints it, `True`.
    package var flag: Bool? {
        switch self {
        case .bool(let flag): flag
        case .string(let text):
            switch text.lowercased() {
            case "true": true
            case "false": false
            default: nil
            }
        default: nil
        }
    }

    /// A whole number, also written as `1200.0`.
    package var whole: Int? {
        text.flatMap { digits in Int(digits) ?? Double(digits).flatMap { Int(exactly: $0) } }
    }

    /// The items of an array.
    package var list: [JSON]? {
        if case .array(let items) = self { items } else { nil }
    }
}
