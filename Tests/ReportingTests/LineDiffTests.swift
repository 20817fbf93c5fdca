import Convergence
import HostTesting
import Testing

@testable import Reporting

struct LineDiffTests {
    /// What `new` is, made from `old` and the edits alone, or `nil` where the edits do not fit.
    static func applied(_ diff: LineDiff, to old: [Int], adding new: [Int]) -> [Int]? {
        var result: [Int] = []
        var nextOld = 0
        for edit in diff.edits {
            switch edit {
            case .keep(let at, let to):
                guard at == nextOld, to == result.count else { return nil }
                result.append(old[at])
                nextOld += 1
            case .remove(let at):
                guard at == nextOld else { return nil }
                nextOld += 1
            case .add(let at):
                guard at == result.count else { return nil }
                result.append(new[at])
            }
        }
        return nextOld == old.count ? result : nil
    }

    /// The length of the longest common subsequence, by the table.
    static func commonLength(_ old: [Int], _ new: [Int]) -> Int {
        var above = [Int](repeating: 0, count: new.count + 1)
        for line in old {
            var row = [0]
            for at in new.indices {
                row.append(line == new[at] ? above[at] + 1 : max(above[at + 1], row[at]))
            }
            above = row
        }
        return above[new.count]
    }

    @Test(arguments: 0..<400)
    func appliedToTheOldLinesGivesTheNewOnesInTheFewestEdits(seed: Int) {
        var generator = SplitMix(seed)
        let letters = Int.random(in: 1...6, using: &generator)
        func lines() -> [Int] {
            (0..<Int.random(in: 0...24, using: &generator)).map { _ in
                Int.random(in: 0..<letters, using: &generator)
            }
        }
        let (old, new) = (lines(), lines())
        let diff = LineDiff(from: old, to: new)
        #expect(Self.applied(diff, to: old, adding: new) == new)
        let kept = diff.edits.count { if case .keep = $0 { true } else { false } }
        #expect(kept == Self.commonLength(old, new))
        let coarse = LineDiff(from: old, to: new, limit: 1)
        #expect(Self.applied(coarse, to: old, adding: new) == new)
    }

    @Test func twoFilesTooFarApartAreOneStretchAndSaySo() throws {
        let old = (0..<3000).map { FileLine(text: "old \($0)") }
        let new = (0..<3000).map { FileLine(text: "new \($0)") }
        let diff = UnifiedDiff(from: old, to: new)
        #expect(diff.isCoarse)
        #expect(diff.lines.first == .hunk("@@ -1,3000 +1,3000 @@"))
        let shown = diff.details(isWhole: false)
        #expect(shown.count == Detail.diffLimit + 2)
        #expect(shown.last?.text == "(5801 more lines of this diff; --verbose shows them)")
        #expect(diff.details(isWhole: true).count == 6002)
    }

    @Test func aHunkKeepsThreeLinesAndFarChangesHaveTheirOwn() {
        let old = (1...20).map { FileLine(text: "\($0)") }
        var new = old
        new[1].text = "two"
        new[18].text = "nineteen"
        let hunks = UnifiedDiff(from: old, to: new).lines.filter {
            if case .hunk = $0 { true } else { false }
        }
        #expect(hunks == [.hunk("@@ -1,5 +1,5 @@"), .hunk("@@ -16,5 +16,5 @@")])
        #expect(UnifiedDiff(from: old, to: old).lines.isEmpty)
    }

    @Test func linesKnowTheirHolesAndAMissingNewline() throws {
        var content = Content("a\nkey=")
        content.append(Sample.secret)
        let lines = try #require(FileLine.lines(of: content))
        #expect(lines.map(\.text) == ["a", "key=‹secret env:DB_PASSWORD›"])
        #expect(lines.map(\.hasHole) == [false, true])
        #expect(lines.map(\.endsWithNewline) == [true, false])
        let lookalike = try #require(FileLine.lines(of: "a\nkey=‹secret env:DB_PASSWORD›"))
        #expect(lookalike[1] != lines[1])
        #expect(FileLine.lines(of: Content([0xff])) == nil)
        #expect(FileLine.lines(of: "a\u{0}b") == nil)
        #expect(FileLine.lines(of: "")?.isEmpty == true)
    }
}
