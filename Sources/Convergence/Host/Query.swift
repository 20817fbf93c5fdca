/// A program and its arguments; no shell is ever between.
package struct Command: Hashable, Sendable, Codable {
    package var executable: Path
    package var arguments: [String]

    package init(_ executable: Path, _ arguments: [String] = []) {
        self.executable = executable
        self.arguments = arguments
    }
}

/// A read-only question put to a program, and what its answer depends on.
package struct Query: Hashable, Sendable, Codable {
    package var command: Command
    /// Never empty: a forecast must know when the answer can no longer be trusted.
    package var reads: [Region]

    package init(_ command: Command, reads: [Region]) {
        precondition(!reads.isEmpty, "a query says what its answer depends on")
        self.command = command
        self.reads = reads
    }
}

/// What a program said. A status other than zero is an answer too.
package struct Answer: Hashable, Sendable, Codable {
    package var status: Int32
    /// Standard output, bounded by the host.
    package var output: String
    /// Standard error, bounded by the host.
    package var complaint: String

    package init(status: Int32, output: String, complaint: String = "") {
        self.status = status
        self.output = output
        self.complaint = complaint
    }
}

/// A part of the host that an answer depends on.
package indirect enum Region: Hashable, Sendable, Codable {
    case one(subject: Subject)
    case tree(at: Path)
    case anything
}
