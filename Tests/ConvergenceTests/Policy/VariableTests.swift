import Convergence
import HostTesting
import PolicyText
import Testing

@Suite("Variables are filled in, and their mistakes point at the name")
struct VariableTests {
    func content(_ policy: Policy) -> Sheet.Text? { (policy["one"]?.resource as? Sheet)?.text }

    func sheet(_ content: String, above: String = "") -> String {
        policy("one:\n  sheet:\n    path: /a\n    content: \(content)", above: above)
    }

    @Test(arguments: [
        ("\"${who}\"", "world"), ("hello ${who}!", "hello world!"), ("\"${who}${who}\"", "worldworld"),
        ("\"$${who}\"", "${who}"), ("\"$$${who}\"", "$${who}"), ("cost $5 $who", "cost $5 $who"),
        ("\"${greeting}\"", "hello world"), ("on ${host.name}", "on wrk-1"),
        ("\"${host.os} ${host.version} ${host.architecture}\"", "debian 13 amd64"),
        ("\"\\x24{who}\"", "world"),
        ("\"${tilde}\"", "~"), ("\"${number}\"", "0640"),
    ])
    func valuesAreFilledIn(_ written: String, _ meant: String) throws {
        let variables = "variables: { who: world, greeting: \"hello ${who}\", tilde: \"~\", number: 0640 }\n"
        let policy = try accepted(sheet(written, above: variables))
        #expect(content(policy) == .content(meant))
    }

    @Test func theyStandInEveryField() throws {
        let read = try accepted(
            policy(
                "one: { severity: \"${how}\", sheet: { path: \"/x/${who}\", absent: true, mode: \"${mode}\" } }",
                above: "variables: { how: high, who: me, mode: 0600 }\n"))
        #expect(read["one"]?.severity == .high)
        #expect((read["one"]?.resource as? Sheet)?.path == "/x/me")
        #expect((read["one"]?.resource as? Sheet)?.mode == 0o600)
    }

    @Test func theCommandLineWins() throws {
        let variables = "variables: { who: world, greeting: \"hello ${who}\" }\n"
        let policy = try accepted(
            sheet("\"${greeting}\"", above: variables), on: Desk(variables: ["who": "moon ${x}"]))
        #expect(content(policy) == .content("hello moon ${x}"))
        #expect(
            content(try accepted(sheet("\"${new}\""), on: Desk(variables: ["new": "1"]))) == .content("1"))
    }

    @Test func unusedNamesOfTheCommandLineAreMistakes() {
        let (_, found) = Desk(variables: ["wo": "x"]).read(sheet("a", above: "variables: { who: world }\n"))
        #expect(found.count == 1)
        #expect(found.first?.range == nil)
        #expect(found.first?.message.description.contains("--var wo") == true)
        #expect(found.first?.message.description.contains("did you mean 'who'?") == true)
    }

    @Test func unknownNamesAreMarkedAtTheirColumn() {
        let variables = "variables: { hostname: x }\n"
        expectMistake(
            sheet("hi ⟦${hostnam}⟧!", above: variables), saying: "did you mean 'hostname'?")
        expectMistake(sheet("'it''s ⟦${nobody}⟧'"), saying: "no variable 'nobody'", "$${")
        expectMistake(sheet("\"$5 ü \\t ⟦${nobody}⟧\""), saying: "no variable 'nobody'")
        expectMistake(sheet("⟦${host.nam}⟧"), saying: "host.name, host.os")
        expectMistake(sheet("a ⟦${⟧ b"), saying: "wants a name")
        expectMistake(
            policy("one:\n  sheet:\n    path: /a\n    content: |\n      first\n      then ⟦${nobody}⟧\n"),
            saying: "nobody")
        expectMistake(
            policy("one: { sheet: { path: /a, absent: true } }", above: "variables: { a: \"x ⟦${b}⟧\" }\n"),
            saying: "no variable 'b'")
    }

    @Test func inBracesTheyStandInQuotes() {
        let text = MarkedText(policy("one: { sheet: { path: /a, content: x⟦${⟧who} } }"))
        let (_, found) = Desk().read(text.text)
        #expect(found.count == 1)
        #expect(found.first?.notes.last?.range == text.ranges[0])
        #expect(found.first?.notes.last?.message.description.contains("in quotes") == true)
    }

    @Test func whereTheColumnCannotBeToldTheValueIsMarked() {
        expectMistake(sheet("⟦\"\\x24{nobody}\"⟧"), saying: "no variable 'nobody'")
    }

    @Test func aVariableCannotUseItself() {
        expectMistake(
            sheet("x", above: "variables: { a: \"⟦${b}⟧\", b: \"⟦${a}⟧\" }\n"), saying: "a → b → a",
            mistake: 1)
        expectMistake(sheet("x", above: "variables: { a: \"⟦${a}⟧\" }\n"), saying: "a → a")
    }

    @Test func aBrokenVariableIsToldOnce() {
        expectMistake(
            policy(
                "one: { sheet: { path: \"${a}\", content: \"${a}\", mode: \"${a}\" } }",
                above: "variables: { a: \"⟦${b}⟧\" }\n"), saying: "no variable 'b'")
        expectMistake(
            policy("one: { sheet: { path: \"${a}\", absent: true } }", above: "variables: { a: ⟦[x]⟧ }\n"),
            saying: "single value")
    }

    @Test func namesTakeNoVariables() {
        expectMistake(
            policy(
                "one: { sheet: { path: /a, absent: true, \"⟦⟧\": x } }".withKey("${a}"),
                above: "variables: { a: b }\n"),
            saying: "in a value, not in a name")
        expectMistake(
            "holdfast: 1\npolicy: ⟦\"${a}\"⟧\nvariables: { a: b }\ncontrols: { a: { b: { answer: { from: 10.0.0.0/8 } } } }\n",
            saying: "before variables have values")
    }

    @Test func secretsBecomeHoles() throws {
        let read = try accepted(
            policy(
                "one: { sheet: { path: /a, content: \"key=${secret.token}\\n\", secrets: { token: { env: TOKEN } } } }"
            ))
        let sheet = try #require(read["one"]?.resource as? Sheet)
        var wanted = Content("key=")
        wanted.append(.environment(variable: "TOKEN"))
        wanted.append("\n".utf8)
        #expect(sheet.content == wanted)
    }

    @Test func secretsStandOnlyWhereTheyAreHidden() {
        expectMistake(
            policy("one: { title: ⟦\"${secret.x}\"⟧, sheet: { path: /a, absent: true } }"),
            saying: "a secret can only stand in")
        expectMistake(
            policy("one: { answer: { from: ⟦\"${secret.x}\"⟧ } }"), saying: "a secret can only stand in")
        expectMistake(
            policy(
                "one: { sheet: { path: /a, content: ⟦\"${secret.tokn}\"⟧, secrets: { token: { env: TOKEN } } } }"
            ),
            saying: "'secrets' has no 'tokn'", "did you mean 'token'?")
        expectMistake(
            policy("one: { sheet: { path: /a, content: x, secrets: { ⟦token⟧: { env: TOKEN } } } }"),
            saying: "does not use the secret 'token'")
        expectMistake(
            policy(
                "one: { sheet: { path: /a, content: \"${secret.token}\", secrets: { token: ⟦hunter2⟧ } } }"),
            saying: "never written in a policy")
    }
}

extension String {
    fileprivate func withKey(_ key: String) -> String {
        let parts = split(separator: "\"⟦⟧\"", omittingEmptySubsequences: false)
        return parts[0] + "⟦\"\(key)\"⟧" + parts[1]
    }
}
