package import Convergence

/// What is on a machine before a step, told so that a host in memory and a real one can both be made of it.
package struct Scene: Sendable {
    package enum Form: Sendable {
        case file(String)
        case directory
        case link(to: String)
        case pipe
        /// Another name (hard link) of the file at a path that was told before.
        case secondName(of: Path)
    }

    package struct Item: Sendable {
        package var path: Path
        package var form: Form
        package var attributes: Attributes

        package init(_ path: Path, _ form: Form, _ attributes: Attributes? = nil) {
            self.path = path
            self.form = form
            let mode: FileMode =
                switch form {
                case .directory: 0o755
                case .link: 0o777
                default: 0o644
                }
            self.attributes = attributes ?? Attributes(mode: mode)
        }
    }

    package var name: String
    /// In the order of making them.
    package var items: [Item]

    package init(_ name: String, _ items: [Item]) {
        self.name = name
        self.items = items
    }

    /// The images of its paths.
    package var images: [Subject: Image] {
        var images: [Subject: Image] = [
            .node(at: .root): .node(is: Node(.directory, Attributes(mode: 0o755)))
        ]
        for item in items {
            let node: Node =
                switch item.form {
                case .file(let text): Node(.file(contents: Content(text)), item.attributes)
                case .directory: Node(.directory, item.attributes)
                case .link(let target): Node(.link(to: target), item.attributes)
                case .pipe: Node(.other, item.attributes)
                case .secondName(let first): Self.node(images[.node(at: first)])
                }
            images[.node(at: item.path)] = .node(is: node)
            if case .secondName(let first) = item.form {
                var shared = node
                shared.links += 1
                images[.node(at: first)] = .node(is: shared)
                images[.node(at: item.path)] = .node(is: shared)
            }
        }
        return images
    }

    private static func node(_ image: Image?) -> Node {
        guard case .node(let node)? = image else { preconditionFailure("a second name needs a first") }
        return node
    }
}

extension Scene: CustomStringConvertible {
    package var description: String { name }
}
