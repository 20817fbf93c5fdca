internal import FoundationEssentials

/// JSON that is the same for the same data: keys in order, and no character that could steer a terminal.
package enum JSONText {
    /// Over many lines, for files and people.
    package static func pretty(_ value: some Encodable) -> String {
        encoded(value, [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]) + "\n"
    }

    /// On one line, with its newline.
    static func line(_ value: some Encodable) -> String {
        encoded(value, [.sortedKeys, .withoutEscapingSlashes]) + "\n"
    }

    private static func encoded(_ value: some Encodable, _ format: JSONEncoder.OutputFormatting) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = format
        // Only a number that is not one can fail here, and no report holds such a number.
        guard let data = try? encoder.encode(value) else { preconditionFailure("a report is always JSON") }
        return escapingInvisible(String(decoding: data, as: UTF8.self))
    }

    /// Outside ASCII characters stand only inside strings, where `\u…` means the same.
    static func escapingInvisible(_ json: String) -> String {
        guard json.utf8.contains(where: { $0 >= 0x80 || $0 == 0x7f }) else { return json }
        var result = ""
        result.reserveCapacity(json.utf8.count)
        for scalar in json.unicodeScalars {
            if scalar.value >= 0x7f, VisibleText.mustShow(scalar) {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
