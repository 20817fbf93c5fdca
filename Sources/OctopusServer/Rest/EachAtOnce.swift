internal import Convergence

/// The same question about many things, asked at once; how many really are is decided where requests are made.
enum EachAtOnce {
    /// Answers in the order of the things; the first error in that order.
    static func map<Thing: Sendable, Part: Sendable>(
        _ things: [Thing], _ ask: @escaping @Sendable (Thing) async throws(HostError) -> Part
    ) async throws(HostError) -> [Part] {
        let results = await withTaskGroup(of: (Int, Result<Part, HostError>).self) { group in
            for (index, thing) in things.enumerated() {
                group.addTask {
                    do throws(HostError) {
                        return (index, .success(try await ask(thing)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            var results: [Result<Part, HostError>?] = Array(repeating: nil, count: things.count)
            for await (index, result) in group { results[index] = result }
            return results
        }
        var parts: [Part] = []
        for case let result? in results { parts.append(try result.get()) }
        return parts
    }
}
