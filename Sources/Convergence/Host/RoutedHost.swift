/// A machine and what is looked at beyond it: documents go to their service, endpoints to who looks from outside, and
/// everything else to the machine.
package struct RoutedHost<Machine: HostChanging>: HostChanging {
    private let machine: Machine
    private let services: [String: any DocumentService]
    private let outside: any OutsideLooking

    /// `services` by the names that addresses have.
    package init(_ machine: Machine, services: [String: any DocumentService], outside: any OutsideLooking) {
        self.machine = machine
        self.services = services
        self.outside = outside
    }

    package var lookThreads: (any TaskExecutor)? { machine.lookThreads }

    package func image(of subject: Subject) async throws(HostError) -> Image {
        switch subject {
        case .field(let address, let pointer):
            guard let service = services[address.service] else {
                throw HostError(.unsupported, "there is no service '\(address.service)' to ask")
            }
            guard let value = try await service.document(address.document)?[pointer] else { return .absent }
            return .field(is: value)
        case .handshake(let question):
            return try await outside.handshake(question).map { .handshake(is: $0) } ?? .absent
        case .reply(let question):
            return try await outside.reply(to: question).map { .reply(is: $0) } ?? .absent
        default: return try await machine.image(of: subject)
        }
    }

    /// Only the machine can be changed.
    package func perform(_ steps: [Step]) async -> [Result<Void, HostError>] {
        await machine.perform(steps)
    }
}
