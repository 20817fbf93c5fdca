/// The state of one subject: the answer to a look, the before-image in the journal, the precondition of a step
/// and the target of an undo.
package enum Image: Hashable, Sendable, Codable {
    /// Nothing is there. A case of its own: an Optional payload is misread by Swift 6.3.1's optimiser.
    case absent
    case node(is: Node)
    case names(are: Names)
    case realPath(is: RealPath)
    case account(is: Account)
    case group(is: Group)
    case package(is: PackageState)
    case unit(is: Unit)
    case ruleset(is: String)
    case field(is: JSON)
    case answer(is: Answer)
    // Apart from the rest, so that the images of files stay small.
    indirect case handshake(is: Handshake)
    indirect case reply(is: WebReply)
    /// Seconds since 1970-01-01 00:00 UTC.
    case clock(is: Int)
    case facts(are: Facts)
    /// Not kept, because it may hold a secret. Only a record says this.
    case withheld
}

/// An installed package.
package struct PackageState: Hashable, Sendable, Codable {
    /// In the package manager's own spelling. Empty only in a step or a forecast: the newest there is.
    package var version: String

    package init(version: String) { self.version = version }
}

/// What is known about a subject after a step that has not been performed.
package enum Foreseen: Hashable, Sendable {
    case image(Image)
    case unforeseen
}

extension Image {
    /// Whether this, which is real, is what a forecast foretold: an id that the system chose is any id.
    package func fulfils(_ forecast: Image) -> Bool {
        switch (self, forecast) {
        case (.account(var real), .account(let foretold)):
            guard isChosen(real.id, as: foretold.id, system: foretold.wantsSystemID) else { return false }
            (real.id, real.wantsSystemID) = (foretold.id, foretold.wantsSystemID)
            return real == foretold
        case (.group(var real), .group(let foretold)):
            guard isChosen(real.id, as: foretold.id, system: foretold.wantsSystemID) else { return false }
            (real.id, real.wantsSystemID) = (foretold.id, foretold.wantsSystemID)
            return real == foretold
        case (.node(let real), .node(let foretold)) where foretold.form == .unforeseenFile:
            guard case .file = real.form else { return false }
            return real.attributes == foretold.attributes
        default: return self == forecast
        }
    }

    /// What a look at the attributes of a path says where a look at the path says this.
    package var withoutContents: Image {
        if case .node(let node) = self { .node(is: node.withoutContents) } else { self }
    }

    private func isChosen(_ real: Int?, as foretold: Int?, system: Bool) -> Bool {
        guard foretold == nil, let real else { return real == foretold }
        return !system || SystemID.range.contains(real)
    }
}
