import Convergence
import PolicyText

/// Kinds with just enough fields to show every rule of the language.
enum Toys {
    static let all: [any ResourceKind.Type] = [Sheet.self, Line.self, Answer.self, Frame.self]
}

protocol Toy: ResourceKind where Observation == Int {}

extension Toy {
    func observe(on host: some HostObserving) async throws(HostError) -> Int { 0 }
    func assess(_ observed: Int) -> Assessment { .compliant }
}

/// Holds a whole path.
struct Sheet: Toy {
    enum Text: Equatable, Sendable {
        case content(String)
        case source(String)
        case absent
    }

    static let keyword = "sheet"
    static let summary = "A sheet of paper."
    static let examples = ["greeting:\n  sheet: { path: /sheets/greeting, content: hello, mode: 0640 }\n"]

    var path: Path
    var text: Text
    var content: Content
    var mode: FileMode
    var owner: String?
    var copies: Int
    var bytes: [UInt8] = []

    init(reading fields: inout Fields) {
        path = fields.required("path", .path, "Where it lies.")
        if path == .root { fields.reject("path", "the root is no sheet") }
        text = fields.exactlyOne(of: [
            .init("content", .textWithSecrets, "What is on it.") { .content($0) },
            .init("source", .text, "A file beside the policy with what is on it.") { .source($0) },
            .init("absent", .presence, "There is none.") { _ in .absent },
        ])
        mode = fields.optional("mode", .mode, default: 0o644, "Who may read it.")
        owner = fields.optional("owner", .owner, "Whose it is.")
        copies = fields.optional("copies", .integer(1...9), default: 1, "How many there are.")
        let secrets = fields.optional(
            "secrets", .pairs(of: .secret), default: [], shown: "none", "Secrets that stand in the content.")
        content = Content()
        if case .content(let text) = text {
            content = fields.content(of: text, in: "content", secrets: secrets)
        }
        if case .source(let name) = text { bytes = fields.bytes(ofFileNamed: name, in: "source") }
    }

    var claims: [Claim] { [Claim(.node(at: path))] }
}

/// Holds one line of a path.
struct Line: Toy {
    struct Style: Sendable {
        var bold: Bool
        var colors: [String]

        init(reading fields: inout Fields) {
            bold = fields.optional("bold", .flag, default: false, "Whether it is bold.")
            colors = fields.optional("colors", .oneOrMany(.text), default: [], shown: "none", "Its colors.")
        }
    }

    static let keyword = "line"
    static let summary = "A line on a sheet."
    static let examples = ["first:\n  line: { sheet: /sheets/greeting, name: first, text: hello }\n"]

    var sheet: Path
    var name: String
    var text: String
    var style: Style

    init(reading fields: inout Fields) {
        sheet = fields.required("sheet", .path, "The sheet it is on.")
        name = fields.required("name", .text, "What it is called.")
        text = fields.required("text", .text, "What it says.")
        style = fields.optional(
            "style", .mapping(Style.init(reading:)), default: Fields.placeholder(of: Style.init(reading:)),
            shown: "plain", "How it looks.")
    }

    var claims: [Claim] { [Claim(.node(at: sheet), part: name)] }
}

/// Holds nothing of a host.
struct Answer: Toy {
    static let keyword = "answer"
    static let summary = "What somebody answers."
    static let isRemote = true
    static let examples = ["hello:\n  answer: { from: management }\n"]

    var from: [Network]

    init(reading fields: inout Fields) {
        from = fields.required("from", .networks, "Who may ask.")
    }

    var claims: [Claim] { [] }
}

/// Refers to a sheet.
struct Frame: Toy {
    static let keyword = "frame"
    static let summary = "A frame around a sheet."
    static let examples = ["frame:\n  frame: { sheet: greeting }\n"]

    var path: Path

    init(reading fields: inout Fields) {
        if fields.has("frame") {
            path = fields.control("frame", Frame.self, "The frame inside it.").path
        } else {
            path = fields.control("sheet", Sheet.self, "The sheet inside it.").path
        }
    }

    var claims: [Claim] { [] }
}
