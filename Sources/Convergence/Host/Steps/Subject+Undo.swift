extension Subject {
    /// The steps that bring this subject from one state to another; `nil` where there is no way.
    /// All undo there is: pure, and written once for every kind.
    package func steps(from now: Image, to then: Image) -> [Step]? {
        if now == then { return [] }
        switch (self, now, then) {
        case (.node(let path), _, _): return Self.nodeSteps(at: path, from: now, to: then)
        case (.attributes(let path), .node(let now), .node(let then)):
            // Another form is not a matter of attributes, and those of a link are set by making it anew.
            if case .link = then.form { return nil }
            return now.form == then.form ? [.setAttributes(of: path, to: then.attributes)] : nil
        case (.account(let name), _, .account(let account)):
            return Self.canSetPassword(from: now, to: account.password)
                ? [.setAccount(named: name, to: account)] : nil
        case (.account(let name), .account, .absent): return [.removeAccount(named: name)]
        case (.group(let name), _, .group(let group)): return [.setGroup(named: name, to: group)]
        case (.group(let name), .group, .absent): return [.removeGroup(named: name)]
        case (.package(let name), _, .package(let state)):
            return [.installPackage(named: name, version: state.version)]
        case (.package(let name), .package, .absent): return [.removePackage(named: name)]
        case (.unit(let name), .unit(let now), .unit(let then)):
            return Self.unitSteps(name, from: now, to: then)
        case (.ruleset(let table), _, .ruleset(let rules)):
            return [.replaceRuleset(table: table, rules: rules)]
        case (.ruleset(let table), _, .absent): return [.removeRuleset(table: table)]
        case (_, _, .withheld), (_, .withheld, _): return nil
        case (.field(let address, let pointer), _, .field(let value)):
            return [.setFields(of: address, to: [Step.Field(pointer, value)])]
        case (.field(let address, let pointer), .field, .absent):
            return [.setFields(of: address, to: [Step.Field(pointer, nil)])]
        default: return nil
        }
    }

    private static func nodeSteps(at path: Path, from now: Image, to then: Image) -> [Step]? {
        let old: Node? = if case .node(let node) = now { node } else { nil }
        guard case .node(let new) = then else { return old == nil ? [] : [.remove(at: path)] }
        if path.isWithin("/proc") || path.isWithin("/sys") {
            guard case .file(let contents) = new.form, let text = contents.text else { return nil }
            return [.setValue(at: path, text: text.hasSuffix("\n") ? String(text.dropLast()) : text)]
        }
        if let old, old.form == new.form {
            guard old.attributes != new.attributes else { return nil }
            if case .link(let target) = new.form {
                return [.replaceLink(at: path, to: target, attributes: new.attributes)]
            }
            return [.setAttributes(of: path, to: new.attributes)]
        }
        let clear: [Step] = old?.form == .directory ? [.remove(at: path)] : []
        switch new.form {
        case .file(let contents):
            // A second name cannot be given back.
            guard new.links == 1 else { return nil }
            return clear + [.replaceFile(at: path, contents: contents, attributes: new.attributes)]
        case .link(let target):
            return clear + [.replaceLink(at: path, to: target, attributes: new.attributes)]
        case .directory:
            let clear: [Step] = old == nil ? [] : [.remove(at: path)]
            return clear + [.makeDirectory(at: path, attributes: new.attributes)]
        case .unforeseenFile, .withheldFile, .unreadFile, .other: return nil
        }
    }

    private static func canSetPassword(from now: Image, to password: Account.Password) -> Bool {
        guard case .account(let account) = now else { return password == .none }
        return switch (account.password, password) {
        case (.usable, .locked), (.locked, .usable), (.empty, .none): true
        default: account.password == password
        }
    }

    /// What a unit takes from its files comes back with them; only its process must be started anew.
    private static func unitSteps(_ name: String, from now: Unit, to then: Unit) -> [Step] {
        let request = unitRequest(from: now, to: then)
        if request.running == true, then.enablement == .masked {
            // What is masked cannot be started: it is masked again once it runs.
            return [
                .setUnit(named: name, to: UnitRequest(running: true, masked: false)),
                .setUnit(named: name, to: UnitRequest(masked: true)),
            ]
        }
        if request != UnitRequest() { return [.setUnit(named: name, to: request)] }
        let mustRestart = then.activity == .running && now.processUser != then.processUser
        return mustRestart ? [.refreshUnit(named: name, by: .restart)] : []
    }

    private static func unitRequest(from now: Unit, to then: Unit) -> UnitRequest {
        var request = UnitRequest()
        if now.enablement != then.enablement {
            if then.enablement == .masked { request.masked = true }
            if now.enablement == .masked { request.masked = false }
            if then.enablement == .enabled { request.enabled = true }
            if then.enablement == .disabled, now.enablement != .masked { request.enabled = false }
        }
        if now.activity != then.activity {
            switch then.activity {
            case .running: request.running = true
            case .stopped, .failed: request.running = false
            case .changing, .atBoot: break
            }
        }
        if request.enabled == false { request.clearing = directoriesMade(between: then, and: now) }
        return request
    }

    /// The directories for links that enabling made; `nil` where there are none.
    private static func directoriesMade(between then: Unit, and now: Unit) -> [String]? {
        guard let before = then.linkDirectories, let after = now.linkDirectories else { return nil }
        let made = after.filter { !before.contains($0) }
        return made.isEmpty ? nil : made
    }
}
