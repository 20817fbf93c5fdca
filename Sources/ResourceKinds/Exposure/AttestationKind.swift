package import Convergence

/// What no machine can be asked, as a person states it, and until when their word is taken.
package struct AttestationKind: ResourceKind {
    package static let keyword = "attestation"
    package static let summary =
        "what no machine can be asked: a person states it, and their word is taken until a day"
    package static let isRemote = true
    package static let caveat: String? = nil

    package struct Observation: Equatable, Sendable {
        var today: Day
    }

    let statement: String
    /// `nil` together with `until`: nobody has stated it yet.
    let by: String?
    let on: Day?
    let until: Day?

    package init(reading fields: inout Fields) {
        statement = fields.required("statement", .text, "What is stated, in one sentence.")
        by = fields.optional(
            "by", .text,
            "Who states it, and answers for it. Left out with 'until': nobody has stated it yet, and nothing can be told."
        )
        on = fields.optional("on", .day, "The day on which they last made sure of it.")
        until = fields.optional("until", .day, "The last day on which their word is taken, in UTC.")
        if let on, let until, until < on { fields.reject("until", .endsBeforeItBegins) }
        if by != nil, until == nil { fields.reject("by", .belongTogether("'until'")) }
        if until != nil, by == nil { fields.reject("until", .belongTogether("'by'")) }
        if on != nil, by == nil { fields.reject("on", .belongTogether("'by' and 'until'")) }
    }

    /// Nobody else can hold what only a person knows.
    package var claims: [Claim] { [] }

    package func observe(on host: some HostObserving) async throws(HostError) -> Observation {
        Observation(today: Day(ofSeconds: try await host.clock()))
    }

    package func assess(_ observed: Observation) -> Assessment {
        guard let by, let until else { return .unknown(HostError(.unstated, unstated)) }
        var findings = Findings()
        let today = observed.today
        if until < today {
            findings.differs(
                "until", wanted: .text("\(today) or later"), found: .text(until.description),
                how: confirm("'until'", after: by))
        }
        if let on, today < on {
            findings.differs(
                "on", wanted: .text("\(today) or earlier"), found: .text(on.description),
                how: confirm("'on'", after: by))
        }
        return findings.assessment
    }

    private var unstated: String {
        "nobody has stated it yet: make sure that this is so: '\(statement)'; then write who did in 'by', and until when in "
            + "'until', under 'override' in a policy of your own"
    }

    private func confirm(_ field: String, after by: String) -> String {
        "make sure that this is so: '\(statement)'; then write who did in 'by' (it is \(by)), and the new day in \(field)"
    }

    package static let examples = [
        """
        master-key-backup:
          severity: critical
          title: The master key is kept where the server is not
          attestation:
            statement: The master key is in the safe of the data centre, and was tried with a restored database
            by: m.musterfrau
            on: 2026-09-14
            until: 2099-09-30
        """,
        """
        signing-in-twice:
          severity: high
          title: Signing in takes a second factor
          attestation:
            statement: The identity provider asks everyone who signs in to Octopus for a second factor
            by: identity team
            until: 2099-12-31
        """,
    ]
}

extension Diagnostic.Message {
    fileprivate static let endsBeforeItBegins: Self = "write a day after 'on'"
    fileprivate static func belongTogether(_ other: String) -> Self {
        "who states it, and until when, belong together: write \(other) too"
    }
}
