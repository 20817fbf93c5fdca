/// A character that may not stand in a policy: a reader would not see it, or would see another text
/// than the machine reads (https://trojansource.codes; Unicode TR 36).
package struct ForbiddenCharacter: Hashable, Sendable {
    package let scalar: Unicode.Scalar
    /// What is wrong with it, as the end of a sentence.
    let reason: String

    /// `nil` for a character that may stand in a policy.
    package init?(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E: return nil
        case 0x00: reason = "it is NUL, which no text holds"
        case ..<0x20, 0x7F...0x9F: reason = "it is a control character"
        case ..<0xAD: return nil
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069:
            reason = "it changes the direction in which the text around it is shown"
        case 0xAD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F, 0x200B...0x200D, 0x2060...0x2065,
            0x206A...0x206F, 0x3164, 0xFEFF, 0xFFA0, 0xFFF9...0xFFFB, 0xE0000...0xE0FFF:
            reason = "it cannot be seen"
        case 0x2028, 0x2029: reason = "it is a line break that most editors do not show"
        case let value where value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(value):
            reason = "it is not a character"
        default: return nil
        }
        self.scalar = scalar
    }

    /// The name that a message shows instead of the character: `U+202E`.
    package var name: String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }

    /// `text` as a terminal may show it: forbidden characters by their names, in angle brackets.
    package static func shown(in text: some StringProtocol) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            if let forbidden = Self(scalar) {
                shown += "<\(forbidden.name)>"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}
