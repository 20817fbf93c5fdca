/// HTML5 text and attributes, in which nothing that somebody else wrote is markup, hides or turns the reading.
enum HTML {
    /// On one line.
    static func text(_ text: String) -> String { XML.escaped(VisibleText.line(text)) }

    /// An element with attributes; `content` is HTML already.
    static func element(_ name: String, _ attributes: [(String, String)] = [], _ content: String) -> String {
        "<\(name)\(written(attributes))>\(content)</\(name)>"
    }

    /// A word or a value of somebody else, kept from turning the direction of reading around it.
    static func value(_ text: String, class name: String? = nil) -> String {
        element("bdi", name.map { [("class", $0)] } ?? [], HTML.text(text))
    }

    /// Every attribute stands in double quotes, which `XML.escaped` writes out.
    static func written(_ attributes: [(String, String)]) -> String {
        attributes.map { " \($0.0)=\"\(text($0.1))\"" }.joined()
    }
}
