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

/// All controls, looked at concurrently; results in order.
package func observe(
    _ controls: [Control], on host: some HostObserving, progress: @escaping @Sendable (Int) -> Void = { _ in }
) async -> [Observed] {
    await concurrently(controls.count, on: host.lookThreads, progress: progress) { index in
        await observe(controls[index], on: host)
    }
}

/// `work` for each index below `count`, by a fixed number of workers on these threads; results in order.
/// One task for each control doubled the cost of a look.
func concurrently<Value: Sendable>(
    _ count: Int, on threads: (any TaskExecutor)?, progress: @escaping @Sendable (Int) -> Void = { _ in },
    _ work: @escaping @Sendable (Int) async -> Value
) async -> [Value] {
    guard count > 1 else { return count == 0 ? [] : [await work(0)] }
    // Few are spread over all workers: one may wait for an answer for seconds.
    let chunk = max(1, min(16, count / 64))
    let tickets = Tickets(count: count, chunk: chunk)
    return await withTaskGroup(of: [(Int, Value)].self) { group in
        for _ in 0..<min(64, (count + chunk - 1) / chunk) {
            group.addTask(executorPreference: threads) {
                var mine: [(Int, Value)] = []
                while let range = tickets.take() {
                    for index in range { mine.append((index, await work(index))) }
                    progress(range.count)
                }
                return mine
            }
        }
        var values: [Value] = []
        var places = [Int](repeating: 0, count: count)
        values.reserveCapacity(count)
        for await part in group {
            for (index, value) in part {
                places[index] = values.count
                values.append(value)
            }
        }
        return places.map { values[$0] }
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
