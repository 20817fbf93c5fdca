// One thing with two names is known only where the policy meets a host.
extension Policy {
    /// Asks a host where the directories really are that this policy speaks of; each once.
    package func aliases(on host: some HostObserving) async -> Aliases {
        var directories: Set<Path> = []
        var last: Path?
        func note(_ directory: Path?) {
            // Neighbours in a policy are often neighbours on the host.
            guard let directory, directory != last else { return }
            directories.insert(directory)
            last = directory
        }
        for control in controls {
            for claim in control.claims {
                if case .node(let path) = claim.subject {
                    note(path.parent)
                    continue
                }
                for region in claim.subject.reads {
                    switch region {
                    case .one(.node(let path)): note(path.parent)
                    case .one(.names(let path)), .tree(let path): note(path)
                    case .one, .anything: break
                    }
                }
            }
        }
        return await Aliases(of: directories, on: host)
    }

    /// Controls that hold one thing by different names of it. What leads through a link that the policy itself holds is
    /// left to planning: the link may come to lead elsewhere.
    package func heldTwice(under aliases: Aliases) -> [Diagnostic] {
        guard !aliases.isEmpty else { return [] }
        let links = aliases.links
        let held = controls.flatMap(\.claims).compactMap { claim -> Path? in
            guard case .node(let path) = aliases.real(claim.subject), links.contains(path) else { return nil }
            return path
        }
        let settled = aliases.without(Set(held))
        var index = ClaimIndex(count: controls.count) { [controls] one, other in
            controls[one].appliesTo.excludes(controls[other].appliesTo)
        }
        var found: [Diagnostic] = []
        for (owner, control) in controls.enumerated() {
            for claim in control.claims {
                let real = Claim(settled.real(claim.subject), part: claim.part)
                guard let rival = index.add(real, of: owner).map({ controls[$0] }) else { continue }
                let name = rival.claims.first {
                    Claim(settled.real($0.subject), part: $0.part).overlaps(real)
                }
                found.append(
                    Diagnostic(
                        .error, .heldByAnotherName(claim, as: name ?? real, by: rival.id), at: control.range,
                        notes: [.init("'\(rival.id)' holds it here", at: rival.range)]))
            }
        }
        return found.sorted(by: Diagnostic.precedes)
    }
}

extension Diagnostic.Message {
    fileprivate static func heldByAnotherName(_ claim: Claim, as name: Claim, by other: String) -> Self {
        let what = claim.part.map { "'\($0)' of \(claim.subject)" } ?? claim.subject.description
        return
            "\(what) is already held by '\(other)': a symbolic link on this host makes it one with \(name.subject), and one thing is held by one control"
    }
}
