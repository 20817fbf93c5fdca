internal import Convergence
internal import FoundationEssentials

/// Words as the shell behind ssh(1) must be given them, so that it hands on the very same words.
enum ShellText {
    /// For sh(1): everything between single quotes stands for itself.
    static func posix(_ words: [String]) -> String {
        words.map {
            "'" + $0.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
        }
        .joined(separator: " ")
    }

    /// For PowerShell, whatever shell it is started from: the script is Base64 of UTF-16, which needs no quotes.
    static func powerShell(_ words: [String], _ node: OctopusConnection.Node) throws(HostError) -> String {
        // Windows PowerShell gives a program its arguments without escaping quotes in them.
        try refuse(words, holding: "\"", node)
        let quoted = words.map { word in
            // PowerShell ends a text at typographic quotes too; doubled, each stands for itself.
            "'" + word.unicodeScalars.map { quotes.contains($0) ? "\($0)\($0)" : String($0) }.joined() + "'"
        }
        let script =
            "$ProgressPreference='SilentlyContinue';[Console]::OutputEncoding=[Text.Encoding]::UTF8;"
            + "& \(quoted.joined(separator: " "));exit $LASTEXITCODE"
        let bytes = script.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        return
            "powershell -NoProfile -NonInteractive -OutputFormat Text -EncodedCommand \(Data(bytes).base64EncodedString())"
    }

    private static let quotes: [Unicode.Scalar] = ["'", "\u{2018}", "\u{2019}", "\u{201A}", "\u{201B}"]

    /// For cmd.exe: between double quotes everything stands for itself but what is refused here, which it cannot be told.
    static func cmd(_ words: [String], _ node: OctopusConnection.Node) throws(HostError) -> String {
        try refuse(words, holding: "\"%!", node)
        return words.map { "\"\($0)\"" }.joined(separator: " ")
    }

    private static func refuse(
        _ words: [String], holding letters: String, _ node: OctopusConnection.Node
    ) throws(HostError) {
        for word in words {
            let isBad = word.unicodeScalars.contains { $0.value < 32 || letters.unicodeScalars.contains($0) }
            // A backslash before the closing quote would take it for a letter.
            guard !isBad, !word.hasSuffix(#"\"#) else {
                throw HostError(
                    .unsupported,
                    "octopus.nodes.\(node.name): its program and its instance are given to a shell of Windows, "
                        + "which cannot be told a quote, a percent sign or an exclamation mark in them")
            }
        }
    }
}
