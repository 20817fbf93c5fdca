import Foundation

/// What real servers said, and the description of their API: kept beside the project, for it is not ours.
enum Recorded {
    /// `HOLDFAST_OCTOPUS_FACTS`, or `shared/octopus` beside the project or one further up; `nil` where it is absent.
    static let directory: String? = {
        let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let named = ProcessInfo.processInfo.environment["HOLDFAST_OCTOPUS_FACTS"]
        let near = ["../shared/octopus", "../../shared/octopus"].map {
            project.appending(path: $0).standardizedFileURL.path
        }
        let found = ([named].compactMap { $0 } + near).first {
            FileManager.default.fileExists(atPath: $0 + "/swagger-2020.5.json")
        }
        if found == nil {
            print("skipped: no recorded answers here; HOLDFAST_OCTOPUS_FACTS may name their directory")
        }
        return found
    }()

    static var isThere: Bool { directory != nil }

    static func json(_ path: String) throws -> Any {
        let data = try Data(contentsOf: URL(filePath: "\(directory ?? "")/\(path)"))
        return try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
    }
}

/// The names of members of a JSON value, and of the objects in it; lists are as good as leaves.
func members(of value: Any) -> String {
    guard let object = value as? [String: Any] else { return "" }
    return "{" + object.keys.sorted().map { "\($0)\(members(of: object[$0] ?? ""))" }.joined(separator: " ")
        + "}"
}
