import Convergence
import PolicyText
import Testing

@Suite struct TimeSpanTests {
    @Test(arguments: [
        ("1 second", 1), ("90 seconds", 90), ("30 minutes", 1800), ("1 hour", 3600), ("21 days", 1_814_400),
    ])
    func aNumberAndAUnitAreRead(_ text: String, _ seconds: Int) throws {
        #expect(TimeSpan(text)?.seconds == seconds)
    }

    /// One spelling: a policy that is read by people should not have four words for an hour.
    @Test(arguments: [
        "", "1", "hour", "1 hours", "2 hour", "0 days", "01 days", "-1 days", "1h", "1  hour", " 1 hour",
        "1 Hour",
        "1.5 days", "1 week", "9999999999 days",
    ])
    func nothingElseIs(_ text: String) {
        #expect(TimeSpan(text) == nil)
    }

    @Test func itIsSaidInTheLargestUnitThatDividesIt() {
        #expect(TimeSpan(seconds: 0).description == "0 seconds")
        #expect(TimeSpan(seconds: 60).description == "1 minute")
        #expect(TimeSpan(seconds: 5400).description == "90 minutes")
        #expect(TimeSpan(seconds: 7200).description == "2 hours")
        #expect(TimeSpan(seconds: 86_400).description == "1 day")
        #expect(TimeSpan(seconds: 86_401).description == "86401 seconds")
        #expect(TimeSpan(seconds: 180_000).rounded.description == "2 days")
        #expect(TimeSpan(seconds: 59).rounded.description == "59 seconds")
    }

    /// Whatever is said can be read again.
    @Test(arguments: [1, 59, 60, 3599, 3600, 86_400, 1_814_400]) func whatIsSaidCanBeRead(_ seconds: Int) {
        let span = TimeSpan(seconds: seconds)
        #expect(TimeSpan(span.description) == span)
    }

    @Test func aMistakeIsExplained() throws {
        let node = try YAMLNode.parse(Array("1 week".utf8), source: SourceID(0))
        var reading = Reading()
        _ = Shape<TimeSpan>.duration.read(node, &reading)
        #expect(reading.diagnostics.map { "\($0.message)" }.first?.contains("as in 30 minutes") == true)
    }
}
