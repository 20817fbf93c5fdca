internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore

/// The port on which a node awaits polling Tentacles. Browsers get a page there, with some of the portal's headers.
enum TentaclePort {
    static func open(on host: String, identity: ServerIdentity) async throws -> Listener {
        let page = Array(
            "<!DOCTYPE html>\n<html><body><h1>Octopus Server configured successfully</h1></body></html>\n"
                .utf8)
        let tls = try identity.configuration(from: .tls12, to: .tls13)
        return try await .open(on: host, port: 0, tls: tls) { request, writer, _ in
            try await answer(request, writer, page)
        }
    }

    @concurrent private static func answer(
        _ request: Request, _ writer: consuming ResponseWriter, _ page: [UInt8]
    ) async throws {
        let fields: HTTPFields = [
            .contentType: "text/html; charset=utf-8", .contentLength: String(page.count),
            .xContentTypeOptions: "nosniff",
        ]
        let head = HTTPResponse(status: .ok, headerFields: fields)
        let isHead = request.method == .head
        try await writer.write(
            response: head, body: isHead ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: page)))
    }
}
