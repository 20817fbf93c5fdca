extension SimulatorState {
    /// The path without the virtual directory; `nil` outside of it.
    func inside(_ path: String) -> String? {
        guard !virtualDirectory.isEmpty, !path.hasPrefix("/simulator/") else { return path }
        guard path.lowercased().hasPrefix(virtualDirectory.lowercased()) else { return nil }
        let rest = path.dropFirst(virtualDirectory.count)
        return rest.isEmpty || rest.first == "/" ? String(rest) : nil
    }

    /// The answer of the API to a path below the virtual directory.
    func answer(_ asked: Asked, path: String, caller: Caller?) -> Reply {
        var parts = path.split(separator: "/").dropFirst()
        while parts.last?.isEmpty == true { parts = parts.dropLast() }
        var space: String?
        if let first = parts.first, first.lowercased().hasPrefix("spaces-") {
            guard let known = spaceIDs.first(where: { $0.lowercased() == first.lowercased() }) else {
                return caller == nil ? .notSignedIn : .unknown(String(first))
            }
            space = known
            parts = parts.dropFirst()
            if parts.isEmpty {
                guard caller != nil else { return .notSignedIn }
                return .ok(["Id": .text(known), "Links": links(space: known)])
            }
        }
        let isLook = asked.method == "GET" || asked.method == "HEAD"
        for route in Route.all {
            guard let captures = route.captures(of: Array(parts)) else { continue }
            if let refusal = refusal(of: caller, route.need) { return refusal }
            guard isLook else { return refusedWrite(asked, by: caller) }
            return route.answer(
                Question(
                    state: self, caller: caller, path: path, space: space, query: asked.query,
                    captures: captures))
        }
        guard caller != nil else { return .notSignedIn }
        return isLook ? .unknownPath : refusedWrite(asked, by: caller)
    }

    private func refusal(of caller: Caller?, _ need: Route.Need) -> Reply? {
        if need == .nothing { return nil }
        guard let caller else { return .notSignedIn }
        guard case .permission(let permission) = need, !caller.permissions.contains(permission) else {
            return nil
        }
        return .lacking(permission, version: version)
    }

    /// This server can only be looked at.
    private func refusedWrite(_ asked: Asked, by caller: Caller?) -> Reply {
        guard let caller else { return .notSignedIn }
        guard caller.mayWrite else { return .lacking("ConfigureServer", version: version) }
        var reply = Reply.error(405, "The requested resource does not support http method '\(asked.method)'.")
        reply.headers.append(("Allow", "GET, HEAD"))
        return reply
    }

    /// The portal's first page.
    func portal(_ method: String) -> Reply {
        guard method == "GET" || method == "HEAD" else { return .html(405, title: "Method Not Allowed") }
        var reply = Reply.html(200, title: "Octopus Deploy")
        if let canary {
            reply.headers.append(
                ("Set-Cookie", "Octopus-Csrf-Token_\(installationID)=\(canary); path=/; samesite=lax"))
        }
        return reply
    }

    func moved(to path: String) -> Reply {
        Reply(status: 302, headers: [("Location", virtualDirectory + path)], body: .none)
    }

    func redirect(_ asked: Asked) -> Reply {
        let port = ports.https ?? 443
        var host = asked.host ?? ports.host
        if let colon = host.lastIndex(of: ":"), host.last != "]" { host = String(host[..<colon]) }
        let location = "https://\(host)\(port == 443 ? "" : ":\(port)")\(asked.path)"
        return Reply(status: 302, headers: [("Location", location)], body: .none)
    }

    /// What a server says that did not expect its own error.
    var unhandledError: Reply {
        var reply = Reply.error(500, "An unexpected error occurred: The connection to the database was lost.")
        if case .json(var body) = reply.body {
            body["FullException"] = .text(
                "System.InvalidOperationException: \(clearSecret("Timeout expired."))\n   at Octopus.Server.Web.Api.Responder"
            )
            reply.body = .json(body)
        }
        return reply
    }
}
