import Convergence
import Octopus
import PolicyText
import Testing

@Suite struct OctopusVersionTests {
    private func version(_ text: String) throws -> OctopusVersion {
        try #require(OctopusVersion(text), "\(text)")
    }

    @Test func versionsOfAllErasStandInTheirOrder() throws {
        let inOrder = [
            "0.9", "1.6.3", "2.6.0", "3.0", "3.2.10", "3.17.13", "4.0.0-beta0001", "4.0.0", "4.1.10",
            "2018.1.0",
            "2018.9", "2018.9.2", "2018.9.17", "2018.10.0", "2019.7.12", "2020.5.0-rc.4", "2020.5.0-rc.10",
            "2020.5.0", "2020.6.4592", "2020.6.5146", "2024.3.997", "2024.3.12985", "2024.10.1", "2025.1.0",
        ]
        for (index, lower) in inOrder.enumerated() {
            for higher in inOrder[(index + 1)...] {
                #expect(try version(lower) < version(higher), "\(lower) < \(higher)")
                #expect(try !(version(higher) < version(lower)), "\(higher) < \(lower)")
                #expect(try version(lower) != version(higher))
            }
        }
    }

    @Test func whatDoesNotCountDoesNotMakeAnotherVersion() throws {
        for (one, other) in [
            ("2018.9", "2018.9.0"), ("2020.5.0-rc.4+Branch.x", "2020.5.0-rc.4"), ("3", "3.0.0.0"),
        ] {
            #expect(try version(one) == version(other))
            #expect(try version(one).hashValue == version(other).hashValue)
        }
        #expect(
            try version("2024.3.12985+Branch.release-2024.3").description
                == "2024.3.12985+Branch.release-2024.3")
    }

    @Test(arguments: [
        "", "2024.", ".1", "2024..1", "v2024.1", "2024.1.2.3.4", "2024.1-", "2024.1+", "2024.1-a..b",
        "2024.1 ",
        "2024.-1", "12345678901234567890.1", "unknown", "2024.1.x",
    ])
    func otherTextsAreNone(_ text: String) { #expect(OctopusVersion(text) == nil) }

    @Test func eachVersionIsOfALine() throws {
        #expect(try version("2024.3.12985").line == "2024.3")
        #expect(try version("3.17.13").line == "3.17")
        #expect(try version("2020.5.0-rc.4").line == "2020.5")
        #expect(try version("2018.1.0").isYearly)
        #expect(try !version("4.1.10").isYearly)
        #expect(try version("2020.5.0-rc.4+x").isPrerelease)
    }

    @Test func aPolicyWritesAVersionAsItStands() throws {
        func read(_ text: String) throws -> (OctopusVersion, [Diagnostic]) {
            var reading = Reading()
            let node = try YAMLNode.parse(Array(text.utf8), source: SourceID(0))
            return (Shape<OctopusVersion>.octopusVersion.read(node, &reading), reading.diagnostics)
        }
        #expect(try read("2024.10").0 == version("2024.10"))
        #expect(try read("2024.10").0 > version("2024.9"))
        #expect(try read("2024.10").1 == [])
        for wrong in ["latest", "2024", "2024.x"] {
            #expect(try read(wrong).1.map(\.message.description).first?.contains("2024.3.12985") == true)
        }
    }
}
