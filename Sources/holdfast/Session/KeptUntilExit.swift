/// Keeps what a command made until the process ends: to take apart the data of 10,000 controls takes as long as to write
/// a tenth of their files, and the kernel takes it all back at once.
func keepUntilExit<Value>(_ value: Value) { _ = Unmanaged.passRetained(Keeper(value)) }

private final class Keeper<Value> {
    private let value: Value
    init(_ value: Value) { self.value = value }
}
