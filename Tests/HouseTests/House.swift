import Foundation

/// The sources of this project, as files.
enum House {
    struct Source {
        /// From the root of the project.
        var path: String
        var text: String
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        var name: String { String(path.split(separator: "/").last!) }
        var room: String { String(path.split(separator: "/")[1]) }
    }

    static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: directory + "/" + path)), as: UTF8.self)
    }

    /// All Swift files below a directory of the project.
    static func sources(below directory: String) throws -> [Source] {
        let all = FileManager.default.enumerator(atPath: self.directory + "/" + directory)
        let paths = (all?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }
        return try paths.sorted().map {
            Source(path: directory + "/" + $0, text: try text(directory + "/" + $0))
        }
    }
}
