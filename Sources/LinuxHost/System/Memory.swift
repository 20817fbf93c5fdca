internal import CLinux

/// How the C library hands out memory to this process.
package enum Memory {
    /// glibc gives each thread an arena of its own, which grows by one page and one system call at a time: threads that
    /// read the pieces of a large policy spent a tenth of their time on that. One arena for all grows in large steps;
    /// mallopt(3).
    package static func growInLargeSteps() {
        holdfast_grow_in_large_steps(16 << 20)
    }
}
