import Foundation

/// Holds answers to the definitions of the API's description (Swagger 2.0, as much of it as that file uses).
struct SwaggerCheck {
    private let definitions: [String: Any]
    private let paths: [String: Any]

    init() throws {
        let swagger = try Recorded.json("swagger-2020.5.json") as? [String: Any] ?? [:]
        definitions = swagger["definitions"] as? [String: Any] ?? [:]
        paths = swagger["paths"] as? [String: Any] ?? [:]
    }

    /// The schema of the good answer to a GET of a path; `nil` where the description has none.
    func schema(of path: String) -> [String: Any]? {
        let get = (paths[path] as? [String: Any])?["get"] as? [String: Any]
        let good = (get?["responses"] as? [String: Any])?["200"] as? [String: Any]
        return good?["schema"] as? [String: Any]
    }

    /// What recorded answers leave out although the description has it.
    private static let leftOut: Set<String> = ["LastModifiedOn", "LastModifiedBy", "Id", "Password"]
    /// Described by its base only: real ones have the members of a listening or polling Tentacle besides.
    private static let open: Set<String> = ["EndpointResource"]

    func problems(_ value: Any, _ schema: [String: Any], at place: String) -> [String] {
        if let reference = schema["$ref"] as? String, let name = reference.split(separator: "/").last {
            let definition = definitions[String(name)] as? [String: Any] ?? [:]
            return problems(value, definition, at: place, isOpen: Self.open.contains(String(name)))
        }
        return problems(value, schema, at: place, isOpen: false)
    }

    private func problems(_ value: Any, _ schema: [String: Any], at place: String, isOpen: Bool) -> [String] {
        if value is NSNull { return [] }
        switch schema["type"] as? String {
        case "object": return object(value, schema, at: place, isOpen: isOpen)
        case "array":
            guard let items = value as? [Any] else { return ["\(place) is no list"] }
            let inner = schema["items"] as? [String: Any] ?? [:]
            return items.enumerated().flatMap { problems($1, inner, at: "\(place)[\($0)]") }
        case "boolean": return Self.isBoolean(value) ? [] : ["\(place) is no boolean"]
        case "integer": return value is Int && !Self.isBoolean(value) ? [] : ["\(place) is no integer"]
        case "string":
            guard let text = value as? String else { return ["\(place) is no text"] }
            if let allowed = schema["enum"] as? [String], !allowed.contains(text) {
                return ["\(place) may not be \(text)"]
            }
            if schema["format"] as? String == "date-time",
                text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d/) == nil
            {
                return ["\(place) is no time: \(text)"]
            }
            return []
        default: return []
        }
    }

    private func object(_ value: Any, _ schema: [String: Any], at place: String, isOpen: Bool) -> [String] {
        // "object" without more is how that description says "anything".
        if schema["properties"] == nil, schema["additionalProperties"] == nil { return [] }
        guard let object = value as? [String: Any] else { return ["\(place) is no object"] }
        if let inner = schema["additionalProperties"] as? [String: Any] {
            return object.keys.sorted().flatMap { problems(object[$0] ?? "", inner, at: "\(place).\($0)") }
        }
        let properties = schema["properties"] as? [String: Any] ?? [:]
        var found: [String] = []
        for name in object.keys.sorted() {
            guard let property = properties[name] as? [String: Any] else {
                if !isOpen { found.append("\(place).\(name) is unknown") }
                continue
            }
            found += problems(object[name] ?? "", property, at: "\(place).\(name)")
        }
        // A table whose every possible key is described.
        let isTable = place.hasSuffix(".SpacePermissions")
        for name in properties.keys.sorted()
        where object[name] == nil && !isTable && !Self.leftOut.contains(name) {
            found.append("\(place).\(name) is missing")
        }
        return found
    }

    /// Foundation tells `true` and 1 apart only by how they print their type.
    private static func isBoolean(_ value: Any) -> Bool {
        (value as? NSNumber).map { String(cString: $0.objCType) == "c" } ?? false
    }
}
