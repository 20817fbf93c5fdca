internal import CLinux
internal import Glibc

/// A secret's value. Prints as nothing, and is overwritten when nobody needs it any more.
final class SecretBytes: @unchecked Sendable, CustomStringConvertible, CustomReflectable {
    // Unchecked: the memory is written in `init` and `deinit` only.
    private let memory: UnsafeMutableRawBufferPointer

    /// Takes a copy and overwrites `bytes`.
    init(taking bytes: inout [UInt8]) {
        memory = .allocate(byteCount: max(1, bytes.count), alignment: 1)
        count = bytes.count
        bytes.withUnsafeBytes { memory.copyMemory(from: $0) }
        Self.wipe(&bytes)
    }

    deinit {
        holdfast_wipe(memory.baseAddress, memory.count)
        memory.deallocate()
    }

    let count: Int
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: memory.baseAddress, count: count) }

    static func wipe(_ bytes: inout [UInt8]) {
        bytes.withUnsafeMutableBytes { holdfast_wipe($0.baseAddress, $0.count) }
        bytes = []
    }

    var description: String { "(secret)" }
    var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
