internal import Convergence
internal import NIOHTTP1
internal import Octopus

/// The body of an answer that should be JSON. What is wrong with it is said without repeating any of it.
struct Body {
    private let reply: Transport.Reply
    private let place: ServerPlace
    private let name: String

    init(_ reply: Transport.Reply, place: ServerPlace, name: String) {
        self.reply = reply
        self.place = place
        self.name = name
    }

    func json() throws(HostError) -> JSON {
        let first = reply.body.first { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }
        if first == UInt8(ascii: "<") || isPage {
            throw HostError(
                .failed,
                "\(place) answers \(name) with a web page instead of JSON: is that the URL of the Octopus Server, "
                    + "or is this the login page of a proxy before it?")
        }
        do throws(ForeignJSON.Problem) {
            return SecretFields.withheld(from: try ForeignJSON.read(reply.body))
        } catch {
            if error.offset >= reply.body.count {
                throw HostError(
                    .failed,
                    "the answer of \(place) for \(name) breaks off after \(reply.body.count) bytes; try again"
                )
            }
            throw HostError(
                .failed,
                "the answer of \(place) for \(name) is not JSON: \(error)")
        }
    }

    private var isPage: Bool {
        reply.headers.first(name: "content-type")?.lowercased().hasPrefix("text/html") == true
    }
}
