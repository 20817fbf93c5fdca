package import Convergence
internal import Synchronization

/// A journal in memory. `sayings` tells in which order records and a host's steps came, when both write to it.
package final class MemoryJournal: Journal {
    private struct State {
        var records: [Record] = []
        var sayings: [String] = []
        var left: Int?
    }

    private let state: Mutex<State>

    /// Refuses the append after the first `appends`.
    package init(failingAfter appends: Int? = nil) { state = Mutex(State(left: appends)) }

    package var records: [Record] { state.withLock { $0.records } }
    package var sayings: [String] { state.withLock { $0.sayings } }

    /// The records of steps: what a run without a change must not have.
    package var stepRecords: [Record] {
        records.filter {
            switch $0 {
            case .will, .did, .failed: true
            default: false
            }
        }
    }

    package func note(_ saying: String) { state.withLock { $0.sayings.append(saying) } }

    package func append(_ records: [Record]) async throws(HostError) {
        let isRefused = state.withLock { state in
            if state.left == 0 { return true }
            state.left = state.left.map { $0 - 1 }
            state.records += records
            state.sayings += records.map(\.saying)
            return false
        }
        if isRefused { throw HostError(.noSpace, "the journal cannot be written") }
    }
}

extension Record {
    /// Its kind and what it is about, in a few words.
    package var saying: String {
        switch self {
        case .began: "began"
        case .will(let number, _, let step, _): "will \(number) \(step.summary)"
        case .did(let number, _): "did \(number)"
        case .failed(let number, _): "failed \(number)"
        case .owed(let followUp, _): "owed \(followUp.refresh.rawValue) \(followUp.unit)"
        case .paid(let followUp): "paid \(followUp.refresh.rawValue) \(followUp.unit)"
        case .ended: "ended"
        }
    }
}
