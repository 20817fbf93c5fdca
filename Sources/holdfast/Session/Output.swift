import Convergence
import Reporting
import Runs

/// Writes a result where the command line says.
struct Output {
    private let options: ReportOptions

    init(_ options: ReportOptions) { self.options = options }

    /// Renders it as asked, to standard output or to the file; with a file, standard output has it as text.
    func write(status: ExitStatus, _ render: (ReportFormat, TextStyle) throws -> String) throws {
        let style = options.text.style
        guard let path = options.output else {
            Terminal.write(try render(options.format, style))
            return
        }
        // A file has neither colour nor a terminal's character set.
        let plain = TextStyle(colour: false, unicode: true, verbosity: style.verbosity)
        do throws(HostError) {
            let text: String
            do { text = try render(options.format, plain) } catch { throw HostError(.failed, "\(error)") }
            try DurableFile.replace(path, with: Array(text.utf8))
        } catch {
            throw Failure(error)
        }
        Terminal.write(try render(.text, style))
    }
}

extension TextOptions {
    var style: TextStyle {
        TextStyle(
            colour: Terminal.wantsColour(colour), unicode: Terminal.isUTF8,
            verbosity: quiet ? .quiet : verbose ? .verbose : .normal)
    }
}
