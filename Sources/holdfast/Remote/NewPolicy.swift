import Convergence

/// A policy to begin with, with comments for whoever goes on writing it.
enum NewPolicy {
    static func ofHost(_ name: String) -> String {
        """
        # What our hosts must be. Look first, nothing is changed by it:
        #
        #   holdfast plan FILE
        #
        # `holdfast kinds` lists what a control can hold, `holdfast explain KIND` says what each takes.
        holdfast: 1
        policy: \(name)
        title: What our hosts must be
        extends: ["bundled:linux-host@1"]

        controls:
          our-own:
            motd:
              severity: low
              title: Who logs in is told whose host this is
              file: { path: /etc/motd, content: "Questions: ops@example.org\\n", mode: 0644, owner: root, group: root }

        # What does not hold here is taken out, with its reason:
        #
        # remove:
        #   login-banner: { because: we have one of our own }

        """
    }

    /// `report` is what a checkup of the server found.
    static func ofServer(_ connection: OctopusConnection, _ name: String, after report: RunReport) -> String {
        var policy = CheckupPolicy(connection: connection)
        policy.name = name
        policy.title = "The Octopus Server at \(connection.publicURL)"
        let version = report.remote?.version.map { ", which said its version is \(oneLine($0))" } ?? ""
        var text = """
            # Written on \(Day(ofSeconds: report.seconds)) after a checkup of \(connection.publicURL)\(version).
            #
            #   holdfast check FILE      what differs; only looks
            #   holdfast explain access  what its API key must be allowed to look at

            """
        text += policy.text
        if connection.look == nil {
            text +=
                "  # look: { api-key: { env: OCTOPUS_API_KEY } }    # much can be told only with a key that may look\n"
        }
        return text + leave(report) + """

            # To ask for something else than the checkup does, name the control and what is other:
            #
            # override:
            #   CONTROL: { severity: low }

            """
    }

    /// Leave for what differs, to be taken out of the comment one by one.
    private static func leave(_ report: RunReport) -> String {
        let differing = report.results.filter { $0.outcome.standing(in: report.command) == .differs }
        guard !differing.isEmpty else { return "\n# Nothing differed when this was written.\n" }
        let end = Day(ofSeconds: report.seconds + 30 * 86_400)
        var text = """

            # \(differing.count == 1 ? "This" : "These \(differing.count)") differed when this was written. Mend them; where that \
            takes time, give leave until a day: take the signs
            # before `waivers:` and before its lines away, and say why and who allowed it.
            #
            # waivers:

            """
        for result in differing {
            text += "#   # \(result.severity.rawValue): \(oneLine(result.title))\n"
            text += "#   - { control: \(result.id), because: \"…\", approved-by: \"…\", until: \(end) }\n"
        }
        return text
    }

    /// Nothing of it may end the comment it stands in, or steer a terminal.
    private static func oneLine(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: " "
                    default: scalar
                    }
                }))
    }
}
