package import Convergence

extension LinuxHost {
    package func perform(_ steps: [Step]) async -> [Result<Void, HostError>] {
        var results = [Result<Void, HostError>](repeating: .success(()), count: steps.count)
        var files: [(index: Int, file: FileReplacement)] = []
        for (index, step) in steps.enumerated() {
            guard case .replaceFile(let path, let contents, let attributes) = step else { continue }
            do throws(HostError) {
                try requireOutsideKernel(path)
                let values = try await vault.values(for: contents)
                files.append(
                    (
                        index,
                        FileReplacement(
                            path: path, contents: contents, attributes: attributes, values: values)
                    ))
            } catch {
                results[index] = .failure(error)
            }
        }
        for (file, result) in zip(files, await replace(files.map(\.file))) { results[file.index] = result }
        if steps.contains(where: Self.changesAccounts) { accounts.forget() }
        for (index, step) in steps.enumerated() {
            if case .replaceFile = step { continue }
            do throws(HostError) {
                try await performOne(step)
            } catch {
                results[index] = .failure(error)
            }
            if Self.changesAccounts(step) { accounts.forget() }
            if Self.changesPackages(step) { packages.forget() }
        }
        return results
    }

    /// Removes temporary files that a killed run left in a directory.
    package func removeLeftovers(in path: Path) throws(HostError) {
        let directory: Descriptor
        do throws(Unresolved) {
            directory = try root.openDirectory(path)
        } catch {
            throw error.hostError("cannot open \(path)")
        }
        try Leftovers.remove(in: directory.number, as: path)
    }

    private func replace(_ files: [FileReplacement]) async -> [Result<Void, HostError>] {
        if files.isEmpty { return [] }
        do throws(HostError) {
            return await GroupedWriter(root: root, swept: swept, names: try accounts.current())
                .replace(files)
        } catch {
            return files.map { _ in .failure(error) }
        }
    }

    private func performOne(_ step: Step) async throws(HostError) {
        switch step {
        case .replaceFile: break
        case .setAttributes(let path, let attributes): try nodes.setAttributes(of: path, to: attributes)
        case .makeDirectory(let path, let attributes): try nodes.makeDirectory(at: path, attributes)
        case .replaceLink(let path, let target, let attributes):
            try nodes.replaceLink(at: path, to: target, attributes)
        case .remove(let path): try nodes.remove(path)
        case .setValue(let path, let text): try nodes.setValue(at: path, to: text)
        case .setAccount(let name, let account): try await accountWriter.set(name, to: account)
        case .removeAccount(let name): try await accountWriter.remove(name)
        case .setGroup(let name, let group): try await groupWriter.set(name, to: group)
        case .removeGroup(let name): try await groupWriter.remove(name)
        case .installPackage(let name, let version): try await packageWriter.install(name, version)
        case .removePackage(let name): try await packageWriter.remove(name)
        case .setUnit(let name, let request): try await unitWriter.set(name, to: request)
        case .refreshUnit(let name, let refresh): try await unitWriter.refresh(name, by: refresh)
        case .run(let command, _, _): try await run(command)
        case .replaceRuleset(let table, _), .removeRuleset(let table):
            throw HostError(
                .unsupported, "this host does not change firewall tables (\(EscapedText.of(table)))")
        case .setFields(let address, _):
            throw HostError(.unsupported, "the machine itself keeps no documents of \(address.service)")
        }
    }

    private func run(_ command: Command) async throws(HostError) {
        guard root.isMachine else {
            throw HostError(.unsupported, "commands are not run under a root directory")
        }
        let output = try await programs.run(command.executable, command.arguments, timeout: .seconds(600))
        if output.timedOut {
            throw HostError(.timedOut, "\(command.executable) did not end within 10 minutes and was stopped")
        }
        guard output.status != 0 else { return }
        var censored = output
        let secrets = await vault.known()
        censored.complaint = secrets.censored(output.complaint)
        censored.output = secrets.censored(output.output)
        throw HostError(
            .failed, "\(command.executable) ended with status \(output.status): \(censored.reason)")
    }

    private func requireOutsideKernel(_ path: Path) throws(HostError) {
        if path.isWithin("/proc") || path.isWithin("/sys") {
            throw HostError(.failed, "\(path) belongs to the kernel: nothing can be put there or removed")
        }
    }

    private var nodes: NodeWriter {
        get throws(HostError) { NodeWriter(root: root, swept: swept, names: try accounts.current()) }
    }

    private var unitWriter: UnitWriter {
        get throws(HostError) {
            let reader = NodeReader(root: root, names: try accounts.names(), secrets: KnownSecrets())
            return UnitWriter(
                root: root, systemctl: Systemctl(programs: programs),
                directories: LinkDirectories(reader: reader), nodes: try nodes)
        }
    }

    private var accountTools: AccountTools {
        AccountTools(root: root, programs: programs, accounts: accounts, swept: swept)
    }
    private var accountWriter: AccountWriter { AccountWriter(tools: accountTools) }
    private var groupWriter: GroupWriter { GroupWriter(tools: accountTools) }
    private var packageWriter: PackageWriter { PackageWriter(isMachine: root.isMachine, programs: programs) }

    /// Whether accounts may be others afterwards: maintainer scripts, units and commands make users too.
    private static func changesAccounts(_ step: Step) -> Bool {
        switch step {
        case .replaceFile(let path, _, _), .replaceLink(let path, _, _), .remove(let path),
            .setAttributes(let path, _), .makeDirectory(let path, _):
            path.isWithin("/etc") && !Subject.accountFiles.allSatisfy { !$0.isWithin(path) }
        case .setValue: false
        default: true
        }
    }

    private static func changesPackages(_ step: Step) -> Bool {
        switch step {
        case .installPackage, .removePackage, .run: true
        default: step.writes.contains { $0.path?.isWithin("/var/lib/dpkg") ?? false }
        }
    }
}
