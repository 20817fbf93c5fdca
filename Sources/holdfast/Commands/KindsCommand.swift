import ArgumentParser
import Convergence
import ResourceKinds

/// `holdfast kinds`
struct KindsCommand: HoldfastCommand {
    static let configuration = CommandConfiguration(
        commandName: "kinds", abstract: "List what a policy can hold.")

    func perform() async throws -> ExitStatus {
        let width = allKinds.map { $0.keyword.count }.max() ?? 0
        for kind in allKinds {
            let padding = String(repeating: " ", count: width - kind.keyword.count)
            try Terminal.write("\(kind.keyword)\(padding)  \(kind.summary)\n")
        }
        try Terminal.write("\n`holdfast explain KIND` says what each takes.\n")
        return .asWanted
    }
}
