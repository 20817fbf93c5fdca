internal import Convergence

/// Up to which run all are closed, which is to say ended or taken back: who begins a run reads no journal before it.
///
/// Only spares reading. Where it is missing, damaged or names a run that is not there, all journals are read.
struct ClosedRuns {
    private static let format = 1
    private let file: SealedFile

    init(in state: StateDirectory) { file = SealedFile(name: "closed.json", state: state) }

    /// The newest run up to which all are closed.
    var through: String? {
        guard let bytes = try? file.read(), let form = SealedFile.decode(bytes, as: Form.self),
            form.format == Self.format
        else { return nil }
        return form.through
    }

    /// Remembers it. That it cannot be written is no error: the next run reads more.
    func save(through run: String) {
        try? file.write(Form(format: Self.format, through: run))
    }

    private struct Form: Codable {
        var format: Int
        var through: String
    }
}
