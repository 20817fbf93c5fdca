import Convergence
import Foundation
import Octopus
import Synchronization
import Testing

@testable import OctopusServer

/// A node's command line, by every way to it.
@Suite struct CommandLineTests {
    /// A machine where some programs are, that notes what it is asked to run.
    private final class Machine: HostObserving {
        let answer: Answer
        let programs: Set<String>
        let asked = Mutex<[Command]>([])

        init(
            _ answer: Answer,
            programs: Set<String> = [
                "/usr/bin/docker", "/usr/local/bin/kubectl", "/usr/bin/ssh", "/usr/bin/podman",
                "/Octopus/Octopus.Server",
            ]
        ) {
            self.answer = answer
            self.programs = programs
        }

        func image(of subject: Subject) async throws(HostError) -> Image {
            switch subject {
            case .attributes(let path):
                return programs.contains(path.description)
                    ? .node(is: Node(.unreadFile, Attributes(mode: 0o755))) : .absent
            case .answer(let query):
                asked.withLock { $0.append(query.command) }
                return .answer(is: answer)
            default: throw HostError(.unsupported, "not here")
            }
        }
    }

    private static let output = """
        Migrating OctopusServer instance from registry - {canary}
        {"Octopus":{"WebPortal":{"ForceSSL":"True"},"Storage":{"ExternalDatabaseConnectionString":"Server=x;Password=canary"}}}
        """
    private static let words =
        "show-configuration --instance=OctopusServer --format=json-hierarchical --noconsolelogging --console"

    private func run(
        _ reach: OctopusConnection.Reach, instance: String = "OctopusServer", program: String? = nil,
        _ answer: Answer = Answer(status: 0, output: output)
    ) async -> (JSON?, HostError?, [Command]) {
        let node = OctopusConnection.Node(name: "n1", reach: reach, instance: instance, program: program)
        let machine = Machine(answer)
        let commandLine = NodeCommandLine(node, on: machine)
        let name = NodeDocument.showConfiguration(of: "n1").document
        let json = Mutex<JSON?>(nil)
        let error = await HostError.thrown {
            let document = try await commandLine.document(name)
            _ = try await commandLine.document(name)
            json.withLock { $0 = document }
        }
        #expect(error?.description.contains("canary") != true)
        return (json.withLock { $0 }, error, machine.asked.withLock { $0 })
    }

    @Test func theConfigurationIsReadOnceAndWithoutItsSecrets() async {
        let (json, _, asked) = await run(.local)
        #expect(json == .object(["Octopus.WebPortal.ForceSSL": .string("true")]))
        #expect(
            asked == [Command("/Octopus/Octopus.Server", Self.words.split(separator: " ").map(String.init))])
    }

    @Test func containersAndPodsAreReached() async {
        let program = "/Octopus/Octopus.Server \(Self.words)"
        func line(_ command: Command?) -> String {
            command.map { ([$0.executable.description] + $0.arguments).joined(separator: " ") } ?? ""
        }
        #expect(
            line(await run(.docker(container: "octopus")).2.first)
                == "/usr/bin/docker exec -- octopus \(program)")
        #expect(
            line(await run(.podman(container: "octopus")).2.first)
                == "/usr/bin/podman exec -- octopus \(program)")
        #expect(
            line(await run(.kubectl(namespace: "ns", pod: "o-0")).2.first)
                == "/usr/local/bin/kubectl exec -n ns o-0 -- \(program)")
    }

    @Test func sshIsGivenOneLineThatNoShellTakesApart() async throws {
        let hostile = "a'; rm -rf /; '$(x) `y`"
        let (_, _, asked) = await run(.ssh(destination: "ops@web1:2222", shell: .posix), instance: hostile)
        let arguments = try #require(asked.first?.arguments)
        #expect(
            arguments.prefix(7) == [
                "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "--", "ssh://ops@web1:2222",
            ])
        // The shell itself takes it apart again.
        let shell = Process()
        let pipe = Pipe()
        shell.executableURL = URL(filePath: "/bin/sh")
        shell.arguments = ["-c", "printf '%s\\n' " + (arguments.last ?? "")]
        shell.standardOutput = pipe
        try shell.run()
        let lines = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            .split(separator: "\n").map(String.init)
        #expect(
            lines.prefix(3) == ["/Octopus/Octopus.Server", "show-configuration", "--instance=\(hostile)"])
    }

    @Test func windowsIsGivenWhatItUnderstands() async throws {
        let (_, _, asked) = await run(.ssh(destination: "h", shell: .powershell), instance: "it's ’x")
        let line = try #require(asked.first?.arguments.last)
        let encoded = try #require(line.split(separator: " ").last)
        let script = String(
            data: try #require(Data(base64Encoded: String(encoded))), encoding: .utf16LittleEndian)
        #expect(
            script?.contains(
                #"& 'C:\Program Files\Octopus Deploy\Octopus\Octopus.Server.exe' 'show-configuration' '--instance=it''s ’’x'"#
            ) == true)
        #expect(script?.hasSuffix("exit $LASTEXITCODE") == true)
        let cmd = await run(.ssh(destination: "h", shell: .cmd), instance: "a & b").2.first?.arguments.last
        #expect(
            cmd?.hasPrefix(
                #""C:\Program Files\Octopus Deploy\Octopus\Octopus.Server.exe" "show-configuration" "--instance=a & b""#
            ) == true)
        for bad in ["%PATH%", "a\"b", "!x!"] {
            let (_, error, asked) = await run(.ssh(destination: "h", shell: .cmd), instance: bad)
            #expect(error?.code == .unsupported)
            #expect(asked.isEmpty)
        }
    }

    @Test(arguments: [
        (
            1, "Instance X of OctopusServer has not been configured on this machine. canary",
            "octopus.nodes.n1.instance"
        ),
        (
            1, "There is more than one instance of OctopusServer configured on this machine. canary",
            "more than one instance"
        ),
        (
            1, "There are no instances of OctopusServer configured on this machine. canary",
            "no instance configured"
        ),
        (1, "canary", "refused (1)"), (2, "canary", "does not know show-configuration"),
        (42, "canary", "administrator"),
        (43, "canary", "(43)"), (100, "canary", "(100)"), (127, "canary", "write where it is"),
        (9, "canary", "exit status 9"),
    ])
    func exitCodesAreUnderstood(_ status: Int, _ said: String, _ words: String) async {
        let (_, error, _) = await run(
            .local, Answer(status: Int32(status), output: "Password=canary", complaint: said))
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test func theWayThereCanFailToo() async {
        let gone = await run(
            .docker(container: "o"),
            Answer(status: 1, output: "", complaint: "Error response from daemon: No such container: o"))
        #expect(gone.1?.description.contains("no container o") == true)
        let closed = await run(
            .ssh(destination: "h", shell: .posix),
            Answer(status: 255, output: "", complaint: "ops@h: Permission denied (publickey)."))
        #expect(closed.1?.code == .denied)
        let node = OctopusConnection.Node(name: "n1", reach: .podman(container: "o"))
        let none = NodeCommandLine(node, on: Machine(Answer(status: 0, output: ""), programs: []))
        let error = await HostError.thrown { try await none.document("show-configuration") }
        #expect(error?.code == .unsupported)
        #expect(error?.description.contains("neither in /usr/bin") == true)
    }

    @Test func whatIsNoConfigurationIsNotRepeated() async {
        let (_, error, _) = await run(.local, Answer(status: 0, output: "canary {\"Password\": \"canary\""))
        #expect(error?.code == .failed)
    }
}
