internal import Synchronization

/// What a control's looks came to, and what it looked at.
package struct Observed: Sendable {
    package var assessment: Assessment
    package var looks: [Subject]

    package init(assessment: Assessment, looks: [Subject]) {
        self.assessment = assessment
        self.looks = looks
    }
}

/// Looks on behalf of one resource and judges what was seen.
package func assess(_ resource: any ResourceKind, on host: some HostObserving) async -> Assessment {
    await assess(opened: resource, on: host)
}

private func assess<Kind: ResourceKind>(opened resource: Kind, on host: some HostObserving) async
    -> Assessment
{
    do throws(HostError) {
        return resource.assess(try await resource.observe(on: host))
    } catch {
        return error.code == .unforeseen ? .deferred(error, after: []) : .unknown(error)
    }
}

package func observe(_ control: Control, on host: some HostObserving) async -> Observed {
    let recorder = RecordingHost(host)
    let assessment = await assess(control.resource, on: recorder)
    return Observed(assessment: assessment, looks: recorder.looks)
}

/// All controls, by a fixed number of workers on the host's own threads; results in order.
/// One task for each control doubled the cost of a look.
package func observe(
    _ controls: [Control], on host: some HostObserving, progress: @escaping @Sendable (Int) -> Void = { _ in }
) async -> [Observed] {
    guard controls.count > 1 else { return controls.isEmpty ? [] : [await observe(controls[0], on: host)] }
    // Few controls are spread over all workers: one may wait for an answer for seconds.
    let chunk = max(1, min(16, controls.count / 64))
    let tickets = Tickets(count: controls.count, chunk: chunk)
    let threads = host.lookThreads
    return await withTaskGroup(of: [(Int, Observed)].self) { group in
        for _ in 0..<min(64, (controls.count + chunk - 1) / chunk) {
            group.addTask(executorPreference: threads) {
                var mine: [(Int, Observed)] = []
                while let range = tickets.take() {
                    for index in range { mine.append((index, await observe(controls[index], on: host))) }
                    progress(range.count)
                }
                return mine
            }
        }
        let empty = Observed(assessment: .compliant, looks: [])
        var all = [Observed](repeating: empty, count: controls.count)
        for await part in group { for (index, observed) in part { all[index] = observed } }
        return all
    }
}

/// Hands out ranges of indexes, each once.
private final class Tickets: Sendable {
    private let next = Atomic<Int>(0)
    private let count: Int
    private let chunk: Int

    init(count: Int, chunk: Int) {
        self.count = count
        self.chunk = chunk
    }

    func take() -> Range<Int>? {
        let start = next.add(chunk, ordering: .relaxed).oldValue
        return start < count ? start..<min(count, start + chunk) : nil
    }
}
