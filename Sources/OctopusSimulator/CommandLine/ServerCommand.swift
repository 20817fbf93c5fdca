/// A command of `Octopus.Server`: https://octopus.com/docs/octopus-rest-api/octopus.server.exe-command-line
struct ServerCommand: Hashable, Sendable {
    struct Option: Hashable, Sendable {
        /// Ends with `=` where a value follows.
        var name: String
        var help: String
    }

    var name: String
    var help: String
    var options: [Option]

    static let instance = [
        Option(name: "instance=", help: "Name of the instance to use"),
        Option(name: "config=", help: "Configuration file to use"),
    ]

    static let format = Option(
        name: "format=", help: "The format of the output (text,json). Defaults to text.")

    /// Those that only tell something.
    static let looks: [ServerCommand] = [
        ServerCommand(
            name: "checkservices", help: "Checks the Octopus Server instances are running",
            options: [Option(name: "instances=", help: "List of instances to check, or *")]),
        ServerCommand(name: "help", help: "Show help", options: [format]),
        ServerCommand(
            name: "list-instances", help: "Lists all installed Octopus instances", options: [format]),
        ServerCommand(
            name: "show-configuration", help: "Outputs the server configuration",
            options: instance + [
                Option(name: "file=", help: "Exports the server configuration to a file."),
                Option(
                    name: "format=",
                    help: "The format of the export (XML,json,json-hierarchical). Defaults to XML."),
                Option(
                    name: "skipDatabaseCompatibilityCheck", help: "Skips the database compatibility check"),
                Option(
                    name: "skipDatabaseSchemaUpgradeCheck", help: "Skips the database schema upgrade checks"),
            ]),
        ServerCommand(
            name: "show-master-key", help: "Print the server's Master Key", options: instance + [format]),
        ServerCommand(
            name: "show-thumbprint", help: "Shows the thumbprint of the certificate",
            options: instance + [format]),
        ServerCommand(
            name: "version", help: "Show the Octopus Server version information", options: [format]),
    ]

    /// Those that would change something: this program lets none of them.
    static let changes: [ServerCommand] =
        [
            ServerCommand(
                name: "configure", help: "Configure this Octopus instance",
                options: instance
                    + [
                        "webListenPrefixes=", "webForceSSL=", "requestLoggingEnabled=", "webServer=",
                        "commsListenPort=", "commsListenWebSocket=", "grpcListenPort=", "hstsEnabled=",
                        "hstsMaxAge=", "webContentSecurityPolicyEnabled=", "webReferrerPolicy=",
                        "webCorsWhitelist=", "xFrameOptions=", "trustedProxies=", "webTrustedRedirectUrls=",
                        "autoLoginEnabled=", "selfServiceLoginEditingEnabled=", "cookieDomain=",
                        "guestloginenabled=", "usernamePasswordIsEnabled=", "upgradeCheck=", "sendTelemetry=",
                        "upgradeNotification=", "dynamicExtensionsEnabled=", "experiencesEnabled=", "home=",
                    ].map { Option(name: $0, help: "Set the value of this setting") }),
            ServerCommand(
                name: "service", help: "Start, stop, install and configure the Octopus service",
                options: instance
                    + [
                        "start", "stop", "restart", "reconfigure", "install", "uninstall", "username=",
                        "password=", "dependOn=",
                    ].map { Option(name: $0, help: "Act on the service") }),
            ServerCommand(
                name: "node", help: "Configure settings related to this Octopus Server node",
                options: instance
                    + ["taskCap=", "drain=", "wait=", "cancel-tasks"].map {
                        Option(name: $0, help: "Set the value of this setting")
                    }),
        ]
        + [
            "admin", "builtin-worker", "create-instance", "database", "delete-instance",
            "export-certificate", "import-certificate", "license", "lost-master-key", "new-certificate",
            "path", "proxy", "rotate-master-key", "run", "set-master-key", "ssl-certificate", "watchdog",
        ].map { ServerCommand(name: $0, help: "Not simulated", options: instance) }

    static let all = (looks + changes).sorted { $0.name < $1.name }

    static func named(_ name: String) -> ServerCommand? { all.first { $0.name == name.lowercased() } }
}
