import Convergence
import Reporting
import Runs

/// Writes a result where the command line says.
struct Output {
    private let options: ReportOptions

    init(_ options: ReportOptions) { self.options = options }

    /// Renders it as asked, to standard output or to the file; with a file, standard output has it as text.
    ///
    /// Returns the status to end with: that of the result, unless nobody would learn that it was not written.
    func write(status: ExitStatus, _ render: (ReportFormat, TextStyle) -> String) -> ExitStatus {
        let style = options.text.style
        do throws(Failure) {
            guard let path = options.output, path != "-" else {
                try Terminal.write(render(options.format, style))
                return status
            }
            try write(render, to: path, verbosity: style.verbosity)
            try Terminal.write(render(.text, style))
            return status
        } catch {
            Terminal.note("holdfast: \(error.message)")
            return status == .asWanted ? .failed : status
        }
    }

    private func write(
        _ render: (ReportFormat, TextStyle) -> String, to path: String, verbosity: TextStyle.Verbosity
    ) throws(Failure) {
        // A file has neither colour nor a terminal's character set.
        let text = render(options.format, TextStyle(colour: false, unicode: true, verbosity: verbosity))
        do throws(HostError) {
            try DurableFile.replace(path, with: Array(text.utf8))
        } catch {
            // The result is not lost with the file.
            _ = try? Terminal.write(render(.text, options.text.style))
            throw Failure(error)
        }
    }
}
