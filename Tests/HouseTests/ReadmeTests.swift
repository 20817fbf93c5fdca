import Foundation
import Testing

/// The README promises what the program has.
@Suite struct ReadmeTests {
    @Test func itListsEveryCommand() throws {
        let readme = try House.text("README.md")
        let list = try House.text("Sources/holdfast/Holdfast.swift")
        var commands: Set<String> = []
        for source in try House.sources(below: "Sources/holdfast/Commands") {
            guard let name = source.text.firstMatch(of: /commandName: "([a-z]+)"/)?.1 else { continue }
            commands.insert(String(name))
            let type = source.name.replacing(".swift", with: ".self")
            #expect(list.contains(type), "\(name) is not a subcommand of holdfast")
        }
        let listed = readme.matches(of: /\| `holdfast ([a-z]+)/).map { String($0.1) }
        #expect(Set(listed) == commands)
        #expect(commands.count >= 10)
    }

    @Test func itListsEveryExitCode() throws {
        let readme = try House.text("README.md")
        let source = try House.text("Sources/holdfast/ExitStatus.swift")
        var codes: [String: String] = [:]
        for match in source.matches(of: /case ([a-zA-Z]+) = (\d+)/) {
            let start = "case .\(match.1): \""
            let line = try #require(source.split(separator: "\n").first { $0.contains(start) }, "\(match.1)")
            codes[String(match.2)] = String(line.components(separatedBy: start)[1].dropLast())
        }
        #expect(codes.count >= 10)
        var listed: [String: String] = [:]
        for match in readme.matches(of: /\| (\d+) \| ([^|]+) \|/) {
            listed[String(match.1)] = String(match.2)
        }
        #expect(listed == codes)
    }
}
