package import Convergence
internal import FoundationEssentials
internal import Glibc

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
        let path = "\(state.path)/\(fileName)"
        let bytes: [UInt8]?
        do throws(Errno) {
            bytes = try state.directory.open(fileName, O_RDONLY | O_NONBLOCK).read(limit: 64 << 20)
        } catch {
            guard error.code == ENOENT else { throw error.hostError("read \(path)") }
            // Also so after a crash between the end of the first run and its holdings.
            return Found(holdings: rebuilt(from: try RunHistory(state), without: run).holdings, note: nil)
        }
        if let bytes, let holdings = decode(bytes) { return Found(holdings: holdings, note: nil) }
        let (holdings, passedOver) = rebuilt(from: try RunHistory(state), without: run)
        let rest =
            passedOver.isEmpty ? "" : ", without what these runs did: \(passedOver.joined(separator: ", "))"
        return Found(
            holdings: holdings,
            note: "\(path) is damaged or of a newer version: worked out again from the journals\(rest)")
    }

    /// Writes the holdings; the file there is whole at every moment. Only for who holds the lock.
    package func save(in state: StateDirectory, lock: RunLock) throws(HostError) {
        let path = "\(state.path)/\(Self.fileName)"
        var bytes: [UInt8] = []
        var object: [UInt8] = []
        do { try JSONStream.encode(Form(format: Self.format, applied: self), into: &object) } catch {
            throw HostError(.failed, "could not write \(path) as JSON")
        }
        var chain = SealedChain()
        chain.seal(into: &bytes) { $0.append(contentsOf: object.dropFirst().dropLast()) }
        try DurableFile.replace(
            Self.fileName, in: state.directory, with: bytes, mode: 0o600, temporary: ".\(Self.fileName).new",
            path: path)
    }

    private static func decode(_ bytes: [UInt8]) -> Holdings? {
        var chain = SealedChain()
        guard let line = JournalLines(bytes).first(where: { _ in true }), line.upperBound == bytes.count - 1,
            bytes.withUnsafeBytes({ chain.open(UnsafeRawBufferPointer(rebasing: $0[line])) }) != nil,
            let form = try? JSONDecoder().decode(Form.self, from: Data(bytes)), form.format == format
        else { return nil }
        return form.applied
    }

    private struct Form: Codable {
        var format: Int
        var applied: Holdings
    }
}
