import Convergence
import NIOHTTP1
import Octopus
import Synchronization
import Testing

@testable import OctopusServer

/// The client against a server that says what the test wants.
@Suite struct ClientTests {
    private static let links = """
        {"Application":"Octopus Deploy","Version":"2023.4.1","Links":{"Self":"/api","Users":"/api/users{/id}{?skip,take}",\
        "FeaturesConfiguration":"/api/featuresconfiguration","Authentication":"/api/authentication",\
        "Configuration":"/api/configuration{/id}","Spaces":"/api/spaces{/id}{?skip,take}",\
        "Workers":"/api/Spaces-1/workers{/id}{?skip,take}","CurrentUser":"/api/users/me"}}
        """

    private func root(_ request: ScriptedServer.Request, _ other: ScriptedServer.Reply)
        -> ScriptedServer.Reply
    {
        request.path == "/api" ? .json(Self.links) : other
    }

    @Test func aDocumentIsFoundByItsLinkAndFetchedOnce() async throws {
        try await ScriptedServer.with(
            Script {
                self.root($0, .json(#"{"IsBuiltInWorkerEnabled":true,"N":2024.10}"#))
            }
        ) { server in
            let client = try client("http://127.0.0.1:\(server.port)")
            async let first = client.document("features")
            async let second = client.document("features")
            let documents = try await [first, second, client.document("features")]
            #expect(documents.allSatisfy { $0?["/N"] == .number("2024.10") })
            #expect(server.requests.map(\.uri) == ["/api", "/api/featuresconfiguration"])
            #expect(server.requests.allSatisfy { $0.method == "GET" && $0.key == Canary.key })
            #expect(client.sent.lines == [.init(verb: "GET", status: 200, count: 2)])
            #expect(client.sent.from == ["127.0.0.1"])
            #expect(client.sent.to == ["127.0.0.1:\(server.port)"])
            #expect(try await client.document("lets-encrypt") == nil)
            #expect(try await client.document("api")?["/Version"] == .string("2023.4.1"))
            #expect(client.sent.count == 2)
        }
    }

    @Test func aLinkThatLeadsToNothingIsNotOnThisServer() async throws {
        try await ScriptedServer.with(Script { self.root($0, .answer(404, [], "{}")) }) { server in
            let client = try client("http://127.0.0.1:\(server.port)")
            #expect(try await client.document("configuration/authentication-ldap") == nil)
            #expect(try await client.document("users") == nil)
            #expect(try await client.document("api-keys") == nil)
            #expect(server.requests.map(\.path).contains("/api/configuration/authentication-ldap/values"))
        }
    }

    @Test func withoutAKeyOnlyOpenDocumentsAreAskedFor() async throws {
        try await ScriptedServer.with(Script { self.root($0, .json("{}")) }) { server in
            let client = try client("http://127.0.0.1:\(server.port)", key: nil)
            let error = await HostError.thrown { try await client.document("features") }
            #expect(error?.code == .denied)
            #expect(error?.description.contains("needs an API key (ConfigureServer)") == true)
            #expect(server.requests.isEmpty)
            #expect(try await client.document("sign-in") == .object([:]))
            #expect(
                server.requests.allSatisfy { $0.key == nil && !$0.headers.contains(name: "authorization") })
        }
    }

    @Test func aTokenIsShownAsABearer() async throws {
        try await ScriptedServer.with(Script { self.root($0, .json("{}")) }) { server in
            let client = try client("http://127.0.0.1:\(server.port)", token: "canary.token")
            _ = try await client.document("features")
            #expect(
                server.requests.allSatisfy {
                    $0.headers["authorization"] == ["Bearer canary.token"] && $0.key == nil
                })
        }
    }

