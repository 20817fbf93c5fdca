package import Convergence
internal import FoundationEssentials
internal import Octopus

/// An Octopus Server's documents over its REST API. It can only look: no request but GET exists here.
///
/// Links lead from `/api`; one that is missing there, or leads to nothing, means that this server has no such document.
/// Nothing is connected before the first document is asked for, and each is fetched once.
package final class OctopusClient: DocumentService {
    private let getter: Getter
    private let fetched = FetchedOnce<JSON?>()
    private let links: ServerLinks

    /// `secret` resolves what `connection.look` names, whenever a request needs it. `pause` waits.
    package init(
        connection: OctopusConnection,
        secret: @escaping @Sendable (SecretReference) async throws(HostError) -> [UInt8],
        userAgent: String = "holdfast", limits: RequestLimits = RequestLimits(),
        environment: [String: String] = ProcessInfo.processInfo.environment,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) throws(HostError) {
        getter = try Getter(
            connection, credential: connection.look.map { Credential(shown: $0, value: secret) },
            userAgent: userAgent, limits: limits, environment: environment, pause: pause)
        links = ServerLinks(getter)
    }

    /// What was sent until now: verbs, statuses, counts and addresses.
    package var sent: RequestTally { getter.sent }

    /// How many seconds the server's clock is ahead of this machine's; `nil` before it answered.
    package var clockSkew: Int? { getter.clockSkew }

    package func document(_ name: String) async throws(HostError) -> JSON? {
        guard let document = OctopusDocument.named(name) else {
            throw HostError(.unsupported, "an Octopus Server has no document '\(Shown.text(name))'")
        }
        return try await document == .root
            ? links.root()
            : fetched.value(of: name) { () throws(HostError) in
                try await self.fetch(document)
            }
    }

    private func fetch(_ document: OctopusDocument) async throws(HostError) -> JSON? {
        if document.permission != nil {
            // Before anything is sent: without a key the answer is known.
            guard getter.hasCredential else {
                throw StatusJudge.needsKey(getter.place, document.name, document.permission)
            }
        }
        let lists = ListReader(getter, document)
        switch document.form {
        case .object:
            guard let link = try await links.link(document.link),
                let path = link.path(suffix: document.suffix)
            else { return nil }
            return try await lists.object(path)
        case .list:
            guard let link = try await links.link(document.link) else { return nil }
            return try await lists.items(of: link).map { .array($0) }
        case .listInEverySpace: return try await inEverySpace(document, lists)
        case .listOfEveryUser: return try await ofEveryUser(document, lists)
        }
    }

    private func inEverySpace(
        _ document: OctopusDocument, _ lists: ListReader
    ) async throws(HostError) -> JSON? {
        guard let spaces = try await self.document(OctopusDocument.spaces.name) else {
            // Older than spaces: everything is in one place.
            guard let link = try await links.link(document.link) else { return nil }
            return try await lists.items(of: link).map { .array($0) }
        }
        guard let link = try await links.link(document.link) else { return nil }
        let ids = (spaces.list("") ?? []).compactMap { $0.text("/Id") }
        let place = getter.place
        guard !ids.isEmpty else {
            throw HostError(
                .denied,
                "\(place) shows no space, so its \(document.name) are unknown: the key's user needs SpaceView"
            )
        }
        let parts = try await EachAtOnce.map(ids) { id throws(HostError) in
            guard let items = try await lists.items(of: link.inSpace(id)) else {
                throw HostError(
                    .failed, "\(place) shows the space \(Shown.text(id)) and not its \(document.name) (404)")
            }
            return items.map { $0.adding("SpaceId", id) }
        }
        return .array(parts.flatMap { $0 })
    }

    private func ofEveryUser(
        _ document: OctopusDocument, _ lists: ListReader
    ) async throws(HostError) -> JSON? {
        guard let users = try await self.document(OctopusDocument.users.name)?.list("") else { return nil }
        guard users.count <= getter.limits.requests else {
            throw HostError(
                .tooLarge,
                "the server has \(users.count) users, and asking for the keys of each needs more than the "
                    + "\(getter.limits.requests) requests of one run")
        }
        let place = getter.place
        let parts = try await EachAtOnce.map(users) { user throws(HostError) in
            guard let id = user.text("/Id") else {
                throw HostError(.failed, "\(place) shows a user without an Id")
            }
            let template = user.text("/Links/ApiKeys") ?? "/api/users/\(LinkTemplate.encoded(id))/apikeys"
            if let keys = try await lists.items(of: LinkTemplate(template)) {
                return keys.map { $0.adding("UserId", id) }
            }
            // A user who was removed since has no keys; of any other they are unknown.
            let now = try await lists.object("/api/users/\(LinkTemplate.encoded(id))")
            guard now == nil else {
                throw HostError(
                    .failed, "\(place) shows the user \(Shown.text(id)) and not the user's API keys (404)")
            }
            return [JSON]()
        }
        return .array(parts.flatMap { $0 })
    }
}
