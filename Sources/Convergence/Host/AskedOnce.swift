internal import Synchronization

/// Asks a host about each subject once, also when many ask at the same moment: those who come second wait for the
/// answer of the first.
final class AskedOnce: Sendable {
    private typealias Answer = Result<Image, HostError>

    private enum Asked {
        case waiting([CheckedContinuation<Answer, Never>])
        case answered(Answer)
    }

    private enum Turn {
        case mine
        case another
        case answered(Answer)
    }

    private let base: any HostObserving
    private let asked = Mutex<[Subject: Asked]>([:])

    init(_ base: any HostObserving) { self.base = base }

    var lookThreads: (any TaskExecutor)? { base.lookThreads }

    /// What the host said to each look that it has answered.
    var answers: [Subject: Result<Image, HostError>] {
        asked.withLock { asked in
            asked.compactMapValues { if case .answered(let answer) = $0 { answer } else { nil } }
        }
    }

    /// Whether the host has said that nothing is there.
    func isKnownAbsent(_ subject: Subject) -> Bool {
        asked.withLock { asked in
            guard case .answered(.success(.absent))? = asked[subject] else { return false }
            return true
        }
    }

    func image(of subject: Subject) async throws(HostError) -> Image {
        switch takeTurn(subject) {
        case .answered(let answer): return try answer.get()
        case .another: return try await wait(for: subject).get()
        case .mine: break
        }
        let answer: Answer
        do throws(HostError) {
            answer = .success(try await base.image(of: subject))
        } catch {
            answer = .failure(error)
        }
        let before = asked.withLock { $0.updateValue(.answered(answer), forKey: subject) }
        guard case .waiting(let waiting)? = before else { preconditionFailure("it was our turn") }
        for continuation in waiting { continuation.resume(returning: answer) }
        return try answer.get()
    }

    private func takeTurn(_ subject: Subject) -> Turn {
        asked.withLock { asked in
            switch asked[subject] {
            case .answered(let answer)?: return .answered(answer)
            case .waiting?: return .another
            case nil:
                asked[subject] = .waiting([])
                return .mine
            }
        }
    }

    private func wait(for subject: Subject) async -> Answer {
        await withCheckedContinuation { continuation in
            let arrived: Answer? = asked.withLock { asked in
                switch asked[subject] {
                case .answered(let answer)?: return answer
                case .waiting(let others)?:
                    asked[subject] = .waiting(others + [continuation])
                    return nil
                case nil: preconditionFailure("nobody asked")
                }
            }
            if let arrived { continuation.resume(returning: arrived) }
        }
    }
}
