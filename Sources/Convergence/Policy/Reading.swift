package import PolicyText

/// What is read along with a value: the diagnostics so far, and what the rest of the policy says.
package struct Reading {
    package var diagnostics: [Diagnostic] = []
    package let surroundings: Surroundings

    package init(_ surroundings: Surroundings = .none) { self.surroundings = surroundings }

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
        case cycle
        /// It is there, but has mistakes of its own.
        case broken
    }

    /// The networks a policy names, each with its addresses.
    package var networks: [String: [Network]]
    /// Another control's resource, by its id.
    package var control: (String) -> Referred
    /// The bytes of a file beside the policy that holds `range`.
    package var file: (String, SourceRange) throws(Diagnostic.Rejection) -> [UInt8]

    package init(
        networks: [String: [Network]] = [:],
        control: @escaping (String) -> Referred = { _ in .unknown(nearest: nil) },
        file: @escaping (String, SourceRange) throws(Diagnostic.Rejection) -> [UInt8] = {
            (_, _) throws(Diagnostic.Rejection) in
            throw Diagnostic.Rejection("files beside the policy cannot be read here")
        }
    ) {
        self.networks = networks
        self.control = control
        self.file = file
    }

    /// Nothing around: a value on its own.
    package static var none: Surroundings { Surroundings() }
}
