internal import CLinux

/// How this process gets its memory.
package enum Memory {
    /// Asks the kernel for much at once and gives nothing back before the end: the heaps of the threads that read a large
    /// policy would otherwise grow page by page, which is a tenth of the whole reading. What is never touched costs
    /// nothing.
    package static func growInLargeSteps() { holdfast_grow_heaps_by(32 << 20) }
}
