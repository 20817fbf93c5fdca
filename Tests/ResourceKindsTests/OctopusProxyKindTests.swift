import Convergence
import HostTesting
import Octopus
import Testing

@testable import ResourceKinds

@Suite struct OctopusProxyKindTests {
    private static func assess(
        _ fields: String, node: String? = nil, proxies: String? = nil
    ) async throws -> Assessment {
        let host = try OctopusAnswers.host(
            proxies.map { [(.proxies, $0)] } ?? [], nodes: node.map { ["main": $0] } ?? [:])
        return try await OctopusAnswers.assess(OctopusProxyKind.self, fields, on: host)
    }

    /// On with a host is that one; on without is the default; off is none.
    @Test(arguments: [
        (#"{"Octopus.Proxy.UseDefaultProxy":"false"}"#, "none"),
        (#"{"Octopus.Proxy.UseDefaultProxy":"true"}"#, "default"),
        (
            #"{"Octopus.Proxy.UseDefaultProxy":"false","Octopus.Proxy.ProxyHost":"Proxy.example.com","Octopus.Proxy.ProxyPort":"3128"}"#,
            "\"proxy.example.com:3128\""
        ),
        (#"{"Octopus.Proxy.ProxyHost":"proxy.example.com"}"#, "\"proxy.example.com:80\""),
    ])
    func threeSettingsMakeOneProxy(_ node: String, _ wanted: String) async throws {
        #expect(try await Self.assess("{ server: \(wanted) }", node: node) == .compliant)
        let other = try await Self.assess("{ server: \"other:1\" }", node: node)
        #expect(other.aspects == ["server"])
        #expect(other.byHand?.contains("--proxyEnable=true --proxyHost=other --proxyPort=1") == true)
        #expect(other.found["server"]?.hasSuffix("by node main") == true)
    }

    @Test func aNodeThatTellsNothingIsUnknown() async throws {
        #expect(try await Self.assess("{ server: none }", node: "{}").isUnknown)
        #expect(try await Self.assess("{ server: none }").isUnknown)
    }

    @Test func proxiesOfSpacesAreThoseThatAreNamed() async throws {
        let proxies =
            #"[{"Name":"a","Host":"Proxy-A","Port":3128,"SpaceId":"Spaces-1","Password":{"HasValue":true,"Hint":"canary"}}]"#
        #expect(try await Self.assess("{ spaces: [\"proxy-a:3128\"] }", proxies: proxies) == .compliant)
        let said = try await Self.assess("{ spaces: none }", proxies: proxies)
        #expect(said.found == ["spaces": "a (proxy-a:3128, Spaces-1)"])
        #expect(!"\(said)".contains("canary"))
        #expect(try await Self.assess("{ spaces: none }", proxies: "[]") == .compliant)
        #expect(try await Self.assess("{ spaces: none }").isUnknown)
    }

    @Test(arguments: [
        ("{}", "'server', 'spaces' or both"), ("{ server: proxy }", "none, default, or a host and a port"),
        ("{ spaces: [proxy] }", "a host and a port"),
    ])
    func mistakesAreExplained(_ fields: String, _ message: String) throws {
        let told = try OctopusAnswers.complaints(OctopusProxyKind.self, fields)
        #expect(told.contains { $0.contains(message) }, "\(told)")
    }
}
