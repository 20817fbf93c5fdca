/// A policy as it was read: checked, with its variables filled in and what it extends laid under it.
package struct Policy: Sendable {
    package enum Target: String, Hashable, Sendable, CaseIterable {
        case local
        /// Only remote subjects: a control about a host is an error.
        case none
    }

    package var name: String
    package var title: String
    package var target: Target
    /// The Octopus Server that its controls ask about.
    package var octopus: OctopusConnection?
    /// In the order of their texts; ids are unique.
    package var controls: [Control]
    package var waivers: [Waiver]
    /// Every text it was made of, each before those it extends. A `SourceID` is an index into this list.
    package var sources: [PolicySource]

    package init(
        name: String, title: String = "", target: Target = .local, octopus: OctopusConnection? = nil,
        controls: [Control],
        waivers: [Waiver] = [], sources: [PolicySource] = []
    ) {
        self.name = name
        self.title = title
        self.target = target
        self.octopus = octopus
        self.controls = controls
        self.waivers = waivers
        self.sources = sources
    }
}

/// One text of a policy.
package struct PolicySource: Hashable, Sendable {
    /// As the user named it, or `bundled:NAME@VERSION`; `-` is standard input.
    package var name: String
    package var bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}
