/// The help of `Octopus.Server`, in the form of the shared library of Server and Tentacle (2022).
enum HelpText {
    static let executable = "Octopus.Server"

    static func general(isJSON: Bool) -> String {
        if isJSON {
            return
                ([
                    "Commands": .list(
                        ServerCommand.all.map {
                            ["Name": .text($0.name), "Description": .text($0.help), "Aliases": []]
                        })
                ] as Wire).pretty
        }
        var text = "Usage: \(executable) <command> [<options>]\n\nWhere <command> is one of: \n\n"
        for command in ServerCommand.all {
            text += "  \(padded(command.name, to: 15))\n   \(command.help)\n"
        }
        return text + "\nOr use <command> --help for more details.\n"
    }

    static func of(_ command: ServerCommand, isJSON: Bool) -> String {
        if isJSON {
            let options = command.options.map { option -> Wire in
                ["Name": .text(bare(option.name)), "Description": .text(option.help)]
            }
            return
                ([
                    "Name": .text(command.name), "Description": .text(command.help), "Aliases": [],
                    "Options": .list(options),
                    "CommonOptions": [
                        ["Name": "help", "Description": "Show detailed help for this command"]
                    ],
                ] as Wire).pretty
        }
        var text = "Usage: \(executable) \(command.name) [<options>]\n\nWhere [<options>] is any of: \n\n"
        for option in command.options { text += line(option) }
        text += "\nOr one of the common options: \n\n"
        return text + line(.init(name: "help", help: "Show detailed help for this command"))
    }

    private static func line(_ option: ServerCommand.Option) -> String {
        let name = option.name.hasSuffix("=") ? option.name + "VALUE" : option.name
        return "      " + padded("--\(name)", to: 23) + option.help + "\n"
    }

    private static func bare(_ name: String) -> String {
        name.hasSuffix("=") ? String(name.dropLast()) : name
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
