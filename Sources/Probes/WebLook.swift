internal import Convergence
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL

/// One request over HTTP/1.1, of whose answer the head is all that is read.
struct WebLook {
    private let question: WebQuestion
    private let timeout: Duration

    init(_ question: WebQuestion, timeout: Duration) {
        self.question = question
        self.timeout = timeout
    }

    func reply() async throws(HostError) -> WebReply? {
        let end = question.url.firstIndex { $0 == "?" || $0 == "#" } ?? question.url.endIndex
        guard let address = WebAddress(String(question.url[..<end])) else {
            throw HostError(
                .unsupported, "this is no URL that can be asked: it begins with neither http:// nor https://")
        }
        let query = question.url[end...].prefix { $0 != "#" }
        guard query.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
            throw HostError(.unsupported, "the query of the URL holds blanks or letters beyond ASCII")
        }
        // `WebAddress` drops the slash at the end, which is another resource.
        let path =
            question.url[..<end].hasSuffix("/") && !address.path.isEmpty ? address.path + "/" : address.path
        return try await ask(address, uri: (path.isEmpty ? "/" : path) + query)
    }

    private func ask(_ address: WebAddress, uri: String) async throws(HostError) -> WebReply? {
        let endpoint = address.endpoint
        let tls = address.scheme == .https ? try context() : nil
        let answer = HeadWatcher()
        let channel: any Channel
        do throws(Dial.Failure) {
            channel = try await Dial.connect(to: endpoint, timeout: timeout) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls {
                        let name = PlainAddress.isAddress(endpoint.host) ? nil : endpoint.host
                        try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: name))
                    }
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(HeadReader(answer))
                }
            }
        } catch {
            switch error {
            case .refused: return nil
            case .told(let reason): throw reason
            }
        }
        let alarm = channel.eventLoop.scheduleTask(in: TimeAmount(timeout)) {
            answer.settle(.failure(Dial.silent(endpoint)))
            channel.close(promise: nil)
        }
        let from = channel.localAddress?.ipAddress ?? ""
        let host = WebAddress(address.scheme, endpoint).description
            .dropFirst(address.scheme.rawValue.utf8.count + 3)
        let head = HTTPRequestHead(
            version: .http1_1, method: question.method == .head ? .HEAD : .GET, uri: uri,
            headers: ["host": String(host), "user-agent": "holdfast", "accept": "*/*", "connection": "close"])
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        let result = await answer.value()
        alarm.cancel()
        channel.close(promise: nil)
        switch result {
        case .success(let head):
            return WebReply(status: Int(head.status.code), headers: Self.headers(head.headers), from: from)
        case .failure(let error):
            if error.code == .timedOut { throw error }
            let hint =
                address.scheme == .https
                ? "does it speak TLS there?" : "does it speak TLS there? then write https://"
            throw HostError(.failed, "\(address) does not answer as \(address.scheme.rawValue): \(hint)")
        }
    }

    private func context() throws(HostError) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        // It only looks, and sends nothing that is secret; who is trusted is another question.
        configuration.certificateVerification = .none
        configuration.minimumTLSVersion = .tlsv1
        configuration.cipherSuites = "ALL"
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw HostError(.failed, "TLS cannot be used here")
        }
    }

    /// In lower case, in the order sent, and of cookies their names and flags only.
    private static func headers(_ headers: HTTPHeaders) -> [WebReply.Header] {
        headers.map { name, value in
            let name = name.lowercased()
            return WebReply.Header(name, name == "set-cookie" ? cookie(value) : value)
        }
    }

    /// `session=secret; Secure; HttpOnly` without the secret.
    static func cookie(_ text: String) -> String {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        let name = parts[0].prefix { $0 != "=" }
        // A cookie without `=` is a value without a name.
        let shown = name.count == parts[0].count ? "=" : "\(name)="
        return ([shown[...]] + parts.dropFirst()).joined(separator: ";")
    }
}
