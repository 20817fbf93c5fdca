import Foundation
import FoundationNetworking
import OctopusSimulator

/// Asks the simulated server as a client would, over a socket.
struct Client {
    var base: String
    var key: String?

    init(_ base: String, key: String? = nil) {
        self.base = base
        self.key = key
    }

    init(_ server: OctopusSimulator, key: String? = nil) { self.init(server.url, key: key) }

    struct Answer {
        var status: Int
        var headers: [String: String]
        var body: Data

        var text: String { String(decoding: body, as: UTF8.self) }

        /// The body read as JSON.
        var json: Any {
            get throws { try JSONSerialization.jsonObject(with: body, options: .fragmentsAllowed) }
        }

        var object: [String: Any] { get throws { try json as? [String: Any] ?? [:] } }

        subscript(header: String) -> String? { headers[header.lowercased()] }
    }

    func get(_ path: String, method: String = "GET", body: String? = nil, headers: [String: String] = [:])
        async throws -> Answer
    {
        guard let url = URL(string: base + path) else { throw URLError(.badURL) }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body.map { Data($0.utf8) }
        if let key { request.setValue(key, forHTTPHeaderField: "X-Octopus-ApiKey") }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let configuration = URLSessionConfiguration.ephemeral
        configuration.connectionProxyDictionary = [:]
        let session = URLSession(configuration: configuration, delegate: Redirects(), delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        let (data, response) = try await session.data(for: request)
        let http = response as? HTTPURLResponse
        var fields: [String: String] = [:]
        for (name, value) in http?.allHeaderFields ?? [:] { fields["\(name)".lowercased()] = "\(value)" }
        return Answer(status: http?.statusCode ?? 0, headers: fields, body: data)
    }

    /// Redirects are answers here.
    private final class Redirects: NSObject, URLSessionTaskDelegate, Sendable {
        func urlSession(
            _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
            newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
        ) { completionHandler(nil) }
    }
}

/// Starts a server, and stops it at the end.
func withServer<Result>(
    _ options: SimulatorOptions = SimulatorOptions(), _ body: (OctopusSimulator) async throws -> Result
) async throws -> Result {
    let server = try await OctopusSimulator.start(options)
    do {
        let result = try await body(server)
        await server.stop()
        return result
    } catch {
        await server.stop()
        throw error
    }
}
