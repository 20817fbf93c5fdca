internal import Convergence
internal import NIOCore
internal import NIOHTTP1
internal import Synchronization

/// The head of an answer, or why there is none; the first that is told counts.
final class HeadWatcher: Sendable {
    typealias Result = Swift.Result<HTTPResponseHead, HostError>

    private enum State {
        case open
        case waiting(CheckedContinuation<Result, Never>)
        case settled(Result)
    }

    private let state = Mutex(State.open)

    func settle(_ result: Result) {
        let waiting: CheckedContinuation<Result, Never>? = state.withLock { state in
            switch state {
            case .open:
                state = .settled(result)
                return nil
            case .waiting(let continuation):
                state = .settled(result)
                return continuation
            case .settled: return nil
            }
        }
        waiting?.resume(returning: result)
    }

    func value() async -> Result {
        await withCheckedContinuation { continuation in
            let known: Result? = state.withLock { state in
                if case .settled(let result) = state { return result }
                state = .waiting(continuation)
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }
}

/// Takes the head and ends the connection: nobody reads what follows.
final class HeadReader: ChannelInboundHandler, Sendable {
    typealias InboundIn = HTTPClientResponsePart

    private let answer: HeadWatcher

    init(_ answer: HeadWatcher) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = unwrapInboundIn(data) else { return }
        answer.settle(.success(head))
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail()
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { fail() }
    func handlerRemoved(context: ChannelHandlerContext) { fail() }

    private func fail() { answer.settle(.failure(HostError(.failed, "no answer"))) }
}
