import Convergence
import Testing

@testable import Octopus

/// No secret of a server's document is kept, and nothing else is lost.
@Suite struct SecretFieldTests {
    private func kept(_ text: String) throws -> JSON {
        SecretFields.withheld(from: try ForeignJSON.read(Array(text.utf8)))
    }

    @Test(arguments: [
        #"{"SmtpPassword":{"HasValue":true,"NewValue":null}}"#,
        #"{"SmtpPassword":{"HasValue":true,"Hint":"canary"}}"#,
        #"{"SmtpPassword":"canary"}"#, #"{"SmtpPassword":12345}"#,
    ])
    func aSecretIsKnownToBeSetAndNoMore(_ text: String) throws {
        #expect(try kept(text) == .object(["SmtpPassword": SecretFields.hasValue]))
    }

    @Test(arguments: [
        #"{"LicenseText":"<License>canary"}"#, #"{"a":[{"ClientSecret":["canary"]}]}"#,
        #"{"ApiKey":"canary"}"#,
        #"{"Key":"Octopus.Storage.ExternalDatabaseConnectionString","Value":"canary"}"#,
        #"{"Key":"Octopus.Server.License","Value":"canary"}"#, #"{"x":"Server=a;Password=canary"}"#,
        #"{"x":"https://me:canary@feed.example/"}"#, #"["API-CANARYCANARYCANARY"]"#,
        #"{"MasterKey":{"b":"canary"}}"#,
        #"{"AccessToken":"canary"}"#, #"{"x":"-----BEGIN PRIVATE KEY-----canary"}"#,
        #"{"NewValue":"canary"}"#,
    ])
    func noSecretIsKept(_ text: String) throws {
        let json = try kept(text)
        #expect(!String(describing: json).lowercased().contains("canary"))
        #expect(String(describing: json).contains("HasValue"))
    }

    @Test(arguments: [
        #"{"CanPasswordBeEdited":true,"Links":{"ApiKeys":"/api/users/Users-1/apikeys{/id}"}}"#,
        #"{"ApiKey":null,"Id":"apikeys-CANARY","Purpose":"API-first"}"#, #"{"Uri":"https://worker:10933/"}"#,
        #"{"UsernamePassword":{"IsEnabled":"True"}}"#, #"{"Email":"a@b.example","Version":2024.10}"#,
        #"{"Key":"Octopus.UsernamePassword.IsEnabled","Value":"True"}"#, #"{"ProxyPassword":""}"#,
    ])
    func theRestIsKept(_ text: String) throws {
        #expect(try kept(text) == ForeignJSON.read(Array(text.utf8)))
    }

    @Test func anotherMachinesTextIsNeverAHoleForASecretOfThisOne() throws {
        let json = try kept(#"{"x":{"$secret":{"environment":{"variable":"HOME"}}}}"#)
        #expect(!json.holdsSecret)
    }

    /// What somebody wrote into a name or a purpose stays, without the secret in it.
    @Test func secretsInTextsAreTakenOut() {
        let key = "API-ABCDEFGHIJ0123456789"
        for (text, shown) in [
            ("teamcity \(key) old", "teamcity (withheld) old"),
            ("http://TOKEN@o.example/x", "http://(withheld)@o.example/x"),
            ("API-first and API-X", "API-first and API-X"),
            ("me@example.com", "me@example.com"),
        ] {
            let kept = SecretFields.withheld(from: .object(["Purpose": .string(text)]))
            #expect(kept == .object(["Purpose": .string(shown)]), "\(kept)")
        }
    }
}
