internal import Glibc
internal import Synchronization

/// Threads of our own for looks that may block: on the cooperative pool a slow disk would stop every time-out
/// and every connection. They are started at the first look and wait until the process ends.
final class LookThreads: TaskExecutor {
    static let processors = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    static let shared = LookThreads(count: min(8, 4 * processors))

    private let count: Int
    private let queue = Mutex(Queue())
    private let ready: Semaphore

    init(count: Int) {
        self.count = count
        ready = Semaphore()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isFirst = queue.withLock { queue in
            queue.waiting.append(job)
            defer { queue.isStarted = true }
            return !queue.isStarted
        }
        if isFirst { start() }
        ready.signal()
    }

    /// Jobs in the order they came, taken out in constant time.
    private struct Queue {
        var waiting: [UnownedJob] = []
        var taken = 0
        var isStarted = false

        mutating func next() -> UnownedJob? {
            guard taken < waiting.count else { return nil }
            defer {
                taken += 1
                if taken == waiting.count {
                    waiting.removeAll(keepingCapacity: true)
                    taken = 0
                }
            }
            return waiting[taken]
        }
    }

    private func start() {
        for _ in 0..<count {
            var thread = pthread_t()
            let result = pthread_create(
                &thread, nil,
                { pointer in
                    Unmanaged<LookThreads>.fromOpaque(pointer!).takeRetainedValue().work()
                    return nil
                }, Unmanaged.passRetained(self).toOpaque())
            precondition(result == 0, "no thread can be started")
            pthread_detach(thread)
        }
    }

    private func work() {
        while true {
            ready.wait()
            if let job = queue.withLock({ $0.next() }) { job.runSynchronously(on: asUnownedTaskExecutor()) }
        }
    }
}

/// A POSIX semaphore; sem_overview(7).
private final class Semaphore: @unchecked Sendable {
    // Unchecked: the memory is only ever given to sem_post and sem_wait, which are made for many threads.
    private let memory = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(memory, 0, 0) }
    deinit {
        sem_destroy(memory)
        memory.deallocate()
    }

    func signal() { sem_post(memory) }
    func wait() { while sem_wait(memory) != 0 {} }
}
