internal import FoundationEssentials

/// Everything that a simulated server knows. A value: the same options make the same state.
struct SimulatorState: Sendable {
    let version: SimulatedVersion
    let scenario: Scenario
    let size: SimulatorOptions.Size
    let isContainer: Bool
    let canary: String?
    let changes: [FieldChange]
    let virtualDirectory: String
    let clockSkew: Int
    let rateLimit: RateLimit?
    let keys: KeyRing
    /// Of the certificate by which Tentacles know the server.
    let thumbprint: String
    let ports: Ports
    let people: [Person]
    let apiKeys: [KeyRecord]
    /// What each node's command line tells, without the `Octopus.Server.NodeName` that differs.
    private(set) var nodeSettings: [NodeSetting] = []
    /// The documents that are one object, by their path below `/api`.
    private(set) var documents: [String: Wire] = [:]

    struct Ports: Hashable, Sendable {
        var host = "localhost"
        var http = 80
        var https: Int?
        var isForced: Bool?
        /// One for each node; empty where nothing listens.
        var tentacles: [Int] = []
    }

    init(_ options: SimulatorOptions, thumbprint: String, ports: Ports) {
        version = options.version
        scenario = options.scenario
        size = options.size
        isContainer = options.isContainer ?? options.version.isAtLeast(2020, 6)
        canary = options.canary
        changes = options.changes
        virtualDirectory = options.virtualDirectory
        clockSkew = options.clockSkew
        rateLimit = options.rateLimit
        keys = KeyRing(seed: options.seed)
        self.thumbprint = thumbprint
        self.ports = ports
        people = Person.everybody(scenario: options.scenario, others: options.size.users)
        apiKeys = KeyRecord.all(of: people, keys: keys, scenario: options.scenario)
        nodeSettings = NodeSetting.all(of: self)
        for change in changes where change.document == "node" { changeNode(change) }
        var documents = [
            configurationDocuments, sectionDocuments, providerDocuments, statusDocuments, licenseDocuments,
        ].reduce(into: [String: Wire]()) { $0.merge($1) { $1 } }
        for (path, document) in documents { documents[path] = changed(document, at: path) }
        self.documents = documents
    }

    /// With the changes that were asked for.
    func changed(_ document: Wire, at path: String) -> Wire {
        changes.filter { $0.document.lowercased() == path.lowercased() }
            .reduce(document) { $0.setting($1.way[...], to: $1.value) }
    }

    private mutating func changeNode(_ change: FieldChange) {
        let key = change.way.joined(separator: ".")
        nodeSettings.removeAll { $0.key == key }
        if let value = change.value { nodeSettings.append(NodeSetting(key: key, value: value)) }
    }

    let installationID = "7b5a1c2e-93d4-4f0a-8a51-0c6be6f7d210"

    /// A member of one of the documents.
    func setting(_ document: String, _ way: String...) -> Wire? {
        way.reduce(documents[document]) { $0?[$1] }
    }

    func nodeSetting(_ key: String) -> String? {
        switch nodeSettings.first(where: { $0.key == key })?.value {
        case .text(let text): text
        case .bool(let value): value ? "True" : "False"
        case .number(let number): String(number)
        default: nil
        }
    }

    var isHardened: Bool { scenario == .hardened }

    /// Whether answers over HTTP lead to HTTPS.
    var forcesHTTPS: Bool {
        ports.https != nil && nodeSetting("Octopus.WebPortal.ForceSSL")?.lowercased() == "true"
    }
}

extension SimulatorState {
    var now: Date { Date() + TimeInterval(clockSkew) }

    /// As Octopus writes times: `2018-08-23T01:31:27.174+00:00`
    func time(daysFromNow days: Int = 0) -> Wire {
        let text = (now + TimeInterval(days * 86400)).ISO8601Format()
        return .text("\(text.dropLast()).000+00:00")
    }

    /// A value that is kept and not told. A canary stands where a careless server would tell it.
    func secret(isSet: Bool) -> Wire {
        let told = Wire.optional(canary)
        var value: Wire = ["HasValue": .bool(isSet || canary != nil), "NewValue": told]
        if version.hasHints { value["Hint"] = told }
        return value
    }

    /// A text that real servers send in the clear.
    func clearSecret(_ usual: String) -> String { canary ?? usual }

    func link(_ path: String) -> Wire { .text(virtualDirectory + path) }
}
