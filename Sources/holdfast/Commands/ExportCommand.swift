import ArgumentParser
import Convergence
import LinuxHost
import PolicyText
import ResourceKinds

/// `holdfast export`
struct ExportCommand: HoldfastCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a policy from what is there now.",
        discussion: """
            As in: holdfast export file:/etc/issue setting:/etc/ssh/sshd_config:PermitRootLogin \
            setting:/etc/systemd/journald.conf:Journal.Storage account:octopus service:ssh package:openssl

            Of a file that others may not read, only mode, owner and group are written down, never what it holds.
            """)

    @Argument(help: ArgumentHelp("What to write down, as KIND:NAME.", valueName: "kind:name"))
    var subjects: [ExportedName]

    @OptionGroup var tree: RootOptions

    @Option(help: "The name of the policy.")
    var name = "exported"

    func perform() async throws -> ExitStatus {
        let host = try LinuxHost(root: try tree.directory())
        var items: [PolicyWriting.Item] = []
        for subject in subjects {
            guard let kind = allKinds.first(where: { $0.keyword == subject.kind }) else {
                let hint = Nearest.hint(to: subject.kind, among: allKinds.map { $0.keyword })
                throw Failure(.usage, "there is no kind '\(subject.kind)'\(hint)")
            }
            guard let fields = try await kind.describe(subject.name, on: host) else {
                throw Failure(
                    .failed, "there is no \(subject.kind) \(subject.name) on this host: nothing to write down"
                )
            }
            let id = PolicyWriting.id(for: subject.name) { id in items.contains { $0.id == id } }
            items.append(
                PolicyWriting.Item(
                    section: "host-system", id: id,
                    title: "The \(kind.keyword) \(subject.name) is as exported",
                    keyword: kind.keyword, fields: fields))
        }
        let policy = PolicyWriting(name: name, title: "What was there when it was exported", items: items)
            .node
        let text: String
        do throws(YAMLError) {
            text = String(decoding: try policy.emit(), as: UTF8.self)
        } catch {
            throw Failure(.failed, "it cannot be written as a policy: \(error.message)")
        }
        try Terminal.write(text)
        return .asWanted
    }
}

/// `KIND:NAME`.
struct ExportedName: ExpressibleByArgument {
    var kind: String
    var name: String

    init?(argument: String) {
        let parts = argument.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        kind = String(parts[0])
        name = String(parts[1])
    }
}
