internal import CLibYAML

/// Why libyaml stopped, in its own words.
struct LibYAMLProblem: Error {
    var problem: String
    var place: SourcePosition
    var context: String?
    var contextPlace: SourcePosition

    @unsafe init(of parser: yaml_parser_t) {
        problem = unsafe parser.problem.map { unsafe String(cString: $0) } ?? "not YAML"
        place = unsafe SourcePosition(parser.problem_mark)
        context = unsafe parser.context.map { unsafe String(cString: $0) }
        contextPlace = unsafe SourcePosition(parser.context_mark)
    }
}

extension LibYAMLProblem {
    /// The problem in words of somebody who writes policies, and libyaml's own words behind them.
    func explained(at cursor: inout SourceCursor) -> YAMLError {
        cursor.advance(to: place)
        let words = [context, problem].compactMap(\.self).joined(separator: ": ")
        let explanation = explanation(byte: cursor.byte)
        var message = "this is not YAML: \(words)"
        var related: YAMLError.Related?
        if let explanation {
            message = "\(explanation.rule) (libyaml: \(words))"
            related = explanation.opening.map {
                YAMLError.Related($0, at: range(at: contextPlace, in: cursor))
            }
        }
        // At the end of the text libyaml is a line ahead.
        let place = cursor.byte == nil ? min(place, cursor.position) : place
        return YAMLError(message, at: range(at: place, in: cursor), related: related)
    }

    private func range(at place: SourcePosition, in cursor: SourceCursor) -> SourceRange {
        let end = SourcePosition(line: place.line, column: place.column + 1)
        return SourceRange(source: cursor.source, start: place, end: end)
    }

    private struct Explanation {
        var rule: String
        /// What stands at libyaml's second place, where that helps.
        var opening: String?

        init(_ rule: String, opening: String? = nil) {
            self.rule = rule
            self.opening = opening
        }
    }

    private func explanation(byte: UInt8?) -> Explanation? {
        if byte == UInt8(ascii: ":"), Self.missesKey.contains(problem) {
            return Explanation("a key is missing before `:`")
        }
        return Self.byContext(context ?? "") ?? Self.byProblem(problem, byte: byte)
    }

    private static let missesKey = ["did not find expected node content", "did not find expected key"]

    /// Where what was being read says more than what was missing.
    private static func byContext(_ context: String) -> Explanation? {
        switch context {
        case "while scanning an alias":
            Explanation("a text that begins with `*` must be in quotes; aliases are no part of a policy")
        case "while scanning an anchor":
            Explanation("a text that begins with `&` must be in quotes; anchors are no part of a policy")
        case "while scanning a tag", "while parsing a tag":
            Explanation("a text that begins with `!` must be in quotes; tags are no part of a policy")
        case let context where context.hasSuffix("directive"):
            Explanation("directives (lines that begin with `%`) are no part of a policy; remove it")
        default: nil
        }
    }

    private static func byProblem(_ problem: String, byte: UInt8?) -> Explanation? {
        switch problem {
        case "found character that cannot start any token": Explanation(startRule(byte: byte))
        case "mapping values are not allowed in this context":
            Explanation(
                "a second `: ` here; put a value that contains `: ` in quotes, or indent the line like its neighbours"
            )
        case "could not find expected ':'":
            Explanation(
                "this line should be `key: value`, but no `: ` follows", opening: "this was read as the key")
        case "did not find expected key":
            Explanation(
                "a key was expected here; indent the line like the other keys of its mapping, and put a value that goes on after a closing quote in quotes as a whole",
                opening: "the mapping begins here")
        case "did not find expected '-' indicator":
            Explanation(
                "a list item `- …` was expected here; indent the line like the other items",
                opening: "the list begins here")
        case "did not find expected ',' or ']'":
            Explanation(
                "a `,` or the closing `]` is missing before this place", opening: "the list is opened here")
        case "did not find expected ',' or '}'":
            Explanation(
                "a `,` or the closing `}` is missing before this place",
                opening: "the mapping is opened here")
        case "did not find expected node content":
            Explanation("a value was expected here; put a text that begins with a YAML sign in quotes")
        case "did not find expected <document start>":
            Explanation("the policy has ended above; check the indentation, or put the line in quotes")
        case "found unexpected end of stream":
            Explanation("the text ends inside quotes; close them", opening: "the quotes are opened here")
        case "found unexpected document indicator":
            Explanation(
                "a line of `---` or `...` inside quotes; close the quotes",
                opening: "the quotes are opened here")
        case "found unknown escape character":
            Explanation(
                "no such escape inside double quotes; write `\\\\` for a backslash, or use single quotes")
        case "did not find expected hexdecimal number", "found invalid Unicode character escape code":
            Explanation("an escape needs the hexadecimal number of a character, as in \"\\u20AC\"")
        case "block sequence entries are not allowed in this context":
            Explanation("a list item cannot begin here; begin the list on a line of its own")
        case "mapping keys are not allowed in this context":
            Explanation("a key cannot begin here; put a text that begins with `? ` in quotes")
        case "found a tab character where an indentation space is expected":
            Explanation(
                "a tab cannot indent; use spaces. where the content itself begins with a tab, write `|2`")
        case "found a tab character that violates indentation": Explanation("a tab cannot indent; use spaces")
        case "found an indentation indicator equal to 0", "did not find expected comment or line break":
            Explanation("after `|` or `>` only `-`, `+`, a digit from 1 to 9 and a comment may follow")
        case "found undefined tag handle": Explanation("tags are no part of a policy; remove it")
        case "found incompatible YAML document", "found duplicate %YAML directive",
            "found duplicate %TAG directive":
            Explanation("directives (lines that begin with `%`) are no part of a policy; remove it")
        default: nil
        }
    }

    private static func startRule(byte: UInt8?) -> String {
        switch byte {
        case UInt8(ascii: "\t"): "a tab cannot indent; use spaces"
        case let byte?:
            "a text cannot begin with `\(Unicode.Scalar(byte))` outside quotes; put it in quotes"
        case nil: "a value was expected here"
        }
    }
}
