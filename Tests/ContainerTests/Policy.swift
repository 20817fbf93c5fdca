import Foundation
import ProgramTesting
import Testing

/// A policy of one test, put into the container, with a state directory of its own.
struct Policy {
    let container: Container
    let name: String

    private var path: String { "/policies/\(name).yaml" }
    private var state: [String] { ["--state-dir", "/var/lib/hf-\(name)"] }

    /// `controls` is written as below a section: from the first column, an id and what it holds.
    init(_ name: String, _ controls: String) throws {
        container = try #require(Container.current)
        self.name = name
        try replace(with: controls)
    }

    /// Another policy of the same name: what an administrator edits.
    func replace(with controls: String) throws {
        var text = "holdfast: 1\npolicy: \(name)\ntitle: \(name)\ncontrols:\n  host-system:\n"
        for line in controls.split(separator: "\n", omittingEmptySubsequences: false) {
            text += line.isEmpty ? "\n" : "    \(line)\n"
            // An id stands in the first column; what every control must say is the same for all here.
            if let first = line.first, first != " " {
                text += "      severity: low\n      title: \(line.dropLast())\n"
            }
        }
        try container.write(path, text)
    }

    struct Report: Decodable {
        struct Result: Decodable {
            struct Step: Decodable {
                var summary: String
            }
            struct Difference: Decodable {
                var aspect: String
            }
            var id: String
            var outcome: String
            var reason: String?
            var mark: String?
            var after: [String]
            var steps: [Step]
            var differences: [Difference]
        }
        var results: [Result]
        var run: String?

        subscript(id: String) -> Result? { results.first { $0.id == id } }
        func outcome(_ id: String) -> String? { self[id]?.outcome }
        /// Reasons go to people: only their words can be told apart.
        func reason(_ id: String) -> String { self[id]?.reason ?? "" }
        var outcomes: [String: String] {
            Dictionary(results.map { ($0.id, $0.outcome) }) { first, _ in first }
        }
    }

    /// Its exit status and its report.
    func run(_ command: String, as user: String? = nil, _ options: String...) throws -> (Int32, Report) {
        let answer = try raw([command, path] + options + state + ["--format", "json"], as: user)
        do {
            return (answer.status, try JSONDecoder().decode(Report.self, from: Data(answer.output.utf8)))
        } catch {
            throw Container.Failure(description: "no report of `\(command)`: \(answer.said)")
        }
    }

    func plan() throws -> (Int32, Report) { try run("plan") }
    func apply() throws -> (Int32, Report) { try run("apply", "--yes") }
    func check() throws -> (Int32, Report) { try run("check") }

    /// Takes a run back; the answer holds the words for people.
    func undo(_ run: String) throws -> Shell.Answer { try raw(["undo", run, "--yes"] + state) }

    /// One line for each recorded run.
    func history() throws -> [Substring] {
        try raw(["history"] + state).output.split(separator: "\n").dropFirst().map { $0 }
    }

    private func raw(_ words: [String], as user: String? = nil) throws -> Shell.Answer {
        let asUser = user.map {
            ["/usr/bin/setpriv", "--reuid=\($0)", "--regid=nogroup", "--clear-groups", "--"]
        }
        return try container.run((asUser ?? []) + ["/holdfast"] + words)
    }
}

extension Policy {
    /// The whole life of a policy: the plan says there is work, one apply does it, `held` is so then, the check
    /// finds nothing, another apply does nothing, and undo brings back what the script `picture` printed before.
    func proveCycle(
        picture: String, sourceLocation: SourceLocation = #_sourceLocation, held: () throws -> Void
    ) throws {
        let before = try container.script(picture)
        let (_, planned) = try plan()
        #expect(
            planned.results.contains { $0.outcome == "drifted" }, "\(planned)", sourceLocation: sourceLocation
        )
        #expect(try container.script(picture) == before, "a plan only looks", sourceLocation: sourceLocation)
        let (applyStatus, applied) = try apply()
        #expect(applyStatus == 0, "\(applied)", sourceLocation: sourceLocation)
        let run = try #require(applied.run, sourceLocation: sourceLocation)
        try held()
        let (checkStatus, checked) = try check()
        #expect(checkStatus == 0, "\(checked)", sourceLocation: sourceLocation)
        let runs = try history()
        let after = try container.script(picture)
        let (again, second) = try apply()
        #expect(again == 0 && second.run == nil, "\(second)", sourceLocation: sourceLocation)
        #expect(try history() == runs, "a second apply does nothing", sourceLocation: sourceLocation)
        #expect(try container.script(picture) == after, sourceLocation: sourceLocation)
        let undone = try undo(run)
        #expect(undone.status == 0, "\(undone.said)", sourceLocation: sourceLocation)
        #expect(try container.script(picture) == before, "\(undone.said)", sourceLocation: sourceLocation)
    }
}
