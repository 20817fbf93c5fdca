extension Wire {
    /// What the sign-in and settings pages are drawn from: the types of a section's members.
    static func metadata(of values: Wire) -> Wire {
        var properties: [Wire] = []
        if case .object(let members) = values {
            for member in members where !["Id", "Links"].contains(member.name) {
                properties.append([
                    "Name": .text(member.name), "Type": .text(member.value.typeName),
                    "DisplayInfo": [
                        "Required": false, "ReadOnly": false, "Label": .text(member.name),
                        "Description": .text(member.name), "Options": nil, "ListApi": nil,
                        "ShowCopyToClipboard": false, "ConnectivityCheck": nil,
                        "PropertyApplicability": nil,
                    ],
                ])
            }
        }
        return [
            "Description": .text(values["Id"]?.textValue ?? ""),
            "Types": [["Name": "Values", "Properties": .list(properties)]],
        ]
    }

    private var typeName: String {
        switch self {
        case .bool: "bool"
        case .number: "int"
        case .list: "string[]"
        case .object(let members) where members.contains { $0.name == "HasValue" }: "SensitiveValue"
        case .object: "object"
        case .null, .text: "string"
        }
    }
}
