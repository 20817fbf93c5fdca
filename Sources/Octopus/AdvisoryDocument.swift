package import Convergence

/// The table of known vulnerabilities, which is looked at like everything that changes: it is newer than the program.
package enum AdvisoryDocument {
    /// `policies/advisories.yaml` as JSON: an object with `as-of` (a day) and `advisories`.
    package static let address = Address(service: "advisories", document: "advisories")
}
