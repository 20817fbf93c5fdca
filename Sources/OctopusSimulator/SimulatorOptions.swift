/// What to simulate. Everything is decided here, so that two runs with the same options answer alike.
package struct SimulatorOptions: Sendable {
    package var version = SimulatedVersion.v2026
    package var scenario = Scenario.fresh
    package var size = Size()
    /// Whether the server runs in a container; `nil`: since 2020.6.
    package var isContainer: Bool?
    /// A text that stands wherever a real server keeps a secret; `nil`: what a real server sends there.
    package var canary: String?
    /// Fields of documents that differ from the scenario.
    package var changes: [FieldChange] = []
    package var faults: [FaultRule] = []
    /// How many requests are answered with 503 before the server has started.
    package var requestsWhileStarting = 0
    package var rateLimit: RateLimit?
    /// Empty, or `/octopus`.
    package var virtualDirectory = ""
    /// Listens on `::1` instead of `127.0.0.1`.
    package var usesIPv6 = false
    /// 0: the system chooses.
    package var port = 0
    /// `nil`: no HTTPS.
    package var https: HTTPS?
    /// Whether each node listens for Tentacles, with the server's own certificate.
    package var hasTentaclePorts = false
    /// A file that gets one line, `VERB path`, for each request; never a header.
    package var record: String?
    /// What the keys are made from.
    package var seed = "holdfast"
    /// How many seconds the clock of the server is ahead of ours.
    package var clockSkew = 0

    package init(version: SimulatedVersion = .v2026, scenario: Scenario = .fresh) {
        self.version = version
        self.scenario = scenario
    }

    /// How much there is of what there can be much of.
    package struct Size: Hashable, Sendable {
        /// Besides those that a scenario has.
        package var users = 0
        package var workers = 0
        package var machines = 0
        package var spaces = 1
        package var nodes = 1
        /// How many of the nodes are gone, the last ones.
        package var offlineNodes = 0

        package init() {}
    }

    /// HTTPS beside HTTP.
    package struct HTTPS: Hashable, Sendable {
        /// 0: the system chooses.
        package var port = 0
        package var certificate = CertificateKind.trusted
        package var oldest = SimulatedTLS.tls12
        package var newest = SimulatedTLS.tls13
        /// DNS names and addresses the certificate carries.
        package var names = ["localhost", "127.0.0.1", "::1"]
        /// What the server tells about it: HTTP answers with a redirect to here.
        package var isForced: Bool?

        package init() {}
    }
}

/// One field of one document, as `--set` writes it: `featuresconfiguration:IsBuiltInWorkerEnabled=false`.
package struct FieldChange: Hashable, Sendable {
    /// Below `/api`, without a slash before it: `configuration/webportal/values`.
    package var document: String
    /// The names of members on the way to it.
    package var way: [String]
    /// `nil`: the field is not there.
    package var value: Wire?

    package init(_ document: String, _ field: String, _ value: Wire?) {
        self.document = document
        self.way = field.split(separator: ".").map(String.init)
        self.value = value
    }

    /// `true`, `false`, `null` and whole numbers are what they are in JSON; nothing at all takes the field away.
    package init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":"), let equals = text[colon...].firstIndex(of: "=") else {
            return nil
        }
        let written = String(text[text.index(after: equals)...])
        let value: Wire? =
            switch written {
            case "": nil
            case "true": true
            case "false": false
            case "null": .null
            default: Int(written).map(Wire.number) ?? .text(written)
            }
        self.init(String(text[..<colon]), String(text[text.index(after: colon)..<equals]), value)
    }
}
