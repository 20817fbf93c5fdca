internal import Dispatch

extension Range<Int> {
    /// `work` for every index, on all cores, the calling thread among them; results in order. For computing only: an
    /// index that waits holds up a core.
    package func concurrentMap<Value>(_ work: @Sendable (Int) -> Value) -> [Value] {
        guard count > 1 else { return map(work) }
        return unsafe Array(unsafeUninitializedCapacity: count) { results, initializedCount in
            let slots = unsafe Slots(start: results.baseAddress!)
            DispatchQueue.concurrentPerform(iterations: count) { index in
                unsafe (slots.start + index).initialize(to: work(lowerBound + index))
            }
            initializedCount = count
        }
    }
}

/// Every index writes its own slot only.
@unsafe private struct Slots<Value>: @unchecked Sendable {
    let start: UnsafeMutablePointer<Value>
}
