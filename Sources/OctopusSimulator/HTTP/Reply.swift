/// The answer to a request, before it is put on the wire.
struct Reply: Sendable {
    enum Body: Sendable {
        case json(Wire)
        case page(String)
        case none
    }

    var status: Int
    var headers: [(name: String, value: String)] = []
    var body: Body

    static func ok(_ document: Wire) -> Reply { Reply(status: 200, body: .json(document)) }

    static func html(_ status: Int, title: String) -> Reply {
        Reply(
            status: status,
            body: .page(
                "<!DOCTYPE html>\n<html><head><title>\(title)</title></head><body><h1>\(title)</h1></body></html>\n"
            ))
    }

    /// An error as Octopus tells it, a recorded one is in https://github.com/OctopusDeploy/Issues/issues/7952
    static func error(_ status: Int, _ message: String, errors: [String] = [], help: String? = nil) -> Reply {
        var body: Wire = ["ErrorMessage": .text(message), "Errors": .texts(errors)]
        if let help { body["HelpText"] = .text(help) }
        return Reply(
            status: status, body: .json(body.adding(["ParsedHelpLinks": [], "Details": .object([])])))
    }

    /// https://github.com/OctopusDeploy/Issues/issues/5625
    static let notSignedIn = error(
        401,
        "You must be logged in to request this resource or provide a valid API key. Your account may have been disabled, please contact your Octopus administrator."
    )

    static let unknownPath = error(404, "The resource you requested was not found.")

    static func unknown(_ id: String) -> Reply { error(404, "The resource '\(id)' was not found.") }

    /// https://github.com/OctopusDeploy/Issues/issues/6787; that older servers sent 401 is in
    /// https://help.octopus.com/t/roles-to-have-permissions-for-api-machines-discover/915
    static func lacking(_ permission: String, version: SimulatedVersion) -> Reply {
        error(
            version.isAtLeast(2020, 1) ? 403 : 401,
            "You do not have permission to perform this action. Please contact your Octopus administrator. Missing permission: \(permission)",
            help:
                "This action requires permission to \(Permission.description(of: permission)). None of your teams have this permission."
        )
    }
}
