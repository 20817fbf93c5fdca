import Testing

@testable import Convergence

/// Where a policy's Octopus Server is, and how it is reached.
@Suite("A policy names its Octopus Server")
struct OctopusConnectionTests {
    private let control = "\ncontrols: { a: { b: { sheet: { path: /a, absent: true } } } }\n"

    private func octopus(_ text: String) -> String { top + "octopus: " + text + control }

    private func policyOf(_ text: String) throws -> Policy {
        let (policy, found) = Desk().read(text)
        return try #require(policy, "\(found.map(\.message))")
    }

    @Test func everythingThatCanBeSaidIsRead() throws {
        let connection = try #require(
            policyOf(
                octopus(
                    """
                    {
                        public: "https://Octopus.example.com/", api: "http://[::1]:8080/octopus",
                        look: { api-key: { credential: octopus-read } },
                        trust: { pinned: "aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd" },
                        nodes: { one: { reach: local }, two: { reach: "kubectl:tools/octopus-0", instance: Second },
                            three: { reach: "ssh://admin@win", shell: powershell } } }
                    """)
            ).octopus)
        #expect(connection.publicURL.description == "https://octopus.example.com")
        #expect(connection.api.description == "http://[::1]:8080/octopus")
        #expect(connection.look == .apiKey(.credential(named: "octopus-read")))
        #expect(connection.trust == .pinned(thumbprint: "AABBCCDDEEFF00112233445566778899AABBCCDD"))
        #expect(
            connection.nodes == [
                .init(name: "one", reach: .local),
                .init(name: "two", reach: .kubectl(namespace: "tools", pod: "octopus-0"), instance: "Second"),
                .init(name: "three", reach: .ssh(destination: "admin@win", shell: .powershell)),
            ])
    }

    @Test func withoutMoreItIsAskedWhereItsUsersReachIt() throws {
        let connection = try #require(policyOf(octopus("{ public: \"https://o.example:8443\" }")).octopus)
        #expect(connection.api == connection.publicURL)
        #expect(connection.publicURL.endpoint == Endpoint(host: "o.example", port: 8443))
        #expect(connection.look == nil)
        #expect(connection.trust == .system)
    }

    @Test func anUpperPolicyReplacesTheWholeServer() throws {
        var desk = Desk()
        desk.shelf.files["base.yaml"] = octopus(
            "{ public: \"https://below.example\", look: { api-key: { env: KEY } } }")
        let upper = top + "extends: base.yaml\n"
        #expect(desk.read(upper).0?.octopus?.publicURL.description == "https://below.example")
        let replaced = desk.read(upper + "octopus: { public: \"https://above.example\" }\n").0?.octopus
        #expect(replaced?.publicURL.description == "https://above.example")
        #expect(replaced?.look == nil)
    }

    @Test func mistakesHaveTheirPlaces() {
        expectMistake(octopus("⟦{}⟧"), saying: "'public' is missing")
        expectMistake(octopus("{ public: ⟦octopus.example.com⟧ }"), saying: "https://")
        expectMistake(
            octopus("{ public: ⟦\"https://me:secret@o.example\"⟧ }"), saying: "without a name or password")
        expectMistake(
            octopus("{ public: \"https://o.example\", look: { api-key: ⟦API-ABC⟧ } }"),
            saying: "a secret is never written in a policy")
        expectMistake(
            octopus("{ public: \"https://o.example\", nodes: { a: { reach: ⟦\"docker:--privileged\"⟧ } } }"),
            saying: "docker:NAME")
        for reach in ["kubectl:tools/-i", "kubectl:--raw/octopus-0", "ssh://admin@-oProxyCommand=x"] {
            expectMistake(
                octopus("{ public: \"https://o.example\", nodes: { a: { reach: ⟦\"\(reach)\"⟧ } } }"),
                saying: "kubectl:NAMESPACE/POD")
        }
        expectMistake(
            octopus("{ public: \"https://o.example\", nodes: { a: { reach: local, shell: ⟦cmd⟧ } } }"),
            saying: "ssh://")
        expectMistake(
            octopus("{ public: \"https://o.example\", trust: { pinned: ⟦abc⟧ } }"),
            saying: "40 hexadecimal digits")
    }
}
