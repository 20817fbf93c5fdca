/// The formats of `show-configuration`.
enum ConfigurationText {
    /// Nested at the dots, in the order of the settings: newer servers sort, those of 2019 do not.
    static func hierarchical(_ settings: [NodeState.Setting], sorted: Bool) -> String {
        var tree = Wire.object([])
        for setting in sorted ? settings.sorted(by: { $0.key < $1.key }) : settings {
            tree = tree.setting(
                setting.key.split(separator: ".").map(String.init)[...], to: blank(setting.value))
        }
        return tree.pretty
    }

    static func flat(_ settings: [NodeState.Setting]) -> String {
        Wire.object(settings.sorted { $0.key < $1.key }.map { Wire.Member($0.key, blank($0.value)) }).pretty
    }

    /// A value that is not there is an empty element.
    static func xml(_ settings: [NodeState.Setting]) -> String {
        var text =
            #"<?xml version="1.0" encoding="utf-8"?>"# + "\n"
            + #"<octopus-settings xmlns:xsd="http://www.w3.org/2001/XMLSchema" "#
            + #"xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">"# + "\n"
        for setting in settings.sorted(by: { $0.key < $1.key }) {
            let value = plain(setting.value)
            text +=
                value.isEmpty
                ? "  <set key=\"\(escaped(setting.key))\" />\n"
                : "  <set key=\"\(escaped(setting.key))\">\(escaped(value))</set>\n"
        }
        return text + "</octopus-settings>"
    }

    /// Blank texts are kept as `null`.
    private static func blank(_ value: Wire) -> Wire { value == "" ? nil : value }

    private static func plain(_ value: Wire) -> String {
        switch value {
        case .text(let text): text
        case .bool(let value): value ? "True" : "False"
        case .number(let number): String(number)
        case .null, .list, .object: ""
        }
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }
}
