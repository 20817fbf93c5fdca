/// Where in a file a setting counts.
enum SettingScope: Hashable, Sendable {
    /// For the whole file.
    case whole
    /// In the section of this name.
    case section(String)
    /// For the whole file, and stronger than what stands there: sshd's `Match all`.
    case overriding
    /// Under a condition that Holdfast does not judge, as in `Match User backup`.
    case conditional
}

/// One place where a file gives a key a value, or would if it were not a comment.
struct SettingEntry: Hashable, Sendable {
    enum Value: Hashable, Sendable {
        /// As the program that reads the file gets it.
        case text(String)
        /// Only the program can tell, as with a variable in a shell word; shown as it is written.
        case opaque(String)

        /// For a person to read.
        var shown: String {
            switch self {
            case .text(let text), .opaque(let text): text
            }
        }
    }

    /// The lines it takes: more than one where a value is continued.
    var lines: Range<Int>
    /// In the spelling that compares: lower case where case does not matter.
    var key: String
    var scope: SettingScope
    var value: Value
    /// What stands before the value: indentation, key and separator.
    var prefix: [UInt8]
    /// The value as it is written.
    var written: [UInt8] = []
    /// What stands after the value, such as a comment on the same line.
    var suffix: [UInt8] = []
}

/// What a format sees in a file.
struct SettingEntries: Sendable {
    /// Lines below one header, in the order of the file.
    struct Block: Hashable, Sendable {
        var scope: SettingScope
        /// Without the header.
        var lines: Range<Int>
    }

    /// What counts, in the order of the file.
    var entries: [SettingEntry] = []
    /// What would count if it were not a comment: defaults that a distribution shows.
    var commented: [SettingEntry] = []
    var blocks: [Block] = []
    /// A line that begins a value and no line ends it: what follows belongs to it, ours too.
    var unfinished: Int?
}
