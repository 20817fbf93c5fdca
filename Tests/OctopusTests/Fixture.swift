import Foundation

/// Recorded answers of real servers, kept outside of this repository.
enum Fixture {
    private static let checkout = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// `nil`, which is printed, where they are neither beside this checkout nor where `HOLDFAST_RECORDED` says.
    static func bytes(_ path: String, for test: String = #function) -> [UInt8]? {
        let named = ProcessInfo.processInfo.environment["HOLDFAST_RECORDED"].map { URL(filePath: $0) }
        let directory =
            named ?? checkout.deletingLastPathComponent().appending(path: "shared/octopus/fixtures")
        if let data = try? Data(contentsOf: directory.appending(path: path)) { return Array(data) }
        print("\(test) skipped: \(path) is not among the recorded answers in ../shared/octopus/fixtures")
        return nil
    }
}
