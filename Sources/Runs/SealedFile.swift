internal import Convergence
internal import FoundationEssentials
internal import Glibc

/// A small file of the state directory: one object of JSON on one line, with a sum over it, whole at every moment.
struct SealedFile {
    let name: String
    let state: StateDirectory

    var path: String { "\(state.path)/\(name)" }

    /// The bytes there are, none of a file that is too large to be one; `nil` when there is no such file.
    func read() throws(Errno) -> [UInt8]? {
        do throws(Errno) {
            return try state.directory.open(name, O_RDONLY | O_NONBLOCK).read(limit: 64 << 20) ?? []
        } catch {
            if error.code == ENOENT { return nil }
            throw error
        }
    }

    /// What the bytes hold; `nil` when they are damaged or of another form.
    static func decode<Form: Decodable>(_ bytes: [UInt8], as form: Form.Type) -> Form? {
        var chain = SealedChain()
        guard let line = JournalLines(bytes).first(where: { _ in true }), line.upperBound == bytes.count - 1,
            bytes.withUnsafeBytes({ chain.open(UnsafeRawBufferPointer(rebasing: $0[line])) }) != nil
        else { return nil }
        return try? JSONDecoder().decode(form, from: Data(bytes))
    }

    /// Only for who holds the lock.
    func write(_ form: some Encodable) throws(HostError) {
        var bytes: [UInt8] = []
        var object: [UInt8] = []
        do { try JSONStream.encode(form, into: &object) } catch {
            throw HostError(.failed, "could not write \(path) as JSON")
        }
        var chain = SealedChain()
        chain.seal(into: &bytes) { $0.append(contentsOf: object.dropFirst().dropLast()) }
        try DurableFile.replace(
            name, in: state.directory, with: bytes, mode: 0o600, temporary: ".\(name).new", path: path)
    }
}
