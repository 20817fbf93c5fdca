extension Step {
    /// What this step does to what it writes, or why it cannot be done. Pure, and as unkind as Linux.
    ///
    /// `now` holds the images of `needs`; one that is missing is unforeseen.
    package func effect(on now: [Subject: Image]) throws(HostError) -> [Subject: Foreseen] {
        var after = try mainEffect(on: now)
        for subject in disturbs { after[subject] = .unforeseen }
        return after
    }

    private func mainEffect(on now: [Subject: Image]) throws(HostError) -> [Subject: Foreseen] {
        switch self {
        case .replaceFile, .setAttributes, .makeDirectory, .replaceLink, .remove, .setValue:
            try nodeEffect(on: now)
        case .setAccount(let name, let account): try accountEffect(name, account, on: now)
        case .removeAccount(let name): try removedAccountEffect(name, on: now)
        case .setGroup(let name, let group): try groupEffect(name, group, on: now)
        case .removeGroup(let name): try removedGroupEffect(name, on: now)
        case .installPackage(let name, let version):
            [
                .package(named: name): version.isEmpty
                    ? .unforeseen : .image(.package(is: PackageState(version: version)))
            ]
        case .removePackage(let name): [.package(named: name): .image(.absent)]
        case .setUnit(let name, let request): try unitEffect(name, request, on: now)
        case .refreshUnit(let name, let refresh): try refreshEffect(name, refresh, on: now)
        case .replaceRuleset(let table, let rules): [.ruleset(table: table): .image(.ruleset(is: rules))]
        case .removeRuleset(let table): [.ruleset(table: table): .image(.absent)]
        case .setFields(let address, let fields): try fieldEffect(address, fields, on: now)
        case .run(_, _, let changes):
            Dictionary(changes.map { ($0, Foreseen.unforeseen) }) { first, _ in first }
        }
    }

    private func unitEffect(
        _ name: String, _ request: UnitRequest, on now: [Subject: Image]
    ) throws(HostError) -> [Subject: Foreseen] {
        let subject = Subject.unit(named: name)
        guard let image = now[subject] else { return [subject: .unforeseen] }
        guard case .unit(var unit) = image else { throw HostError(.failed, "there is no unit \(name)") }
        if let masked = request.masked {
            if masked {
                unit.enablement = .masked
            } else if unit.enablement == .masked {
                unit.enablement = .disabled
            }
        }
        if let enabled = request.enabled {
            guard unit.enablement != .masked else { throw HostError(.failed, "\(name) is masked") }
            if unit.enablement == .fixed, enabled {
                throw HostError(.failed, "\(name) has no [Install] section: it cannot be enabled")
            }
            if unit.enablement != .fixed { unit.enablement = enabled ? .enabled : .disabled }
        }
        if let running = request.running, unit.activity != .atBoot {
            if running, unit.enablement == .masked { throw HostError(.failed, "\(name) is masked") }
            unit.activity = running ? .running : .stopped
            unit.processUser = running ? unit.user : nil
            unit.needsReload = false
        }
        return [subject: .image(.unit(is: unit))]
    }

    private func refreshEffect(
        _ name: String, _ refresh: Refresh, on now: [Subject: Image]
    ) throws(HostError) -> [Subject: Foreseen] {
        let subject = Subject.unit(named: name)
        guard let image = now[subject] else { return [subject: .unforeseen] }
        guard case .unit(var unit) = image else { throw HostError(.failed, "there is no unit \(name)") }
        unit.needsReload = false
        if refresh == .restart, unit.activity != .atBoot {
            unit.activity = .running
            unit.processUser = unit.user
        }
        return [subject: .image(.unit(is: unit))]
    }

    private func fieldEffect(
        _ address: Address, _ fields: [Field], on now: [Subject: Image]
    ) throws(HostError) -> [Subject: Foreseen] {
        var after: [Subject: Foreseen] = [:]
        for field in fields {
            let subject = Subject.field(of: address, at: field.pointer)
            // A document without the field belongs to a version that does not know it.
            guard case .field? = now[subject] else {
                throw HostError(.unsupported, "\(address.service) has no \(field.pointer)")
            }
            after[subject] = .image(field.value.map { .field(is: $0) } ?? .absent)
        }
        return after
    }
}
