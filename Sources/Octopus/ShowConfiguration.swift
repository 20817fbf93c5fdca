package import Convergence

/// What `Octopus.Server show-configuration` and `Tentacle show-configuration` print, in any of their formats.
///
/// Formats and traps: real output of 2019 and the code of `Octopus.Shared` of 2022, both public; the output of a newer
/// server than 2019 is UNVERIFIED. Log lines may stand in front (OctopusDSC #179), everything may come twice (Issues #3073),
/// extensions write booleans as texts (`True`), and a blank is the same as nothing.
package enum ShowConfiguration {
    /// More than any server prints.
    static let mostBytes = 4 << 20

    /// One object with dots in its keys, every value a text, `true` and `false` spelled so, blanks left out.
    ///
    /// What may be a secret is dropped here, and errors repeat nothing of the output.
    package static func read(_ output: String) throws(HostError) -> JSON {
        let bytes = Array(output.utf8)
        guard bytes.count <= mostBytes else {
            throw HostError(.tooLarge, "show-configuration printed more than \(mostBytes >> 20) MiB")
        }
        let markup = ConfigurationMarkup.start(in: bytes)
        var settings: [String: String]?
        for found in hierarchies(in: bytes[..<(markup ?? bytes.count)]) {
            var flat = ConfigurationSettings()
            flat.add(found, below: "")
            settings = try same(settings, flat)
        }
        if settings == nil, let markup {
            var flat = ConfigurationSettings()
            try ConfigurationMarkup(bytes, from: markup).read { flat.add($1, named: $0) }
            settings = try same(settings, flat)
        }
        guard let settings else {
            throw HostError(
                .failed, "what show-configuration printed holds no complete configuration, as JSON or as XML")
        }
        return .object(settings.mapValues { .string($0) })
    }

    /// Every JSON object in the text that is a configuration. Log lines may hold braces, and even JSON, of their own.
    private static func hierarchies(in text: ArraySlice<UInt8>) -> [JSON] {
        let bytes = Array(text)
        var found: [JSON] = []
        var offset = 0
        while let brace = bytes[offset...].firstIndex(of: UInt8(ascii: "{")) {
            offset = brace + 1
            guard let read = try? ForeignJSON.readValue(in: bytes, at: brace) else { continue }
            offset = read.end
            if isConfiguration(read.value) { found.append(read.value) }
        }
        return found
    }

    private static func isConfiguration(_ value: JSON) -> Bool {
        guard case .object(let members) = value else { return false }
        return members.contains { key, value in
            for product in ["Octopus", "Tentacle"] {
                if key.hasPrefix("\(product).") { return true }
                if key == product, case .object = value { return true }
            }
            return false
        }
    }

    private static func same(
        _ before: [String: String]?, _ now: ConfigurationSettings
    ) throws(HostError) -> [String: String] {
        guard !now.isContradictory, before == nil || before == now.values else {
            throw HostError(.failed, "show-configuration printed two configurations that differ")
        }
        return now.values
    }
}
