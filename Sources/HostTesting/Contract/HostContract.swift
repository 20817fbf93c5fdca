package import Convergence

/// What every host that can be changed does alike: the one in memory, on which plans are made and kinds are tried, and a
/// real one. A host in memory that is kinder than Linux makes plans that fail.
package struct HostContract: Sendable {
    /// What a host made of one step.
    package struct Behaviour: Sendable {
        /// `nil` where it was done.
        package var refusal: HostError?
        package var before: [Subject: Image]
        package var after: [Subject: Image]
        /// What could not be told afterwards.
        package var unforeseen: Set<Subject>
    }

    /// Looks, performs one step, and looks again.
    package static func behaviour(
        of host: some HostChanging, at step: Step, watching subjects: [Subject]
    ) async -> Behaviour {
        let before = await images(subjects, on: host)
        var refusal: HostError?
        do throws(HostError) {
            try await host.perform(step)
        } catch {
            refusal = error
        }
        let after = await images(subjects, on: host)
        return Behaviour(
            refusal: refusal, before: before, after: after,
            unforeseen: Set(subjects.filter { before[$0] != nil && after[$0] == nil }))
    }

    /// In what a host in memory and a real one differ. Empty: the contract holds.
    package static func disagreements(memory: Behaviour, real: Behaviour) -> [String] {
        if memory.refusal?.code != real.refusal?.code {
            return ["in memory \(said(memory.refusal)), on Linux \(said(real.refusal))"]
        }
        var found: [String] = []
        for (subject, image) in memory.before where !(real.before[subject]?.fulfils(image) ?? false) {
            found.append(
                "at first \(subject) is \(told(image)) in memory and \(told(real.before[subject])) on Linux")
        }
        for (subject, image) in memory.after where !(real.after[subject]?.fulfils(image) ?? false) {
            found.append(
                "then \(subject) is \(told(image)) in memory and \(told(real.after[subject])) on Linux")
        }
        guard real.refusal != nil else { return found }
        for (subject, image) in real.before where real.after[subject] != image {
            found.append("refused, and \(subject) went from \(told(image)) to \(told(real.after[subject]))")
        }
        return found
    }

    private static func images(_ subjects: [Subject], on host: some HostChanging) async -> [Subject: Image] {
        var images: [Subject: Image] = [:]
        for subject in subjects { images[subject] = try? await host.image(of: subject) }
        return images
    }

    private static func said(_ refusal: HostError?) -> String {
        refusal.map { "refused as \($0.code.rawValue) (\($0))" } ?? "done"
    }

    private static func told(_ image: Image?) -> String { image.map { "\($0)" } ?? "not to be told" }
}
