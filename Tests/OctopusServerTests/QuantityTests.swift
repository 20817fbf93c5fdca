import Convergence
import Testing

@testable import OctopusServer

/// How often, how fast, through what and when.
@Suite struct QuantityTests {
    @Test func thePaceLetsABurstThroughAndThenItsShare() {
        var pace = Pace()
        let start = ContinuousClock.now
        for _ in 0..<1000 { #expect(pace.wait(at: start) == .zero) }
        pace.limit(perMinute: 60, burst: 10, spent: 4, at: start)
        for _ in 0..<6 { #expect(pace.wait(at: start) == .zero) }
        #expect(pace.wait(at: start) == .seconds(1))
        #expect(pace.wait(at: start) == .seconds(2))
        #expect(pace.wait(at: start + .seconds(2)) == .seconds(1))
        // A second limit does not give new tokens.
        pace.limit(perMinute: 600, burst: 100, spent: 0, at: start + .seconds(2))
        #expect(pace.wait(at: start + .seconds(2)) == .seconds(2))
        // It never gathers more than a burst.
        for _ in 0..<10 { #expect(pace.wait(at: start + .seconds(9999)) == .zero) }
        #expect(pace.wait(at: start + .seconds(9999)) > .zero)
    }

    @Test(arguments: [
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
        ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199),
    ])
    func datesOfAnswersAreRead(_ text: String, _ seconds: Int) {
        #expect(HTTPDate.seconds(text) == seconds)
    }

    @Test(arguments: [
        "", "now", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Xxx 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT",
    ])
    func whatIsNoDateIsNone(_ text: String) { #expect(HTTPDate.seconds(text) == nil) }

    @Test func theTallyCountsAnswersAndTheirLack() {
        var tally = RequestTally()
        for _ in 0..<3 { tally.add("GET", nil) }
        tally.answered(200)
        tally.answered(404)
        #expect(
            tally.lines == [
                .init(verb: "GET", status: nil, count: 1), .init(verb: "GET", status: 200, count: 1),
                .init(verb: "GET", status: 404, count: 1),
            ])
        #expect(tally.count == 3)
    }

    private func proxy(_ url: String, _ environment: [String: String]) throws -> EnvironmentProxy? {
        try EnvironmentProxy.of(WebAddress(url)!, in: environment)
    }

    @Test func theProxyOfTheEnvironmentIsTaken() throws {
        let all = ["HTTPS_PROXY": "http://me:p%40ss@proxy.example:3128/", "http_proxy": "plain.example"]
        let found = try #require(try proxy("https://o.example", all))
        #expect(found.endpoint == Endpoint(host: "proxy.example", port: 3128))
        #expect(found.login == "me:p@ss")
        #expect(
            try self.proxy("http://o.example", all)?.endpoint == Endpoint(host: "plain.example", port: 80))
        #expect(try self.proxy("http://o.example", ["HTTP_PROXY": "http://x:1"]) == nil)
        #expect(try self.proxy("https://o.example", ["https_proxy": ""]) == nil)
    }

    @Test(arguments: ["https://localhost", "https://127.0.0.2:8443", "https://[::1]"])
    func loopbackNeedsNoProxy(_ url: String) throws {
        #expect(try proxy(url, ["HTTPS_PROXY": "http://proxy.example:3128"]) == nil)
    }

    @Test(arguments: [
        ("o.example", true), (".example", true), ("example", true), ("*.example", true), ("*", true),
        ("a, o.example ,b", true), ("other.example", false), ("ample", false), ("", false),
    ])
    func someHostsNeedNoProxy(_ list: String, _ isExcepted: Bool) throws {
        let found = try proxy(
            "https://o.example", ["HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": list])
        #expect((found == nil) == isExcepted)
    }

    @Test(arguments: ["socks5://secret:word@proxy:1080", "http://secret:word@:::"])
    func aProxyThatCannotBeUsedIsNamedByItsVariableOnly(_ text: String) {
        let error = #expect(throws: HostError.self) { try proxy("https://o.example", ["ALL_PROXY": text]) }
        #expect(error?.description.contains("ALL_PROXY") == true)
        #expect(error?.description.contains("word") == false)
    }
}
