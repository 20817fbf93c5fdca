/// Options as they may be written: `--x=VALUE`, `--x VALUE`, `-x`, `/x`.
enum GivenOptions {
    /// By name, without the dashes; switches have an empty value.
    case given([String: String])
    case refused([String])

    /// Accepted everywhere, and without any effect for a long time.
    private static let common = ["help", "console", "nologo", "noconsolelogging"]

    static func read(_ arguments: [String], of command: ServerCommand) -> GivenOptions {
        var given: [String: String] = [:]
        var unknown: [String] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard let first = argument.first, first == "-" || first == "/" else {
                // The command that help is asked about.
                if command.name != "help" { unknown.append(argument) }
                continue
            }
            let written = argument.drop { $0 == "-" || $0 == "/" }
            let equals = written.firstIndex(of: "=") ?? written.endIndex
            let name = written[..<equals].lowercased()
            if common.contains(name) {
                given[name] = ""
            } else if command.options.contains(where: { $0.name.lowercased() == name + "=" }) {
                if equals < written.endIndex {
                    given[name] = String(written[equals...].dropFirst())
                } else {
                    given[name] = rest.popFirst() ?? ""
                }
            } else if command.options.contains(where: { $0.name.lowercased() == name }) {
                given[name] = ""
            } else {
                unknown.append(argument)
            }
        }
        return unknown.isEmpty ? .given(given) : .refused(unknown)
    }
}