    @Test(arguments: [(true, 5), (false, 5)])
    func pagesAreReadToTheEnd(_ hasNext: Bool, _ total: Int) async throws {
        try await ScriptedServer.with(
            Script { request in
                let skip = Int(request.uri.split(separator: "skip=").last!.prefix { $0.isNumber }) ?? 0
                let ids = (skip..<min(skip + 2, total)).map { #"{"Id":"Users-\#($0)"}"# }.joined(
                    separator: ",")
                let next =
                    hasNext && skip + 2 < total ? #""Page.Next":"/api/users?skip=\#(skip + 2)&take=2""# : ""
                return self.root(
                    request, .json(#"{"TotalResults":\#(total),"Items":[\#(ids)],"Links":{\#(next)}}"#))
            }
        ) { server in
            let client = try client("http://127.0.0.1:\(server.port)")
            let users = try await client.document("users")
            #expect(users?.list("")?.compactMap { $0.text("/Id") } == (0..<total).map { "Users-\($0)" })
            #expect(server.requests.count == 4)
        }
    }

    @Test(arguments: [
        #"{"TotalResults":9,"Items":[{"Id":"a"}],"Links":{"Page.Next":"/api/users?skip=0&take=500"}}"#,
        #"{"TotalResults":9,"Items":[],"Links":{}}"#, #"{"Items":{}}"#, "7",
        #"{"Items":[],"Links":{"Page.Next":"//evil.example/x"}}"#,
        #"{"TotalResults":"10","Items":[{"Id":"a"}]}"#, #"{"TotalResults":1e1,"Items":[{"Id":"a"}]}"#,
        #"{"TotalResults":"many","Items":[{"Id":"a"}]}"#, #"{"NumberOfPages":9,"Items":[{"Id":"a"}]}"#,
        #"{"LastPageNumber":8,"Items":[{"Id":"a"}]}"#,
        #"{"TotalResults":2,"Items":[{"Id":"a"},{"Id":"a"}]}"#,
        #"{"TotalResults":1,"Items":[{"Username":"a"}]}"#, #"[{"Username":"a"}]"#,
    ])
    func pagesThatHaveNoEndOrNoItemsAreAnError(_ page: String) async throws {
        try await ScriptedServer.with(Script { self.root($0, .json(page)) }) { server in
            let client = try client("http://127.0.0.1:\(server.port)")
            let error = await HostError.thrown { try await client.document("users") }
            #expect(error?.code == .failed)
            #expect(server.requests.count < 5)
        }
    }

    @Test func everySpaceAndEveryUserIsAsked() async throws {
        try await ScriptedServer.with(
            Script { request in
                switch request.path {
                case "/api/spaces": .json(#"[{"Id":"Spaces-1"},{"Id":"Spaces-2"}]"#)
                case "/api/Spaces-1/workers":
                    .json(#"{"TotalResults":1,"Items":[{"Id":"Workers-1","SpaceId":"Spaces-1"}],"Links":{}}"#)
                case "/api/Spaces-2/workers":
                    .json(#"{"TotalResults":1,"Items":[{"Id":"Workers-2"}],"Links":{}}"#)
                case "/api/users":
                    .json(
                        #"[{"Id":"Users-1","Links":{"ApiKeys":"/api/users/Users-1/keys{/id}{?skip,take}"}},{"Id":"Users-2"},{"Id":"Users-3"}]"#
                    )
                case "/api/users/Users-1/keys":
                    .json(
                        #"{"TotalResults":1,"Items":[{"Id":"k1","ApiKey":{"HasValue":true,"Hint":"API-CAN"}}],"Links":{}}"#
                    )
                case "/api/users/Users-2/apikeys": .json(#"{"TotalResults":0,"Items":[],"Links":{}}"#)
                default: self.root(request, .answer(404, [], ""))
                }
            }
        ) { server in
            let client = try client("http://127.0.0.1:\(server.port)")
            let workers = try await client.document("workers")?.list("") ?? []
            #expect(workers.map { $0.text("/SpaceId") } == ["Spaces-1", "Spaces-2"])
            let keys = try await client.document("api-keys")
            #expect(
                keys
                    == .array([
                        .object([
                            "Id": .string("k1"), "UserId": .string("Users-1"),
                            "ApiKey": SecretFields.hasValue,
                        ])
                    ]))
        }
    }

    @Test func keysOfAUserWhoIsThereAndASpacesItemsAreNeverTakenForNone() async throws {
        for spaces in ["[]", #"[{"Name":"x"}]"#, #"[{"Id":"Spaces-1"},{"Id":"Spaces-2"}]"#] {
            try await ScriptedServer.with(
                Script { request in
                    switch request.path {
                    case "/api/spaces": .json(spaces)
                    case "/api/Spaces-1/workers": .json("[]")
                    case "/api/users": .json(#"[{"Id":"Users-1"}]"#)
                    case "/api/users/Users-1": .json(#"{"Id":"Users-1"}"#)
                    default: self.root(request, .answer(404, [], ""))
                    }
                }
            ) { server in
                let client = try client("http://127.0.0.1:\(server.port)")
                let unseen = await HostError.thrown { try await client.document("workers") }
                #expect(unseen?.description.contains("space") == true)
                let error = await HostError.thrown { try await client.document("api-keys") }
                #expect(
                    error?.description.contains("not the user's API keys") == true,
                    "\(error?.description ?? "")")
            }
        }
    }

    @Test func serversOlderThanSpacesAreAskedOnce() async throws {
        let links = #"{"Version":"2018.7.9","Links":{"Workers":"/api/workers{/id}{?skip,take}"}}"#
        try await ScriptedServer.with(
            Script { $0.path == "/api" ? .json(links) : .json(#"[{"Id":"Workers-1"}]"#) }
        ) { server in
            let client = try client("http://127.0.0.1:\(server.port)")
            #expect(try await client.document("workers") == .array([.object(["Id": .string("Workers-1")])]))
            #expect(server.requests.map(\.path) == ["/api", "/api/workers"])
        }
    }

    @Test func linksMayHoldTheVirtualDirectoryOrNot() async throws {
        for prefix in ["", "/octopus"] {
            let links =
                #"{"Version":"2023.4.1","Links":{"FeaturesConfiguration":"\#(prefix)/api/featuresconfiguration"}}"#
            try await ScriptedServer.with(
                Script { request in
                    switch request.path {
                    case "/octopus/api": .json(links)
                    case "/octopus/api/featuresconfiguration": .json("{}")
                    default: .answer(404, [], "")
                    }
                }
            ) { server in
                let client = try client("http://127.0.0.1:\(server.port)/octopus/")
                #expect(try await client.document("features") == .object([:]))
            }
        }
    }

    @Test func ipv6IsSpoken() async throws {
        try await ScriptedServer.with(host: "::1", Script { self.root($0, .json("{}")) }) { server in
            let client = try client("http://[::1]:\(server.port)")
            #expect(try await client.document("features") == .object([:]))
            #expect(client.sent.to == ["[::1]:\(server.port)"])
            #expect(server.requests.first?.headers["host"] == ["[::1]:\(server.port)"])
        }
    }

    @Test func theKeyIsNotSentInTheClearBeyondThisMachine() async throws {
        let connection = OctopusConnection(
            publicURL: WebAddress("http://octopus.invalid:8080")!, look: .apiKey(Canary.reference))
        let isRead = Counter()
        let getter = try Getter(
            connection,
            credential: Credential(shown: .apiKey(Canary.reference)) { _ in
                _ = isRead.next()
                return Array(Canary.key.utf8)
            }, userAgent: "test", limits: .quick, environment: [:], pause: { _ in })
        let error = await HostError.thrown {
            try await getter.get("/api/users", as: "users", needs: "UserView", withKey: true)
        }
        #expect(error?.code == .unsafe)
        #expect(error?.description.contains("ssh -L") == true)
        #expect(getter.sent.count == 0)
        #expect(isRead.value == 0)
        let place = ServerPlace(OctopusConnection(publicURL: WebAddress("http://10.0.0.1")!))
        #expect(place.clearness?.contains("write https://") == true)
        #expect(ServerPlace(OctopusConnection(publicURL: WebAddress("http://127.0.0.1")!)).clearness == nil)
        #expect(
            ServerPlace(OctopusConnection(publicURL: WebAddress("http://127.0.0.1.evil.example")!)).clearness
                != nil)
    }

    @Test(arguments: ["a key\nwith lines", "", "geheim-ä"])
    func whatCannotBeAKeyIsNotSent(_ key: String) async throws {
        try await ScriptedServer.with(Script { self.root($0, .json("{}")) }) { server in
            let client = try client("http://127.0.0.1:\(server.port)", key: key)
            let error = await HostError.thrown { try await client.document("features") }
            #expect(error?.description.contains("env:OCTOPUS_KEY") == true)
            #expect(key.isEmpty || error?.description.contains(key) == false)
            #expect(server.requests.isEmpty)
        }
    }

    @Test func aRunAsksNoMoreThanItsBudget() async throws {
        let users = (0..<50).map { #"{"Id":"Users-\#($0)"}"# }.joined(separator: ",")
        try await ScriptedServer.with(
            Script { request in
                self.root(request, .json(request.path == "/api/users" ? "[\(users)]" : "[]"))
            }
        ) { server in
            var limits = RequestLimits.quick
            limits.requests = 50
            let client = try client("http://127.0.0.1:\(server.port)", limits: limits)
            let error = await HostError.thrown { try await client.document("api-keys") }
            #expect(error?.code == .tooLarge)
            #expect(server.requests.count == 50 && client.sent.count == 50)
        }
    }

    @Test func neverMoreAreAskedAtOnceThanAllowed() async throws {
        let users = (0..<40).map { #"{"Id":"Users-\#($0)"}"# }.joined(separator: ",")
        try await ScriptedServer.with(
            Script { request in
                self.root(request, .json(request.path == "/api/users" ? "[\(users)]" : "[]"))
            }
        ) { server in
            var limits = RequestLimits.quick
            limits.concurrent = 3
            let client = try client("http://127.0.0.1:\(server.port)", limits: limits)
            #expect(try await client.document("api-keys") == .array([]))
            #expect(server.requests.count == 42)
            #expect(server.connections <= 3)
        }
    }

    @Test func theServersClockIsCompared() async throws {
        let date = "Thu, 29 Feb 2024 23:59:59 GMT"
        try await ScriptedServer.with(Script { _ in .json(Self.links, [("date", date)]) }) { server in
            let client = try client("http://127.0.0.1:\(server.port)")
            #expect(client.clockSkew == nil)
            _ = try await client.document("api")
            #expect((client.clockSkew ?? 0) < -86400)
        }
    }

    @Test func nothingUnknownIsAskedFor() async throws {
        let client = try client("http://127.0.0.1:1")
        #expect(await HostError.thrown { try await client.document("passwords") }?.code == .unsupported)
        #expect(client.sent.count == 0)
    }
}
