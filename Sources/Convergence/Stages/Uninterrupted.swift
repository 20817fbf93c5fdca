internal import Synchronization

/// Whether somebody asked a run to stop. It stops between two controls, never inside a step.
final class StopRequest: Sendable {
    private let isRequested = Atomic(false)

    var isMade: Bool { isRequested.load(ordering: .relaxed) }
    func make() { isRequested.store(true, ordering: .relaxed) }
}

/// Runs `work` to its end in a task that is not cancelled along with the caller's: a cancelled task would end the
/// programs that a step runs half-way. What it does between two steps about a request to stop is its own matter.
func uninterrupted<Value: Sendable>(
    _ work: @escaping @Sendable (StopRequest) async throws(JournalError) -> Value
) async throws(JournalError) -> Value {
    let stop = StopRequest()
    let result = await withTaskCancellationHandler {
        await Task { () -> Result<Value, JournalError> in
            do throws(JournalError) {
                return .success(try await work(stop))
            } catch {
                return .failure(error)
            }
        }.value
    } onCancel: {
        stop.make()
    }
    return try result.get()
}
