internal import Convergence
internal import Octopus

/// A worker as the server describes it.
struct OctopusWorker: Equatable, Sendable {
    /// How server and worker find each other. `CommunicationStyle`.
    enum Style: String, Sendable, CaseIterable {
        /// The server connects to the Tentacle.
        case listening
        /// The Tentacle connects to the server.
        case polling
        case ssh

        init?(octopusName: String) {
            switch octopusName {
            case "TentaclePassive": self = .listening
            case "TentacleActive": self = .polling
            case "Ssh": self = .ssh
            default: return nil
            }
        }
    }

    var name: String
    var space: String?
    var pools: [String]
    /// As the server names it.
    var styleName: String
    /// Where the server connects to; `nil` where it does not connect.
    var host: String?
    /// Not all styles have one.
    var hasTentacle: Bool
    var version: OctopusVersion?
    var isDisabled: Bool
    /// `nil` where the server does not tell.
    var health: String?

    var style: Style? { Style(octopusName: styleName) }

    /// Warnings, such as an old Calamari, do not keep work from it.
    var isHealthy: Bool { health == "Healthy" || health == "HasWarnings" }
    var isUsable: Bool { !isDisabled && isHealthy }

    func isIn(_ pool: WorkerPool) -> Bool { pools.contains(pool.id) && space == pool.space }

    /// All workers of the document; `nil` where it is no list of workers.
    static func all(in document: JSON) -> [OctopusWorker]? {
        guard let items = document.list("") else { return nil }
        let workers = items.compactMap(OctopusWorker.init)
        return workers.count == items.count ? workers : nil
    }

    init?(_ item: JSON) {
        guard let name = item.text("/Name"), let style = item.text("/Endpoint/CommunicationStyle") else {
            return nil
        }
        self.name = name
        styleName = style
        space = item.text("/SpaceId")
        pools = item.texts("/WorkerPoolIds") ?? []
        isDisabled = item.flag("/IsDisabled") ?? false
        health = item.text("/HealthStatus")
        hasTentacle = item.has("/Endpoint/TentacleVersionDetails")
        version = item.version("/Endpoint/TentacleVersionDetails/Version")
        // Polling Tentacles have `poll://…`, which is no place.
        let uri = item.text("/Endpoint/Uri") ?? item.text("/Uri")
        host = item.text("/Endpoint/Host") ?? uri.flatMap(WebAddress.init)?.endpoint.host
    }
}

/// A worker pool as the server describes it.
struct WorkerPool: Equatable, Sendable {
    var id: String
    var name: String
    var space: String?
    /// The name of its space, where that is told.
    var spaceName: String?
    var isDefault: Bool
    /// The vendor's cloud makes its workers when they are needed.
    var isDynamic: Bool

    /// Its name, with its space where there is one.
    var title: String { "'\(name)'\((spaceName ?? space).map { " of \($0)" } ?? "")" }

    /// All pools of the document, with the names of their spaces; `nil` where it is no list of pools.
    static func all(in document: JSON, spaces: JSON?) -> [WorkerPool]? {
        guard let items = document.list("") else { return nil }
        var pools = items.compactMap(WorkerPool.init)
        guard pools.count == items.count else { return nil }
        var names: [String: String] = [:]
        for space in spaces?.list("") ?? [] { names[space.text("/Id") ?? ""] = space.text("/Name") }
        for index in pools.indices { pools[index].spaceName = pools[index].space.flatMap { names[$0] } }
        return pools
    }

    init?(_ item: JSON) {
        guard let id = item.text("/Id"), let name = item.text("/Name") else { return nil }
        self.id = id
        self.name = name
        space = item.text("/SpaceId")
        isDefault = item.flag("/IsDefault") ?? false
        isDynamic = item.text("/WorkerPoolType") == "DynamicWorkerPool"
    }
}
