import Foundation
import OctopusSimulator
import Testing

/// Lists come in pages, and things are in their spaces.
@Suite struct PageTests {
    @Test func everyItemIsOnOnePage() async throws {
        var options = SimulatorOptions()
        options.size.users = 70
        try await withServer(options) { server in
            let client = Client(server, key: server.adminKey)
            var next: String? = "/api/users"
            var names: [String] = []
            var pages = 0
            while let path = next {
                let page = try await client.get(path).object
                for item in try #require(page["Items"] as? [[String: Any]]) {
                    names.append(try #require(item["Username"] as? String))
                }
                #expect(page["TotalResults"] as? Int == 75)
                #expect(page["NumberOfPages"] as? Int == 3)
                next = (page["Links"] as? [String: String])?["Page.Next"]
                pages += 1
            }
            #expect(pages == 3)
            #expect(names.count == 75)
            #expect(Set(names).count == 75)
        }
    }

    @Test func takeMayBeAsLargeAsTheLinkSays() async throws {
        var options = SimulatorOptions()
        options.size.workers = 500
        try await withServer(options) { server in
            let page = try await Client(server, key: server.adminKey)
                .get("/api/workers?skip=0&take=2147483647").object
            let items = page["Items"] as? [Any]
            #expect(items?.count == 500)
            #expect((page["Links"] as? [String: String])?["Page.Next"] == nil)
        }
    }

    @Test func spacesHoldTheirOwnThings() async throws {
        var options = SimulatorOptions(scenario: .hardened)
        options.size.spaces = 3
        try await withServer(options) { server in
            let client = Client(server, key: server.adminKey)
            for space in ["Spaces-1", "Spaces-2", "Spaces-3"] {
                let pools = try #require(
                    try await client.get("/api/\(space.lowercased())/workerpools/all").json
                        as? [[String: Any]])
                let spaces = Set(pools.compactMap { $0["SpaceId"] as? String })
                #expect(spaces == [space])
            }
            let unknown = try await client.get("/api/Spaces-9/workerpools").status
            #expect(unknown == 404)
            let home = try await client.get("/api/Spaces-2").object
            let links = home["Links"] as? [String: String]
            #expect(links?["Workers"]?.hasPrefix("/api/Spaces-2/workers{") == true)
        }
    }

    @Test func aVirtualDirectoryIsInEveryLink() async throws {
        var options = SimulatorOptions()
        options.virtualDirectory = "/octopus"
        try await withServer(options) { server in
            #expect(server.url.hasSuffix("/octopus"))
            let links = try #require(
                try await Client(server).get("/api").object["Links"] as? [String: String])
            for (name, target) in links { #expect(target.hasPrefix("/octopus/"), "\(name)") }
            var outside = Client(server)
            outside.base = String(server.url.dropLast("/octopus".count))
            let status = try await outside.get("/api").status
            #expect(status == 404)
        }
    }
}
