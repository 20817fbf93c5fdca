/// What is at a path: its form and attributes, not the names inside a directory.
package struct Node: Hashable, Sendable, Codable {
    package enum Form: Hashable, Sendable, Codable {
        case file(contents: Content)
        /// A file that will be there, with contents nobody can know yet. Only a forecast says this.
        case unforeseenFile
        /// A file whose former contents are not kept because they may hold a secret. Only a record says this.
        case withheldFile
        /// A file whose contents were not asked for.
        case unreadFile
        case directory
        /// A symbolic link and the text it holds, unresolved.
        case link(to: String)
        /// A device, a socket, a pipe.
        case other
    }

    package var form: Form
    package var attributes: Attributes
    /// How many names a regular file has; 1 for everything else.
    package var links: Int

    package init(_ form: Form, _ attributes: Attributes, links: Int = 1) {
        self.form = form
        self.attributes = attributes
        self.links = links
    }

    /// What a person calls this form.
    package var formName: String {
        switch form {
        case .file, .unforeseenFile, .withheldFile, .unreadFile: "file"
        case .directory: "directory"
        case .link: "symbolic link"
        case .other: "special file"
        }
    }

    /// What a look at the attributes alone sees of it.
    package var withoutContents: Node {
        switch form {
        case .file, .unforeseenFile, .withheldFile, .unreadFile: Node(.unreadFile, attributes)
        case .directory, .link, .other: Node(form, attributes)
        }
    }
}
