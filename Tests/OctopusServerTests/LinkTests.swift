import Convergence
import Testing

@testable import OctopusServer

/// Links as Octopus writes them, and where they may lead.
@Suite struct LinkTests {
    @Test func aTemplateIsFilledWithWhatIsKnownAndNothingElse() {
        let users = LinkTemplate("/api/users{/id}{?skip,take,ids,filter}")
        #expect(users.path() == "/api/users")
        #expect(users.path(["id": "Users-1"]) == "/api/users/Users-1")
        #expect(users.path(["skip": "0", "take": "500"]) == "/api/users?skip=0&take=500")
        #expect(users.path(["skip": "30", "other": "x"]) == "/api/users?skip=30")
        #expect(
            LinkTemplate("/api/configuration{/id}").path(suffix: "/webportal/values")
                == "/api/configuration/webportal/values")
        #expect(LinkTemplate("/api/x?a=1{&b}").path(["b": "2"]) == "/api/x?a=1&b=2")
        #expect(LinkTemplate("/api/{spaceId}/x").path(["spaceId": "a/b ?"]) == "/api/a%2Fb%20%3F/x")
        #expect(LinkTemplate("/api/{spaceId}/x").path() == nil)
        #expect(LinkTemplate("/api/{spaceId").path(["spaceId": "1"]) == nil)
        #expect(users.queryNames == ["skip", "take", "ids", "filter"])
    }

    @Test(arguments: [
        ("/api/Spaces-1/workers{/id}{?skip}", "/api/Spaces-22/workers"),
        ("/api/{spaceId}/workers{?skip}", "/api/Spaces-22/workers"),
        ("/api/workers", "/api/Spaces-22/workers"),
        ("/octopus/api/workers", "/octopus/api/Spaces-22/workers"),
        ("/octopus/api/Spaces-1/workers", "/octopus/api/Spaces-22/workers"),
    ])
    func aLinkIsFoundInEverySpace(_ link: String, _ path: String) {
        #expect(LinkTemplate(link).inSpace("Spaces-22").path() == path)
    }

    private func place(_ url: String, public other: String? = nil) -> ServerPlace {
        ServerPlace(
            OctopusConnection(publicURL: WebAddress(other ?? url)!, api: WebAddress(url)!))
    }

    @Test(arguments: [
        ("https://o.example", "/api/users", "https://o.example/api/users"),
        ("https://o.example/octopus", "/api/users", "https://o.example/octopus/api/users"),
        ("https://o.example/octopus", "/octopus/api/users", "https://o.example/octopus/api/users"),
        ("https://o.example/octopus", "~/api/users", "https://o.example/octopus/api/users"),
        ("http://[::1]:8080", "/api?x=1", "http://[::1]:8080/api?x=1"),
        ("https://o.example:8443", "https://o.example:8443/api/a", "https://o.example:8443/api/a"),
    ])
    func linksStayInTheServersDirectory(_ api: String, _ link: String, _ url: String) throws {
        #expect(try place(api).url(of: link) == url)
    }

    @Test func theServersPublicNameInALinkIsTheServer() throws {
        let place = place("http://127.0.0.1:8080", public: "https://octopus.example")
        #expect(try place.url(of: "https://octopus.example/api/users") == "http://127.0.0.1:8080/api/users")
    }

    @Test(arguments: [
        "https://evil.example/api", "//evil.example/api", "api/users", "", "/api/../../x", "/api\\x", "/a b",
        "/a#b",
    ])
    func linksThatLeadElsewhereAreNotFollowed(_ link: String) {
        let error = #expect(throws: HostError.self) { try place("https://o.example").url(of: link) }
        #expect(error?.description.contains("not followed") == true)
    }

    @Test(arguments: [
        ("https://o.example", "/app", "https://o.example/app", true),
        ("https://o.example", "https://o.example/app#/x", "https://o.example/app", true),
        ("http://o.example", "https://o.example/api", "https://o.example/api", true),
        ("https://o.example", "https://o.example:8443/api", "https://o.example:8443/api", false),
        ("http://localhost:8080", "http://localhost:9090/api", "http://localhost:9090/api", false),
    ])
    func redirectsAreFollowedOnTheSameHost(_ api: String, _ location: String, _ url: String, _ withKey: Bool)
        throws
    {
        #expect(try place(api).target(of: location, at: api + "/api", withKey: withKey) == url)
    }

    @Test(arguments: [
        ("https://o.example", "https://evil.example/api", false),
        ("https://o.example", "//evil.example/api", false),
        ("https://o.example", "http://o.example/api", false),
        ("http://localhost:80", "http://localhost:81/", true),
        ("https://o.example", "https://o.example:8443/api", true),
        ("http://127.0.0.1:8080", "https://127.0.0.1:8443/steal", true),
        ("http://127.0.0.1:8080", "https://127.0.0.1/steal", true),
        ("http://127.0.0.1", "https://127.0.0.1:8443/steal", true),
        ("https://o.example", "javascript:1", false),
        ("https://o.example", "https://user:x@o.example/", false),
    ])
    func otherRedirectsAreNot(_ api: String, _ location: String, _ withKey: Bool) {
        #expect(throws: HostError.self) {
            try place(api).target(of: location, at: api + "/api", withKey: withKey)
        }
    }
}
