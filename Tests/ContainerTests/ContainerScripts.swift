import Foundation
import ProgramTesting

extension Shell {
    /// One of the scripts that make containers; see Tests/Fixtures/container.
    static func fixture(_ name: String, _ arguments: [String]) throws -> Answer {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try run([tests.appending(path: "Fixtures/container/\(name).sh").path] + arguments)
    }
}
