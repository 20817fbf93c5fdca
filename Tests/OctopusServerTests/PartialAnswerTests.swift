import Convergence
import OctopusServer
import Testing

/// What is not shown is not absent: a list of which a part is missing is no list.
@Suite struct PartialAnswerTests {
    private let links =
        #"{"Version":"2023.4.1","Links":{"Users":"/api/users{/id}{?skip,take}","Spaces":"/api/spaces{/id}{?skip,take}","Proxies":"/api/Spaces-1/proxies{/id}{?skip,take}"}}"#

    private func document(_ name: String, _ answers: [String: ScriptedServer.Reply]) async throws -> Result<
        JSON?, HostError
    > {
        try await ScriptedServer.with(
            Script { [links] request in
                let path = String(request.path.prefix { $0 != "?" })
                return path == "/api" ? .json(links) : answers[path] ?? .answer(404, [], "")
            }
        ) { server in
            let client = try client("http://127.0.0.1:\(server.port)")
            do throws(HostError) {
                return .success(try await client.document(name))
            } catch { return .failure(error) }
        }
    }

    private func expectUntold(
        _ result: Result<JSON?, HostError>, at location: SourceLocation = #_sourceLocation
    ) {
        guard case .failure(let error) = result else {
            Issue.record("\(result)", sourceLocation: location)
            return
        }
        #expect(!error.description.isEmpty, sourceLocation: location)
    }

    @Test func keysOfAUserThatAreNotShownAreNotNone() async throws {
        let users = #"{"TotalResults":2,"Items":[{"Id":"Users-1"},{"Id":"Users-2"}]}"#
        expectUntold(
            try await document(
                "api-keys",
                [
                    "/api/users": .json(users), "/api/users/Users-1/apikeys": .json("[]"),
                    "/api/users/Users-2": .json("{}"),
                ]))
        expectUntold(
            try await document(
                "api-keys",
                [
                    "/api/users": .json(#"{"Items":[{"Id":"Users-1"},{}]}"#),
                    "/api/users/Users-1/apikeys": .json("[]"),
                ]))
    }

    @Test func spacesThatAreNotShownAreNotNone() async throws {
        expectUntold(try await document("proxies", ["/api/spaces": .json("[]")]))
        expectUntold(try await document("proxies", ["/api/spaces": .json(#"[{"Name":"x"}]"#)]))
        expectUntold(
            try await document(
                "proxies",
                [
                    "/api/spaces": .json(#"[{"Id":"Spaces-1"},{"Id":"Spaces-2"}]"#),
                    "/api/Spaces-1/proxies": .json("[]"),
                ]))
    }

    @Test(arguments: [
        #"{"TotalResults":"10","Items":[{"Id":"Users-1"}]}"#,
        #"{"TotalResults":1e1,"Items":[{"Id":"Users-1"}]}"#,
        #"{"TotalResults":{},"Items":[{"Id":"Users-1"}]}"#,
        #"{"NumberOfPages":9,"Items":[{"Id":"Users-1"}]}"#,
    ]) func aPageIsNotTheWholeList(_ page: String) async throws {
        let result = try await document("users", ["/api/users": .json(page)])
        if case .success(let list) = result { Issue.record("\(String(describing: list))") }
    }
}
