internal import Convergence

/// `key = value`, each line taken as it is, as in /etc/sysctl.d and /etc/security. The last line with a key wins.
struct KeyEqualsValueFormat: SettingFormat {
    /// Whether the keys are the kernel's: `net/ipv4/ip_forward` is `net.ipv4.ip_forward`, a `-` before a key only
    /// says that a failure does not matter, and `;` begins a comment too; see sysctl.d(5).
    var isKernel = false

    var separator: String { " = " }

    func canonical(key: String) -> String {
        guard isKernel else { return key }
        let key = key.hasPrefix("-") ? String(key.dropFirst()) : key
        guard let first = key.first(where: { $0 == "." || $0 == "/" }), first == "/" else { return key }
        return String(key.map { $0 == "/" ? "." : $0 == "." ? "/" : $0 })
    }

    func read(_ lines: [SettingLine]) -> SettingEntries {
        var read = SettingEntries()
        for (index, line) in lines.enumerated() {
            guard let first = line.text.firstIndex(where: { !$0.isBlank }) else { continue }
            let isComment =
                line.text[first] == UInt8(ascii: "#")
                || isKernel && line.text[first] == UInt8(ascii: ";")
            let text = isComment ? line.text[(first + 1)...].drop { $0.isBlank } : line.text[...]
            guard var entry = Assignment(text)?.entry(at: index, in: .whole) else { continue }
            entry.key = canonical(key: entry.key)
            if isComment {
                entry.prefix = line.text[..<first] + entry.prefix
                read.commented.append(entry)
            } else {
                read.entries.append(entry)
            }
        }
        read.blocks = [.init(scope: .whole, lines: 0..<lines.count)]
        return read
    }
}
