import Glibc
import Testing

@testable import Convergence
@testable import Runs

@Suite struct DurableFileTests {
    @Test func aFileIsReplacedWholeAndKeepsItsMode() throws {
        let scratch = try Scratch()
        try scratch.file("report.json", "old", mode: 0o640)
        try DurableFile.replace(scratch("report.json"), with: Array("new".utf8))
        #expect(try scratch.bytes("report.json") == Array("new".utf8))
        #expect(try scratch.mode("report.json") == 0o640)
        #expect(try scratch.names == ["report.json"])
    }

    @Test func aModeThatIsGivenIsExact() throws {
        let scratch = try Scratch()
        try scratch.file("state.json", "old", mode: 0o666)
        try DurableFile.replace(scratch("state.json"), with: [], mode: 0o600)
        #expect(try scratch.mode("state.json") == 0o600)
        try DurableFile.replace(scratch("new.json"), with: [], mode: 0o604)
        #expect(try scratch.mode("new.json") == 0o604)
        try DurableFile.replace(scratch("report.json"), with: [])
        #expect(try scratch.mode("report.json") & ~0o644 == 0)
    }

    @Test func aLinkIsReplacedAndWhatItLeadsToIsLeftAlone() throws {
        let scratch = try Scratch()
        try scratch.file("victim", "precious")
        try #require(symlink("victim", scratch("report.json")) == 0)
        try DurableFile.replace(scratch("report.json"), with: Array("new".utf8))
        #expect(try scratch.bytes("victim") == Array("precious".utf8))
        #expect(try scratch.bytes("report.json") == Array("new".utf8))
    }

    @Test func whatIsNoFileIsNotReplacedByOne() throws {
        let scratch = try Scratch()
        try scratch.directory("directory")
        try #require(mkfifo(scratch("pipe"), 0o600) == 0)
        for name in ["directory", "pipe", "missing/file", "directory/", "directory/.."] {
            #expect(
                try refusal { try DurableFile.replace(scratch(name), with: [1]) }.code == .failed, "\(name)")
        }
        #expect(try scratch.names == ["directory", "pipe"])
        try DurableFile.replace("/dev/null", with: [1])
        var status = stat()
        #expect(stat("/dev/null", &status) == 0 && status.form == S_IFCHR)
    }
}
