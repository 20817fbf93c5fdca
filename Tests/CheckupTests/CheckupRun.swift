import Convergence
import Foundation
import HostTesting
import Octopus
import OctopusServer
import OctopusSimulator
import PolicyText
import Probes
import ResourceKinds

/// The bundled checkup, looked at against a simulated server.
struct CheckupRun {
    /// What was said of each control, in the order of the policy.
    let results: [(control: Control, assessment: Assessment)]
    /// What the server saw.
    let requests: [RecordedRequest]

    /// A key of `nil` is the checkup that anybody can do.
    init(of server: OctopusSimulator, key: String?) async throws {
        let place = server.httpsURL ?? server.url
        let policy = try Self.policy(at: place, isKeyed: key != nil, trusting: server)
        let octopus = policy.octopus!
        let client = try OctopusClient(
            connection: octopus, secret: { _ throws(HostError) in Array((key ?? "").utf8) }, environment: [:],
            pause: { _ in })
        let authorities = FileManager.default.temporaryDirectory.appending(
            path: "holdfast-ca-\(UUID().uuidString).pem")
        try Data(server.certificateAuthorityPEM.utf8).write(to: authorities)
        let host = RoutedHost(
            ForecastHost(over: EmptyHost(seconds: Int(Date().timeIntervalSince1970))),
            services: [
                OctopusDocument.service: client,
                AdvisoryDocument.address.service: Advisories(),
            ],
            outside: OnlyTheServer(
                ports: [server.port, server.httpsPort ?? server.port] + server.tentaclePorts,
                authorities: Path(authorities.path(percentEncoded: false))))
        defer { try? FileManager.default.removeItem(at: authorities) }
        let observed = await observe(policy.controls, on: ForecastHost(over: host))
        results = zip(policy.controls, observed).map { ($0, $1.assessment) }
        requests = server.requests
    }

    subscript(id: String) -> Assessment? { results.first { $0.control.id == id }?.assessment }

    private static let facts = Facts(
        name: "empty", os: "debian", version: "12", architecture: "amd64", isContainer: false, machineID: "",
        isBooted: false)

    /// One line for each control: what a person would be told, in a word. Whether a line of releases is still mended
    /// changes with the days, and is left out.
    var table: String {
        results.filter { $0.control.id != "supported" }.map { "\($0.control.id): \($0.assessment.word)\n" }
            .sorted().joined()
    }

    private static func policy(at place: String, isKeyed: Bool, trusting server: OctopusSimulator) throws
        -> Policy
    {
        let look = isKeyed ? ", look: { api-key: { env: KEY } }" : ""
        // The probes judge the certificate; the client is told which one to expect.
        let trust = server.httpsURL == nil ? "" : ", trust: { pinned: \(server.portalThumbprint) }"
        let text = """
            holdfast: 1
            policy: checkup
            extends: octopus-checkup.yaml
            octopus: { public: "\(place)"\(look)\(trust) }
            """
        let reading = PolicyReader(
            kinds: allKinds, sources: Shelf(), facts: Self.facts, today: Day(ofSeconds: 1_790_000_000)
        ).read([PolicySource(name: "checkup.yaml", bytes: Array(text.utf8))])
        guard let policy = reading.policy else {
            throw Mistakes(list: reading.diagnostics.map(\.message.description))
        }
        return policy
    }
}

struct Mistakes: Error { var list: [String] }

extension Assessment {
    var word: String {
        switch self {
        case .compliant: "as wanted"
        case .drifted: "differs"
        case .unknown: "could not tell"
        case .notApplicable: "does not concern it"
        case .deferred: "decided later"
        }
    }
}

/// The project's own policies.
struct Shelf: PolicyProvider {
    func policy(named name: String, from source: PolicySource) throws(Diagnostic.Rejection) -> PolicySource {
        PolicySource(name: name, bytes: try file(named: name, beside: source))
    }

    func file(named name: String, beside source: PolicySource) throws(Diagnostic.Rejection) -> [UInt8] {
        guard let bytes = try? Data(contentsOf: Checkout.url.appending(path: "policies/\(name)")) else {
            throw Diagnostic.Rejection("there is no policy \(name)")
        }
        return Array(bytes)
    }
}

enum Checkout {
    static let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
}

/// The shipped table, as if it were of today: what an old one says of itself is tested elsewhere.
private struct Advisories: DocumentService {
    func document(_ name: String) async throws(HostError) -> JSON? {
        guard let bytes = try? Data(contentsOf: Checkout.url.appending(path: "policies/advisories.yaml"))
        else {
            return nil
        }
        var table = try AdvisoryText.read(Array(bytes))
        let today = Day(ofSeconds: Int(Date().timeIntervalSince1970))
        table["/as-of"] = .string(today.description)
        return table
    }
}

/// Whatever else happens to listen on this machine is not looked at: nothing listens there.
private struct OnlyTheServer: OutsideLooking {
    let ports: Set<Int>
    private let probe: NetworkProbe

    init(ports: [Int], authorities: Path?) {
        self.ports = Set(ports)
        probe = NetworkProbe(authorities: authorities)
    }

    func handshake(_ question: TLSQuestion) async throws(HostError) -> Handshake? {
        ports.contains(question.connect.port) ? try await probe.handshake(question) : nil
    }

    func reply(to question: WebQuestion) async throws(HostError) -> WebReply? {
        guard let address = WebAddress(question.url), ports.contains(address.endpoint.port) else {
            return nil
        }
        return try await probe.reply(to: question)
    }
}
