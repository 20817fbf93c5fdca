import Foundation
import Testing

/// Small files, named after what is in them, and every kind in the table of contents.
@Suite struct ShapeTests {
    @Test func noFileOutgrowsItsReader() throws {
        for source in try House.sources(below: "Sources") + House.sources(below: "Tests") {
            #expect(source.lines.count <= 401, "\(source.path) has \(source.lines.count) lines; split it")
        }
    }

    @Test func everyKindIsListedAndItsFileHasItsName() throws {
        let list = try House.text("Sources/ResourceKinds/AllKinds.swift")
        var kinds = 0
        for source in try House.sources(below: "Sources/ResourceKinds") {
            for line in source.lines
            where line.contains(": ResourceKind ") && line.hasPrefix("package struct ") {
                let name = line.dropFirst("package struct ".count).prefix { $0.isLetter }
                kinds += 1
                #expect(source.name == "\(name).swift")
                #expect(list.contains("\(name).self"), "\(name) is not in AllKinds.swift")
            }
        }
        #expect(kinds >= 3)
    }

    @Test func everyTypeOfAnotherRoomSaysWhatItIs() throws {
        let starts = ["package struct ", "package enum ", "package protocol ", "package final class "]
        for source in try House.sources(below: "Sources") {
            let lines = source.lines
            for (number, line) in lines.enumerated() where starts.contains(where: line.hasPrefix) {
                var above = number - 1
                while above >= 0, lines[above].hasPrefix("@") { above -= 1 }
                #expect(
                    above >= 0 && lines[above].hasPrefix("///"),
                    "\(source.path):\(number + 1): say in a line above what it is")
            }
        }
    }
}
