internal import Convergence

/// What lets a request in. The secret is asked for when a request is made, and held by nobody here.
struct Credential: Sendable {
    let shown: OctopusConnection.Credential
    let value: @Sendable (SecretReference) async throws(HostError) -> [UInt8]

    /// How messages call it.
    var description: String {
        switch shown {
        case .apiKey(let secret): "the API key (\(secret))"
        case .token(let secret): "the token (\(secret))"
        }
    }

    func header() async throws(HostError) -> (name: String, value: String) {
        let bytes = try await value(shown.secret)
        // What would end a header, or could not be one: a file with two lines, a saved web page.
        guard !bytes.isEmpty, bytes.count <= 8192, bytes.allSatisfy({ $0 > 32 && $0 < 127 }) else {
            throw HostError(
                .failed, "\(description) cannot be one: it holds blanks, line ends or letters beyond ASCII")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        switch shown {
        case .apiKey: return ("x-octopus-apikey", text)
        case .token: return ("authorization", "Bearer " + text)
        }
    }
}
