/// The parts of a SARIF 2.1.0 log that a report has; names as in the standard.
///
/// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
struct SARIFLog: Encodable {
    let schema = "https://json.schemastore.org/sarif-2.1.0.json"
    let version = "2.1.0"
    let runs: [Run]

    private enum CodingKeys: String, CodingKey {
        case schema = "$schema"
        case version, runs
    }

    struct Run: Encodable {
        let tool: Tool
        let automationDetails: AutomationDetails
        /// A policy's columns count Unicode scalars.
        let columnKind = "unicodeCodePoints"
        let invocations: [Invocation]
        let results: [Result]
    }

    struct Tool: Encodable { let driver: Driver }

    struct Driver: Encodable {
        let name: String
        let version: String
        let rules: [Rule]
    }

    struct AutomationDetails: Encodable { let id: String }

    struct Message: Encodable { let text: String }

    struct Help: Encodable {
        let text: String
        let markdown: String
    }

    struct Rule: Encodable {
        let id: String
        let shortDescription: Message
        let fullDescription: Message
        let help: Help
        let defaultConfiguration: Configuration
        let properties: Properties

        struct Configuration: Encodable { let level: Level }

        struct Properties: Encodable {
            let tags: [String]
            let severity: String

            private enum CodingKeys: String, CodingKey {
                case tags
                case severity = "security-severity"
            }
        }
    }

    enum Level: String, Encodable { case none, note, warning, error }

    enum Kind: String, Encodable { case fail, pass, open, notApplicable }

    struct Result: Encodable {
        let ruleId: String
        let ruleIndex: Int
        let kind: Kind
        let level: Level?
        let message: Message
        let locations: [Location]
        let relatedLocations: [Location]?
        let partialFingerprints: [String: String]
        let suppressions: [Suppression]?
    }

    struct Suppression: Encodable {
        let kind = "external"
        let status = "accepted"
        let justification: String
    }

    struct Location: Encodable {
        var physicalLocation: PhysicalLocation?
        var logicalLocations: [LogicalLocation]?
    }

    struct PhysicalLocation: Encodable {
        let artifactLocation: ArtifactLocation
        let region: Region
    }

    struct ArtifactLocation: Encodable { let uri: String }

    struct Region: Encodable {
        let startLine: Int
        let startColumn: Int
        let endLine: Int
        let endColumn: Int
    }

    struct LogicalLocation: Encodable {
        let name: String
        let fullyQualifiedName: String
        let kind: String
    }

    struct Invocation: Encodable {
        let executionSuccessful: Bool
        let exitCode: Int32?
        let startTimeUtc: String
        let toolExecutionNotifications: [Notification]
    }

    struct Notification: Encodable {
        let level: Level
        let message: Message
        let associatedRule: RuleReference?
    }

    struct RuleReference: Encodable {
        let id: String
        let index: Int
    }
}
