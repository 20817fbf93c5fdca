package import Convergence

/// A host that keeps JSON documents, for the tests of kinds that look at an Octopus Server.
///
/// What is not listed is not on that server; other subjects are as `images` says, and otherwise as on an empty machine.
package struct DocumentHost: HostObserving {
    package var documents: [Address: JSON]
    /// Documents that this host may not see, or cannot fetch, and why.
    package var refusals: [Address: HostError]
    /// What else there is: handshakes, replies.
    package var images: [Subject: Image]
    /// Seconds since 1970-01-01 00:00 UTC.
    package var seconds: Int

    package init(
        _ documents: [Address: JSON] = [:], refusing refusals: [Address: HostError] = [:],
        images: [Subject: Image] = [:], seconds: Int = 0
    ) {
        self.documents = documents
        self.refusals = refusals
        self.images = images
        self.seconds = seconds
    }

    package func image(of subject: Subject) async throws(HostError) -> Image {
        if let image = images[subject] { return image }
        guard case .field(let address, let pointer) = subject else {
            return try await EmptyHost(seconds: seconds).image(of: subject)
        }
        if let refusal = refusals[address] { throw refusal }
        guard let value = documents[address]?[pointer] else { return .absent }
        return .field(is: value)
    }
}
