import Convergence
import Foundation
import Glibc
import Testing

@testable import LinuxHost

/// Secrets reach the file they are for, and nothing else.
@Suite(.enabled(if: isRoot, needsRoot))
struct VaultTests {
    private static let value = "canary-f00d"
    private let attributes = Attributes(mode: 0o600)

    private func file(_ directory: TestRoot, _ text: String, mode: mode_t = 0o600, owner: uid_t = 0)
        -> SecretReference
    {
        directory.write("secret", text, mode: mode, owner: owner)
        return .file(at: Path(directory.real("secret")) ?? .root)
    }

    @Test func aSecretIsAHoleWhereverItStands() async throws {
        let keys = try TestRoot()
        let reference = file(keys, Self.value + "\n")
        let root = try TestRoot(secrets: [reference])
        var contents = Content("a=")
        contents.append(reference)
        contents.append("\nb=".utf8)
        contents.append(reference)
        contents.append(reference)
        try await root.host.perform(.replaceFile(at: "/f", contents: contents, attributes: attributes))
        #expect(root.text("f") == "a=\(Self.value)\nb=\(Self.value)\(Self.value)")
        let image = try await root.host.image(of: .node(at: "/f"))
        #expect(image == .node(is: Node(.file(contents: contents), attributes)))
        #expect(!String(reflecting: image).contains("canary"))
        #expect(!String(describing: root.host).contains("canary"))
        var dumped = ""
        dump(root.host, to: &dumped)
        #expect(
            !dumped.contains("canary")
                && !dumped.contains(Self.value.utf8.map { String($0) }.joined(separator: ", ")))
    }

    @Test func theLongerOfTwoSecretsIsMeant() {
        func entry(_ name: String, _ text: String) -> KnownSecrets.Entry {
            var bytes = Array(text.utf8)
            return KnownSecrets.Entry(
                reference: .environment(variable: name), value: SecretBytes(taking: &bytes))
        }
        let known = KnownSecrets([entry("SHORT", "abcd"), entry("LONG", "abcdef"), entry("OTHER", "xabc")])
        let content = known.withheld(from: Array("-abcdef-abcde-xabcd-".utf8))
        #expect(
            content.bytes == Array("---e--d-".utf8).filter { _ in true }
                || String(decoding: content.bytes, as: UTF8.self) == "--e-d-")
        #expect(
            content.holes == [
                .init(offset: 1, secret: .environment(variable: "LONG")),
                .init(offset: 2, secret: .environment(variable: "SHORT")),
                .init(offset: 4, secret: .environment(variable: "OTHER")),
            ])
        #expect(KnownSecrets().withheld(from: Array("abcd".utf8)) == "abcd")
        #expect(
            String(decoding: known.censored(Array("key abcdef!".utf8)), as: UTF8.self) == "key (env:LONG)!")
    }

    @Test(arguments: [
        ("", mode_t(0o600), uid_t(0), "is empty"), ("abc\n", 0o600, 0, "is shorter than 4 bytes"),
        ("canary-f00d", 0o640, 0, "others may read"), ("canary-f00d", 0o604, 0, "others may read"),
        ("canary-f00d", 0o600, 1001, "belongs to another user"),
    ])
    func aSecretThatIsNoneIsRefusedByItsName(
        _ text: String, _ mode: mode_t, _ owner: uid_t, _ reason: String
    ) async throws {
        let keys = try TestRoot()
        let reference = file(keys, text, mode: mode, owner: owner)
        let root = try TestRoot(secrets: [reference])
        root.write("plain", "text")
        // Looks go on.
        #expect(try await root.host.contents(of: "/plain") == "text")
        var contents = Content()
        contents.append(reference)
        let error = await HostError.thrown { () throws(HostError) in
            try await root.host.perform(.replaceFile(at: "/f", contents: contents, attributes: attributes))
        }
        #expect(error?.description.contains(reason) == true)
        #expect(error?.description.contains(reference.description) == true)
        #expect(error?.description.contains("canary") == false)
        #expect(try root.names(".") == ["etc", "plain"])
    }

    @Test func secretsComeFromTheEnvironmentCredentialsAndPrograms() async throws {
        let keys = try TestRoot()
        keys.write("db", "from-credential", mode: 0o400)
        setenv("HOLDFAST_TEST_SECRET", "from-environment", 1)
        setenv("CREDENTIALS_DIRECTORY", keys.directory, 1)
        defer {
            unsetenv("HOLDFAST_TEST_SECRET")
            unsetenv("CREDENTIALS_DIRECTORY")
        }
        let root = try TestRoot()
        let references: [SecretReference] = [
            .environment(variable: "HOLDFAST_TEST_SECRET"), .credential(named: "db"),
            .command(running: Command("/bin/echo", ["from-program"])),
        ]
        var contents = Content()
        for reference in references { contents.append(reference) }
        try await root.host.perform(.replaceFile(at: "/f", contents: contents, attributes: attributes))
        #expect(root.text("f") == "from-environmentfrom-credentialfrom-program")
        for reference: SecretReference in [
            .environment(variable: "HOLDFAST_TEST_NONE"), .credential(named: "../db"),
            .credential(named: "none"),
            .command(running: Command("/bin/sh", ["-c", "echo canary; echo canary >&2; exit 3"])),
            .command(running: Command("/bin/printf", ["ab\\0cdef"])),
        ] {
            var contents = Content()
            contents.append(reference)
            let error = await HostError.thrown { () throws(HostError) in
                try await root.host.perform(
                    .replaceFile(at: "/g", contents: contents, attributes: attributes))
            }
            #expect(
                error?.description.contains("the secret \(reference)") == true
                    || error?.description.contains("for the secret") == true)
            #expect(error?.description.contains("canary") == false)
        }
    }

    @Test func aSecretIsLentToWhoMustShowItElsewhere() async throws {
        let keys = try TestRoot()
        let reference = file(keys, Self.value + "\n")
        let host = try LinuxHost()
        let text = try await host.withSecret(reference) { (bytes) throws(HostError) in
            String(decoding: bytes, as: UTF8.self)
        }
        #expect(text == Self.value)
        let open = file(keys, Self.value, mode: 0o644)
        let error = await HostError.thrown { () throws(HostError) in
            try await LinuxHost().withSecret(open) { (bytes) throws(HostError) in _ = bytes.count }
        }
        #expect(error?.code == .unsafe)
        #expect(error?.description.contains("canary") == false)
    }

    @Test func whoHoldsASecretLeavesNoCoreFile() async throws {
        let keys = try TestRoot()
        let root = try TestRoot(secrets: [file(keys, Self.value)])
        _ = try await root.host.node(at: "/etc/passwd")
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(4), &limit)
        #expect(limit.rlim_cur == 0)
    }
}
