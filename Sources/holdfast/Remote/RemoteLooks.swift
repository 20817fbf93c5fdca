import Convergence
import LinuxHost
import Octopus
import OctopusServer
import Probes

/// What a policy looks at beyond the machine. Nothing is connected, or even made ready, before a control asks for it.
struct RemoteLooks: Sendable {
    /// `nil`: the policy names no Octopus Server.
    let server: ServerDocuments?
    let outside: WatchedOutside
    private let nodes = WatchedNodes()
    private let services: [String: any DocumentService]
    private let connection: OctopusConnection?

    /// `advisories` is a file instead of the table that came with the program.
    init(_ connection: OctopusConnection?, machine: LinuxHost, advisories: String?) {
        self.connection = connection
        var authorities: Path?
        if case .authority(let path)? = connection?.trust { authorities = path }
        outside = WatchedOutside(NetworkProbe(authorities: authorities))
        var services: [String: any DocumentService] = [
            AdvisoryDocument.address.service: AdvisoryFile(path: advisories)
        ]
        server = connection.map { ServerDocuments($0, machine: machine) }
        if let connection, let server {
            services[OctopusDocument.service] = server
            for node in connection.nodes {
                services[NodeDocument.service(of: node.name)] = nodes.watching(
                    NodeCommandLine(node, on: machine), named: node.name)
            }
        }
        self.services = services
    }

    func routed(from machine: LinuxHost) -> RoutedHost<LinuxHost> {
        RoutedHost(machine, services: services, outside: outside)
    }

    /// What was asked of the server, and what it said of itself; `nil` where nothing was asked of any.
    func summary() async -> RemoteSummary? {
        guard let connection, let server else { return nil }
        let watched = outside.seen
        guard !server.sent.lines.isEmpty || !watched.counts.isEmpty || nodes.count > 0 else { return nil }
        // The version is known already; the user's name may take a request, which is counted below.
        let version = await server.version
        // Not of a server that could not even say its version: that would be waited for again.
        let user = version == nil ? nil : await server.user
        let isRefused = version == nil ? false : await server.isKeyRefused
        return RemoteSummary(
            url: connection.api.description, version: version, isKeyed: connection.look != nil && !isRefused,
            isKeyRefused: isRefused ? true : nil, user: user,
            from: watched.from.union(server.sent.from).sorted(), requests: counted(server.sent, watched),
            budget: RequestLimits().requests, clockSkew: server.clockSkew)
    }

    private func counted(_ sent: RequestTally, _ watched: WatchedOutside.Seen) -> [RemoteSummary.Requests] {
        var counts = watched.counts
        for line in sent.lines { counts[line.verb, default: 0] += line.count }
        if nodes.count > 0 { counts["show-configuration"] = nodes.count }
        return counts.sorted { $0.key < $1.key }.map { RemoteSummary.Requests($0.key, $0.value) }
    }
}
