internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore

/// Puts answers on the wire, or breaks off in the middle.
struct Delivery: Sendable {
    let door: Door
    let isOverTLS: Bool

    // Concurrent, as what it hands the writer to.
    @concurrent func respond(
        to request: Request, _ writer: consuming ResponseWriter, on channel: any Channel
    ) async throws {
        let asked = Asked(request, isOverTLS: isOverTLS)
        let verdict = door.verdict(on: asked)
        if asked.path != "/simulator/requests" {
            door.recorder.add(
                RecordedRequest(method: asked.method, path: asked.recorded, status: verdict.reply.status))
        }
        if case .slow(let milliseconds)? = verdict.fault {
            try await Task.sleep(for: .milliseconds(milliseconds))
        }
        if verdict.fault == .dropped {
            try await channel.close()
            return
        }
        let (head, body) = encoded(verdict.reply, asked)
        if asked.method == "HEAD" {
            try await writer.writeResponse(head)
        } else if verdict.fault == .half {
            let half = ByteBuffer(bytes: body.prefix(body.count / 2))
            let whole = ResponseBody { writer in
                try await writer.write(half)
                try await channel.close()
            }
            try await writer.write(response: head, body: whole)
        } else {
            try await writer.write(response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
        }
    }

    private func encoded(_ reply: Reply, _ asked: Asked) -> (HTTPResponse, [UInt8]) {
        var fields = HTTPFields()
        var body: [UInt8] = []
        func set(_ name: String, _ value: String) {
            guard let name = HTTPField.Name(name) else { return }
            fields.append(HTTPField(name: name, value: value))
        }
        let state = door.state
        for (name, value) in state.headers(
            overTLS: isOverTLS, isAPI: asked.path.lowercased().contains("/api"), origin: asked.origin)
            + reply.headers
        {
            set(name, value)
        }
        switch reply.body {
        case .json(let document):
            set("Content-Type", "application/json; charset=utf-8")
            body = Array(document.pretty.utf8)
        case .page(let page):
            set("Content-Type", "text/html; charset=utf-8")
            body = Array(page.utf8)
        case .none: break
        }
        set("Date", state.httpDate)
        set("Content-Length", String(body.count))
        return (HTTPResponse(status: .init(code: reply.status), headerFields: fields), body)
    }
}
