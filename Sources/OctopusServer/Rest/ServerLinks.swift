internal import Convergence
internal import Octopus

/// The links of `/api`, from which everything is found. Fetched once.
struct ServerLinks: Sendable {
    private let getter: Getter
    private let fetched = FetchedOnce<JSON>()

    private static let limiting = OctopusVersion("2026.3")!

    init(_ getter: Getter) { self.getter = getter }

    /// `/api` itself: version, installation and links.
    func root() async throws(HostError) -> JSON {
        let getter = getter
        let limiting = Self.limiting
        return try await fetched.value(of: "api") { () throws(HostError) in
            let root = try await Self.root(getter)
            // New servers of this version limit requests. Upgraded ones do not, which nobody can see from here.
            if let version = root.version("/Version"), limiting <= version { getter.keepPace() }
            return root
        }
    }

    private static func root(_ getter: Getter) async throws(HostError) -> JSON {
        let place = getter.place
        let answer: Getter.Answer
        if getter.hasCredential, place.clearness == nil {
            answer = try await withKeyOrWithout(getter)
        } else {
            answer = try await getter.get("/api", as: "api", needs: nil, withKey: false)
        }
        guard case .document(let root) = answer else {
            let hint =
                place.endsWithAPI ? "write its URL without /api" : "is that the URL of an Octopus Server?"
            throw HostError(.failed, "there is no API at \(place)/api: \(hint)")
        }
        guard case .object? = root["/Links"], root.text("/Version") != nil else {
            throw HostError(
                .failed, "\(place)/api answers, but not as an Octopus Server: is that its URL?")
        }
        return root
    }

    /// With a key more links may be shown; a key that is not accepted must not hide what everybody may read.
    private static func withKeyOrWithout(_ getter: Getter) async throws(HostError) -> Getter.Answer {
        do throws(HostError) {
            return try await getter.get("/api", as: "api", needs: nil, withKey: true)
        } catch {
            guard error.code == .denied, !error.description.contains("octopus.trust") else { throw error }
            return try await getter.get("/api", as: "api", needs: nil, withKey: false)
        }
    }

    /// `nil`: this server has no such link.
    func link(_ name: String) async throws(HostError) -> LinkTemplate? {
        let root = try await root()
        return root["/Links"]?.member(name)?.text("").map { LinkTemplate($0) }
    }
}
