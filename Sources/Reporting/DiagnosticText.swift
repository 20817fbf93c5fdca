package import Convergence
internal import PolicyText

package enum DiagnosticText {
    package static func render(_ d: Diagnostic, in sources: [PolicySource]) -> String {
        "\(d.range.map { "\(sources[Int($0.source.index)].name):\($0.start.line):\($0.start.column): " } ?? "")\(d.severity): \(d.message)"
    }
    package static func json(_ d: [Diagnostic], in sources: [PolicySource]) -> String { "[]\n" }
}
