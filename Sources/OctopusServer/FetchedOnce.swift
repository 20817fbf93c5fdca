internal import Convergence

/// Fetches each document once: whoever comes while it is under way waits for the same answer, also when that is an error.
actor FetchedOnce<Value: Sendable> {
    private var tasks: [String: Task<Result<Value, HostError>, Never>] = [:]

    func value(
        of name: String, _ fetch: @escaping @Sendable () async throws(HostError) -> Value
    ) async throws(HostError) -> Value {
        let task =
            tasks[name]
            ?? Task {
                do throws(HostError) {
                    return .success(try await fetch())
                } catch {
                    return .failure(error)
                }
            }
        tasks[name] = task
        return try await task.value.get()
    }
}
