/// Sends looks and steps at documents to their service, and everything else to the machine.
package struct RoutedHost<Machine: HostChanging>: HostChanging {
    private let machine: Machine
    private let services: [String: any DocumentService]

    package init(_ machine: Machine, services: [String: any DocumentService]) {
        self.machine = machine
        self.services = services
    }

    package var lookThreads: (any TaskExecutor)? { machine.lookThreads }

    package func image(of subject: Subject) async throws(HostError) -> Image {
        guard case .field(let address, let pointer) = subject else {
            return try await machine.image(of: subject)
        }
        guard let value = try await service(address).document(address.document)?[pointer] else {
            return .absent
        }
        return .field(is: value)
    }

    package func perform(_ steps: [Step]) async -> [Result<Void, HostError>] {
        let isMachines = steps.map { if case .setFields = $0 { false } else { true } }
        let machineSteps = zip(steps, isMachines).filter(\.1).map(\.0)
        var machines = machineSteps.isEmpty ? [] : await machine.perform(machineSteps)[...]
        var results: [Result<Void, HostError>] = []
        for (step, isMachine) in zip(steps, isMachines) {
            results.append(isMachine ? machines.removeFirst() : await set(step))
        }
        return results
    }

    private func set(_ step: Step) async -> Result<Void, HostError> {
        guard case .setFields(let address, let fields) = step else {
            preconditionFailure("not a document's step")
        }
        do throws(HostError) {
            return .success(try await service(address).set(fields, in: address.document))
        } catch {
            return .failure(error)
        }
    }

    private func service(_ address: Address) throws(HostError) -> any DocumentService {
        guard let service = services[address.service] else {
            throw HostError(.unsupported, "this policy names no service '\(address.service)'")
        }
        return service
    }
}
