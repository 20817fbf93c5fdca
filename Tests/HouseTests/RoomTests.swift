import Foundation
import Testing

/// A room knows only the rooms below it.
@Suite struct RoomTests {
    /// What each room may import besides the standard library. ARCHITECTURE.md, "Rooms", says the same.
    static let table: [String: Set<String>] = [
        "PolicyText": ["CLibYAML"],
        "Convergence": ["PolicyText", "FoundationEssentials"],
        "Octopus": ["Convergence", "PolicyText", "FoundationEssentials"],
        "ResourceKinds": ["Convergence", "Octopus", "PolicyText"],
        "LinuxHost": ["Convergence", "CLinux", "Glibc", "Subprocess"],
        "OctopusServer": [
            "Convergence", "Octopus", "AsyncHTTPClient", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL",
            "Crypto",
            "FoundationEssentials",
        ],
        "Probes": [
            "Convergence", "NIOCore", "NIOPosix", "NIOHTTP1", "NIOSSL", "NIOTLS", "SwiftASN1", "X509",
            "Crypto",
            "FoundationEssentials",
        ],
        "OctopusSimulator": [
            "Convergence", "Hummingbird", "HummingbirdCore", "HummingbirdTLS", "HTTPTypes", "Logging",
            "NIOCore",
            "NIOSSL", "X509", "SwiftASN1", "Crypto", "CryptoExtras", "FoundationEssentials", "Glibc",
        ],
        "octopus-simulator": ["OctopusSimulator", "ArgumentParser", "Glibc"],
        "Runs": ["Convergence", "Glibc", "Crypto", "FoundationEssentials"],
        "Reporting": ["Convergence", "PolicyText", "FoundationEssentials"],
        "HostTesting": ["Convergence", "PolicyText", "FoundationEssentials"],
        "holdfast": [
            "PolicyText", "Convergence", "Octopus", "ResourceKinds", "LinuxHost", "OctopusServer", "Probes",
            "Runs",
            "Reporting", "ArgumentParser", "Glibc",
        ],
    ]
    /// Parts of the standard library, and of what comes with Subprocess.
    static let everywhere: Set<String> = ["Synchronization", "Dispatch"]
    static let withSubprocess: Set<String> = ["SystemPackage"]

    @Test func everyRoomImportsOnlyWhatItMay() throws {
        for source in try House.sources(below: "Sources") {
            let allowed = try #require(Self.table[source.room], "\(source.path) is in no room of the table")
            for line in source.lines {
                guard let module = Self.imported(by: line) else { continue }
                let isAllowed =
                    allowed.contains(module) || Self.everywhere.contains(module)
                    || allowed.contains("Subprocess") && Self.withSubprocess.contains(module)
                #expect(isAllowed, "\(source.path) imports \(module)")
            }
        }
    }

    @Test func theArchitectureListsTheSameRooms() throws {
        let page = try House.text("ARCHITECTURE.md")
        let start = try #require(page.range(of: "## Rooms"))
        let rows = page[start.upperBound...].split(separator: "\n").prefix { !$0.hasPrefix("## ") }
            .filter { $0.hasPrefix("| `") }
            .map { $0.split(separator: "|").map { String($0.trimming(" ")) } }
        var listed: Set<String> = []
        for row in rows {
            for room in row[0].split(separator: ",").map({ $0.trimming(" `") }) {
                listed.insert(String(room))
                guard let allowed = Self.table[String(room)], room != "holdfast" else { continue }
                for module in allowed {
                    #expect(row.count > 2 && row[2].contains(module), "\(room) may import \(module): say so")
                }
            }
        }
        #expect(listed.subtracting(["CLibYAML", "CLinux"]) == Set(Self.table.keys))
    }

    @Test func whatDecidesDoesNotAct() throws {
        let pure = ["PolicyText", "Convergence", "ResourceKinds", "Reporting"]
        let acts = /\b(FileManager|ProcessInfo|Process\(|print\(|fopen\(|getenv\(|readLine\()/
        for source in try House.sources(below: "Sources") where pure.contains(source.room) {
            for (number, line) in source.lines.enumerated() where !line.trimming(" ").hasPrefix("//") {
                let found = line.firstMatch(of: acts)?.1
                #expect(found == nil, "\(source.path):\(number + 1)")
            }
        }
    }

    private static func imported(by line: Substring) -> String? {
        var words = line.split(separator: " ")[...]
        while let word = words.first,
            ["package", "internal", "private", "public", "@preconcurrency"].contains(word)
        {
            words = words.dropFirst()
        }
        guard words.first == "import", let name = words.dropFirst().first else { return nil }
        return String(name.split(separator: ".")[0])
    }
}

extension StringProtocol {
    /// Without these characters at both ends.
    func trimming(_ characters: String) -> SubSequence {
        var rest = self[...]
        while let first = rest.first, characters.contains(first) { rest = rest.dropFirst() }
        while let last = rest.last, characters.contains(last) { rest = rest.dropLast() }
        return rest
    }
}
