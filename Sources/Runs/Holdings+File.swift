package import Convergence

extension Holdings {
    /// Holdings and, where the file could not be used, what was done about it.
    package struct Found: Hashable, Sendable {
        package var holdings: Holdings
        package var note: String?
    }

    private static var fileName: String { "holdings.json" }
    private static var format: Int { 1 }

    /// Reads the holdings. A file that is damaged is no error: the journals say the same, more slowly.
    ///
    /// - Parameter run: a run that is going to be noted, so that its journal need not be read for it.
    package static func load(
        from state: StateDirectory, without run: String? = nil
    ) throws(HostError) -> Found {
        let file = SealedFile(name: fileName, state: state)
        let bytes: [UInt8]?
        do throws(Errno) { bytes = try file.read() } catch { throw error.hostError("read \(file.path)") }
        guard let bytes else {
            // Also so after a crash between the end of the first run and its holdings.
            return Found(holdings: rebuilt(from: try RunHistory(state), without: run).holdings, note: nil)
        }
        if let form = SealedFile.decode(bytes, as: Form.self), form.format == format {
            return Found(holdings: form.applied, note: nil)
        }
        let (holdings, passedOver) = rebuilt(from: try RunHistory(state), without: run)
        let rest =
            passedOver.isEmpty ? "" : ", without what these runs did: \(passedOver.joined(separator: ", "))"
        return Found(
            holdings: holdings,
            note: "\(file.path) is damaged or of a newer version: worked out again from the journals\(rest)")
    }

    /// Writes the holdings; the file there is whole at every moment. Only for who holds the lock.
    package func save(in state: StateDirectory, lock: RunLock) throws(HostError) {
        try SealedFile(name: Self.fileName, state: state).write(Form(format: Self.format, applied: self))
    }

    private struct Form: Codable {
        var format: Int
        var applied: Holdings
    }
}
