import ArgumentParser
import Convergence
import Reporting
import ResourceKinds

/// `holdfast schema`
struct SchemaCommand: HoldfastCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of the policy language, for editors.",
        discussion: "Name it in the first line of a policy: # yaml-language-server: $schema=PATH")

    func perform() async throws -> ExitStatus {
        try Terminal.write(JSONText.pretty(PolicySchema(kinds: allKinds).json))
        return .asWanted
    }
}
