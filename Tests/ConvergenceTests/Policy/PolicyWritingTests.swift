import Convergence
import HostTesting
import PolicyText
import Testing

@Suite("A written policy reads back as what was written")
struct PolicyWritingTests {
    func fields(_ pairs: [(String, String)]) -> YAMLNode.Value {
        let nowhere = MarkedText("⟦⟧").ranges[0]
        return .mapping(
            pairs.map {
                .init(
                    key: YAMLNode(.scalar($0.0, style: .plain), at: nowhere),
                    value: YAMLNode(.scalar($0.1, style: .quoted), at: nowhere))
            })
    }

    @Test(arguments: ["hello\n", "a: b # no comment", "${who} $${x} $5 ${", "~", "", "  spaces  "])
    func textsAreKept(_ content: String) throws {
        let writing = PolicyWriting(
            name: "found", title: "As ${it} was",
            items: [
                .init(
                    section: "files", id: "one", title: "/a", keyword: "sheet",
                    fields: fields([("path", "/a"), ("content", content), ("mode", "0600")])),
                .init(
                    section: "lines", id: "two", title: "b", keyword: "line",
                    fields: fields([("sheet", "/b"), ("name", "c"), ("text", "d")])),
                .init(
                    section: "files", id: "three", title: "/c", keyword: "sheet",
                    fields: fields([("path", "/c"), ("absent", "true")])),
            ])
        let text = String(decoding: try writing.node.emit(), as: UTF8.self)
        let policy = try accepted(text)
        #expect(policy.title == "As ${it} was")
        #expect(policy.controls.map(\.id) == ["one", "three", "two"])
        #expect(policy.controls.map(\.section) == ["files", "files", "lines"])
        #expect((policy["one"]?.resource as? Sheet)?.text == .content(content))
        #expect((policy["one"]?.resource as? Sheet)?.mode == 0o600)
    }

    @Test func idsAreMadeOfAnyWords() {
        #expect(
            PolicyWriting.id(for: "/etc/ssh/sshd_config", unless: { _ in false }) == "etc-ssh-sshd-config")
        #expect(PolicyWriting.id(for: "Ä/B", unless: { _ in false }) == "b")
        #expect(PolicyWriting.id(for: "//", unless: { _ in false }) == "control")
        #expect(PolicyWriting.id(for: "a", unless: ["a", "a-2"].contains) == "a-3")
    }
}
