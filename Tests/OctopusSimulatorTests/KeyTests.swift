import OctopusSimulator
import Testing

/// Who is let in, and to what.
@Suite struct KeyTests {
    @Test(arguments: SimulatedVersion.known) func everybodyMayReadTheRoot(version: SimulatedVersion)
        async throws
    {
        try await withServer(SimulatorOptions(version: version)) { server in
            let root = try await Client(server).get("/api")
            #expect(root.status == 200)
            let told = try root.object["Version"] as? String
            #expect(told == version.description)
            let links = try #require(try root.object["Links"] as? [String: String])
            #expect(links["Self"] == "/api")
        }
    }

    @Test func withoutAKeyNobodyReadsUsers() async throws {
        try await withServer { server in
            let answer = try await Client(server).get("/api/users")
            #expect(answer.status == 401)
            #expect(
                answer.text.contains(
                    "You must be logged in to request this resource or provide a valid API key."))
        }
    }

    @Test func keysThatAreOverAreNoKeys() async throws {
        try await withServer { server in
            for key in [server.keys.expired, server.keys.disabled, "API-WRONG"] {
                let status401 = try await Client(server, key: key).get("/api/users/me").status
                #expect(status401 == 401)
            }
            for key in [server.keys.admin, server.keys.readOnly, server.keys.scoped, server.keys.powerless] {
                let status200 = try await Client(server, key: key).get("/api/users/me").status
                #expect(status200 == 200)
            }
        }
    }

    @Test func aMissingPermissionIsNamed() async throws {
        try await withServer { server in
            let client = Client(server, key: server.keys.scoped)
            let status200 = try await client.get("/api/users").status
            #expect(status200 == 200)
            let answer = try await client.get("/api/featuresconfiguration")
            #expect(answer.status == 403)
            let message = try answer.object["ErrorMessage"] as? String
            #expect(
                message
                    == "You do not have permission to perform this action. Please contact your Octopus administrator. Missing permission: ConfigureServer"
            )
            let members = try Set(answer.object.keys)
            #expect(
                members == [
                    "ErrorMessage", "Errors", "HelpText", "ParsedHelpLinks", "Details",
                ])
        }
    }

    @Test func olderServersSend401ForAMissingPermission() async throws {
        try await withServer(SimulatorOptions(version: .v2019)) { server in
            let answer = try await Client(server, key: server.keys.powerless).get("/api/users")
            #expect(answer.status == 401)
            #expect(answer.text.contains("Missing permission: UserView"))
        }
    }

    @Test func keysMayComeInTheQueryAndAreNotRecorded() async throws {
        try await withServer { server in
            let answer = try await Client(server).get("/api/users/me?skip=0&apikey=\(server.adminKey)")
            #expect(answer.status == 200)
            #expect(server.requests.map(\.description) == ["GET /api/users/me?skip=0&ApiKey=…"])
        }
    }

    @Test func nothingCanBeWritten() async throws {
        try await withServer { server in
            for method in ["POST", "PUT", "DELETE", "PATCH"] {
                let path = "/api/featuresconfiguration"
                let status401 = try await Client(server).get(path, method: method, body: "{}").status
                #expect(status401 == 401)
                let readOnly = Client(server, key: server.keys.readOnly)
                let status403 = try await readOnly.get(path, method: method, body: "{}").status
                #expect(status403 == 403)
                let admin = Client(server, key: server.adminKey)
                let status405 = try await admin.get(path, method: method, body: "{}").status
                #expect(status405 == 405)
            }
            #expect(Set(server.requests.map(\.method)) == ["POST", "PUT", "DELETE", "PATCH"])
        }
    }

    @Test func aKeySeesItsOwnKeysWithoutAnyPermission() async throws {
        try await withServer { server in
            let client = Client(server, key: server.keys.powerless)
            let status200 = try await client.get("/api/users/Users-23/apikeys").status
            #expect(status200 == 200)
            let status403 = try await client.get("/api/users/Users-1/apikeys").status
            #expect(status403 == 403)
        }
    }
}
