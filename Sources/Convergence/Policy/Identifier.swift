/// The names that authors give: lower-case letters and digits, words joined by `-`.
enum Identifier {
    static let pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"

    static func isOne(_ text: String) -> Bool {
        var mayEnd = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): mayEnd = true
            case UInt8(ascii: "-") where mayEnd: mayEnd = false
            default: return false
            }
        }
        return mayEnd
    }
}
