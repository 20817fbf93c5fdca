internal import Convergence
internal import Glibc

/// What a system call answered instead of a result; errno(3).
struct Errno: Error, Equatable {
    let code: Int32

    /// The same for people: `could not open /x: Permission denied`.
    func hostError(_ deed: String) -> HostError {
        let kind: HostError.Code =
            switch code {
            case EACCES, EPERM: .denied
            case ENOSPC, EDQUOT: .noSpace
            case EROFS: .readOnly
            default: .failed
            }
        return HostError(kind, "could not \(deed): \(String(cString: strerror(code)))")
    }
}

/// Makes a system call, again when a signal interrupts it.
@discardableResult
func system<Value: SignedInteger>(_ call: () -> Value) throws(Errno) -> Value {
    while true {
        let value = call()
        if value >= 0 { return value }
        let code = errno
        if code != EINTR { throw Errno(code: code) }
    }
}

/// Makes a system call whose failure is told to people as "could not `deed`".
@discardableResult
func system<Value: SignedInteger>(
    _ deed: @autoclosure () -> String, _ call: () -> Value
) throws(HostError) -> Value {
    do throws(Errno) { return try system(call) } catch { throw error.hostError(deed()) }
}
