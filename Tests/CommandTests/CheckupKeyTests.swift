import Foundation
import Testing

/// What `holdfast checkup` does with a key that is written where none belongs, is written oddly, or is not taken.
@Suite struct CheckupKeyTests {
    @Test(arguments: [
        ["checkup", "https://127.0.0.1:1", "API-CANARY12345678"],
        ["checkup", "https://127.0.0.1:1", "-kAPI-CANARY12345678"],
        ["checkup", "-kAPI-CANARY12345678", "https://127.0.0.1:1"],
        ["checkup", "https://127.0.0.1:1", "-API-CANARY12345678"],
        ["checkup", "https://127.0.0.1:1", "--API-CANARY12345678"],
        ["checkup", "https://127.0.0.1:1", "--keyless=API-CANARY12345678"],
        ["checkup", "https://127.0.0.1:1", "--format", "API-CANARY12345678"],
        ["checkup", "https://127.0.0.1:1", "--api-key-file", "API-CANARY12345678"],
        ["checkup", "https://127.0.0.1:1", "--token-file", "CANARY12345678"],
        ["checkup", "https://127.0.0.1:1", "CANARY12345678"],
        ["checkup", "https://127.0.0.1:1", "https://me:CANARY12345678@127.0.0.1:1"],
        ["new", "--from-checkup", "https://127.0.0.1:1", "API-CANARY12345678"],
        ["plan", "--API-CANARY12345678", "policy.yaml"],
        ["API-CANARY12345678"],
    ])
    func aKeyAmongTheWordsIsAMistakeAndNotRepeated(words: [String]) throws {
        let place = try Place()
        let answer = try Program.run([Program.path] + words, in: place.directory)
        #expect(answer.status == 64, "\(answer.errors)")
        #expect(!answer.errors.isEmpty)
        #expect(!(answer.output + answer.errors).uppercased().contains("CANARY"), "\(answer.errors)")
    }

    @Test func otherMistakesAreRepeatedAsTheyStand() throws {
        let place = try Place()
        let option = try place.holdfast("checkup", "https://127.0.0.1:1", "--keylss")
        #expect(option.status == 64 && option.errors.contains("'--keylss'. Did you mean '--keyless'?"))
        let format = try place.holdfast("plan", "policy.yaml", "--format", "Yaml2000000")
        #expect(format.status == 64 && format.errors.contains("'Yaml2000000'"), "\(format.errors)")
        let help = try place.holdfast("checkup", "--help")
        #expect(help.status == 0 && help.output.contains("--api-key-file"))
    }

    @Test func aKeyFileWrittenOnWindowsIsTaken() throws {
        let place = try Place()
        let server = try Simulator(place)
        try place.make("key", try server.key("admin") + "\r\n", mode: 0o600)
        let answer = try server.checkup("--format", "json", "--api-key-file", "key")
        #expect(answer.status == 2, "\(answer.errors)")
        #expect(try Report(answer).remote?.user == "admin")
    }

    @Test(arguments: ["two words\n", "API-ABC\nAPI-DEF\n", "\u{feff}API-ABC"])
    func whatCanBeNoKeyIsAMistakeOfTheCommandLine(contents: String) throws {
        let place = try Place()
        let server = try Simulator(place)
        let before = try server.requests().count
        try place.make("key", contents, mode: 0o600)
        let answer = try server.checkup("--api-key-file", "key")
        #expect(answer.status == 64 && answer.errors.contains("is no key"), "\(answer.errors)")
        #expect(!answer.errors.contains("API-ABC"))
        #expect(try server.requests().count == before)
    }

    @Test func aKeyThatIsNotTakenIsNoneInTheReport() throws {
        let server = try Simulator(try Place())
        let report = try Report(try server.checkup("--format", "json", key: "expired"))
        #expect(report.remote?.isKeyed == false && report.remote?.isKeyRefused == true)
        let text = try server.checkup(key: "expired").output
        #expect(text.contains("access  with a key that the server did not take"), "\(text)")
        #expect(text.contains("make a new one") && !text.contains("want of permissions"), "\(text)")
        let taken = try Report(try server.checkup("--format", "json", key: "admin"))
        #expect(taken.remote?.isKeyed == true && taken.remote?.isKeyRefused == nil)
    }

    @Test func theHintToUseAKeyDoesNotSayKeyless() throws {
        let place = try Place()
        let server = try Simulator(place)
        let text = try server.checkup("--keyless", key: "admin").output
        let hint = try #require(text.firstMatch(of: /export OCTOPUS_API_KEY, then: (holdfast checkup .*)/)?.1)
        #expect(!hint.contains("--keyless"))
        let again = try place.shell(
            "export OCTOPUS_API_KEY=\(try server.key("admin")); "
                + "$holdfast\(hint.dropFirst("holdfast".count)) --format json")
        #expect(try Report(again).remote?.isKeyed == true)
    }
}
