import Foundation
import Testing

/// A secret goes into the file that needs it and nowhere else.
@Suite struct SecretTests {
    private static let canary = "canary-6f1d2b9a"
    private static let former = "former-c0ffee77"

    private static func place() throws -> Place {
        let place = try Place()
        try place.make(
            "secret.yaml",
            """
            holdfast: 1
            policy: secret
            title: A file with secrets
            controls:
              host-system:
                credentials:
                  title: The service knows its password
                  file:
                    path: /etc/app.conf
                    content: "user=app\\npassword=${secret.password}\\nkey=${secret.key}\\n"
                    mode: 0600
                    secrets:
                      password: { env: APP_PASSWORD }
                      key: { file: \(place.directory)/key }

            """)
        try place.make("key", canary + "-file\n", mode: 0o600)
        try place.make("root/etc/app.conf", "user=app\npassword=\(former)\n", mode: 0o600)
        return place
    }

    private static let environment = ["APP_PASSWORD": canary + "-env"]

    @Test(arguments: FormatTests.formats) func noFormatShowsIt(format: String) throws {
        let place = try Self.place()
        var said = ""
        func say(_ words: String...) throws {
            let answer = try Program.run(
                [Program.path] + words + place.inside + ["--format", format, "--verbose"],
                in: place.directory,
                environment: Self.environment)
            said += answer.output + answer.errors
        }
        try say("plan", "secret.yaml")
        try say("check", "secret.yaml")
        try say("apply", "secret.yaml", "--yes")
        #expect(
            try place.text("root/etc/app.conf")
                == "user=app\npassword=\(Self.canary)-env\nkey=\(Self.canary)-file\n")
        try say("check", "secret.yaml")
        try place.make("root/etc/app.conf", "user=app\npassword=\(Self.former)\n", mode: 0o600)
        try say("check", "secret.yaml")
        if ["text", "json", "jsonl", "markdown"].contains(format) { try say("undo", "last", "--yes") }
        #expect(!said.contains("canary"), "\(said)")
        #expect(!said.contains("former"), "the former contents may be a secret too: \(said)")
        #expect(try place.shell("grep -r -e canary -e former state").status == 1, "no record holds it")
    }

    @Test func aFileThatWasMadeForASecretCanBeTakenBack() throws {
        let place = try Self.place()
        try FileManager.default.removeItem(atPath: place.root + "/etc/app.conf")
        let before = Picture(of: place.root)
        #expect(try place.here("apply", "secret.yaml", "--yes", environment: Self.environment).status == 0)
        let undo = try place.here("undo", "last", "--yes", environment: Self.environment)
        #expect(undo.status == 0, "\(undo.output)")
        #expect(Picture(of: place.root) == before)
    }

    @Test func whatCannotBeReadIsNotWritten() throws {
        let place = try Self.place()
        chmod(place.directory + "/key", 0o644)
        let before = Picture(of: place.root)
        let apply = try place.here("apply", "secret.yaml", "--yes", environment: Self.environment)
        #expect(apply.status == 2)
        #expect(apply.output.contains("chmod it to 0600"))
        #expect(!apply.output.contains("canary"))
        chmod(place.directory + "/key", 0o600)
        let unset = try place.here("apply", "secret.yaml", "--yes")
        #expect(unset.status == 2)
        #expect(unset.output.contains("APP_PASSWORD"))
        #expect(Picture(of: place.root) == before)
    }

    @Test func noProcessHasItAmongItsArguments() throws {
        let place = try Self.place()
        let running = try Running(
            [Program.path, "apply", "secret.yaml", "--yes"] + place.inside, in: place.directory,
            environment: Self.environment)
        var samples = 0
        while running.isRunning {
            for process in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
                guard Int(process) != nil,
                    let data = FileManager.default.contents(atPath: "/proc/\(process)/cmdline")
                else { continue }
                #expect(!String(decoding: data, as: UTF8.self).contains(Self.canary))
            }
            samples += 1
        }
        #expect(samples > 0)
        #expect(try running.end().status == 0)
    }
}
