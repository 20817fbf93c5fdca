package import PolicyText

/// What is read along with a value: the diagnostics so far, and what the rest of the policy says.
package struct Reading {
    package var diagnostics: [Diagnostic] = []
    /// The ids of controls that were asked for, nested fields included.
    package var references: [Placed<String>] = []
    package let surroundings: Surroundings

    package init(_ surroundings: Surroundings = .none) { self.surroundings = surroundings }

    /// The text of a single value; `nil` when it is none, which is then said.
    package mutating func singleValue(of node: YAMLNode, mayHoldSecrets: Bool = false) -> String? {
        guard case .scalar(let text, let style) = node.value else {
            error(.singleValueWanted, at: node.range)
            return nil
        }
        switch style {
        case .plain where text.isEmpty || text == "~":
            error(.valueMissing, at: node.range)
            return nil
        // Only what variables filled in can hold a mark, and that is always quoted.
        case .quoted where !mayHoldSecrets && SecretMark.isIn(text):
            error(SecretMark.misplaced, at: node.range)
            return nil
        default: return text
        }
    }

    package mutating func error(
        _ message: Diagnostic.Message, at range: SourceRange, notes: [Diagnostic.Note] = []
    ) {
        diagnostics.append(Diagnostic(.error, message, at: range, notes: notes))
    }
}

/// The rest of the policy, as a field may ask for it.
package struct Surroundings {
    package enum Referred {
        case resource(any ResourceKind)
        /// There is no such control; ids that look like it.
        case unknown(nearest: String?)
        /// It refers back to the control that asks; the reader of the policy says so with the whole chain.
        case cycle
        /// It is there, but has mistakes of its own.
        case broken
    }

    /// The networks a policy names, each with its addresses.
    package var networks: [String: [Network]]
    /// Whether a network that is not in `networks` does not exist: not so where a text could not be read.
    package var knowsEveryNetwork = true
    /// The policy's Octopus Server, where it names one.
    package var octopus: OctopusConnection?
    /// Another control's resource, by its id.
    package var control: (String) -> Referred
    /// The bytes of a file beside the policy that holds `range`.
    package var file: (String, SourceRange) throws(Diagnostic.Rejection) -> [UInt8]

    package init(
        networks: [String: [Network]] = [:], octopus: OctopusConnection? = nil,
        control: @escaping (String) -> Referred = { _ in .unknown(nearest: nil) },
        file: @escaping (String, SourceRange) throws(Diagnostic.Rejection) -> [UInt8] = {
            (_, _) throws(Diagnostic.Rejection) in
            throw Diagnostic.Rejection("files beside the policy cannot be read here")
        }
    ) {
        self.networks = networks
        self.octopus = octopus
        self.control = control
        self.file = file
    }

    /// Nothing around: a value on its own.
    package static var none: Surroundings { Surroundings() }
}

extension Diagnostic.Message {
    fileprivate static let singleValueWanted: Self = "write a single value here"
    fileprivate static let valueMissing: Self = "write a value here; for an empty text write \"\""
}
