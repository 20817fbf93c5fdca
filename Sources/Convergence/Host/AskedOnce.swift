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

    /// A subject that is hashed once for all that is asked about it.
    private struct Key: Hashable {
        let subject: Subject
        let hash: Int

        init(_ subject: Subject) {
            self.subject = subject
            hash = subject.hashValue
        }

        static func == (left: Self, right: Self) -> Bool {
            left.hash == right.hash && left.subject == right.subject
        }

        func hash(into hasher: inout Hasher) { hasher.combine(hash) }
    }

    private final class Part: Sendable {
        let asked = Mutex<[Key: Asked]>([:])
    }

    private let base: any HostObserving
    /// By the last bits of their hash: with one lock for all, workers waited for it half of their time.
    private let parts = (0..<64).map { _ in Part() }

    init(_ base: any HostObserving) { self.base = base }

    private func part(of key: Key) -> Part { parts[key.hash & (parts.count - 1)] }

    var lookThreads: (any TaskExecutor)? { base.lookThreads }

    /// Whether the host has said that nothing is there.
    func isKnownAbsent(_ subject: Subject) -> Bool {
        let key = Key(subject)
        return part(of: key).asked.withLock { asked in
            guard case .answered(.success(.absent))? = asked[key] else { return false }
            return true
        }
    }

    func image(of subject: Subject) async throws(HostError) -> Image {
        let key = Key(subject)
        switch takeTurn(key) {
        case .answered(let answer): return try answer.get()
        case .another: return try await wait(for: key).get()
        case .mine: break
        }
        let answer: Answer
        do throws(HostError) {
            answer = .success(try await base.image(of: subject))
        } catch {
            answer = .failure(error)
        }
        let before = part(of: key).asked.withLock { $0.updateValue(.answered(answer), forKey: key) }
        guard case .waiting(let waiting)? = before else { preconditionFailure("it was our turn") }
        for continuation in waiting { continuation.resume(returning: answer) }
        return try answer.get()
    }

    private func takeTurn(_ key: Key) -> Turn {
        part(of: key).asked.withLock { asked in
            switch asked[key] {
            case .answered(let answer)?: return .answered(answer)
            case .waiting?: return .another
            case nil:
                asked[key] = .waiting([])
                return .mine
            }
        }
    }

    private func wait(for key: Key) async -> Answer {
        await withCheckedContinuation { continuation in
            let arrived: Answer? = part(of: key).asked.withLock { asked in
                switch asked[key] {
                case .answered(let answer)?: return answer
                case .waiting(let others)?:
                    asked[key] = .waiting(others + [continuation])
                    return nil
                case nil: preconditionFailure("nobody asked")
                }
            }
            if let arrived { continuation.resume(returning: arrived) }
        }
    }
}
