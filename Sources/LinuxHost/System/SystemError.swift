internal import CLinux
internal import Convergence
internal import Glibc

extension HostError {
    /// What a system call's errno means for the one who reads it, and the way out.
    ///
    /// `doing` is what could not be done, such as "cannot read /etc/shadow".
    init(errno code: Int32, _ doing: String) {
        let (kind, reason) = Self.meaning(of: code)
        self.init(kind, "\(doing): \(reason)")
    }

    private static func meaning(of code: Int32) -> (Code, String) {
        switch code {
        case EACCES: (.denied, "permission denied; run as root")
        case EPERM: (.denied, "not permitted; run as root, and see whether it is immutable (lsattr)")
        case ENOSPC: (.noSpace, "no space or no inodes left on its file system; free some (df, df -i)")
        case EDQUOT: (.noSpace, "the disk quota is used up; free some space or raise it (quota)")
        case EROFS: (.readOnly, "its file system is read-only; mount it read-write first")
        case EBUSY:
            (
                .busy,
                "it is in use, or a mount point of its own; unmount it or change it where it is mounted from"
            )
        case ETXTBSY: (.busy, "it is a program that is running; stop it first")
        case ELOOP: (.failed, "too many symbolic links, or it was made a symbolic link meanwhile")
        case ENAMETOOLONG: (.failed, "the name is too long for its file system")
        case EIO: (.failed, "the disk reports an input/output error; see the kernel's log (dmesg)")
        case EMFILE: (.failed, "this process has too many files open; raise the limit (ulimit -n)")
        case ENFILE: (.failed, "the system has too many files open; see fs.file-max")
        case ENOMEM: (.failed, "there is not enough memory")
        case ENOENT: (.failed, "there is no such file or directory")
        case ENOTDIR: (.failed, "a part of its path is not a directory")
        case EISDIR: (.failed, "it is a directory")
        case EEXIST: (.failed, "it exists already")
        case ENOTEMPTY: (.failed, "it is not empty")
        case EXDEV: (.failed, "it is a mount point of its own; change it where it is mounted from")
        case EMLINK: (.failed, "its directory holds all it can hold")
        case EFBIG: (.noSpace, "it is larger than this process may write (ulimit -f)")
        case EINVAL: (.failed, "the kernel refuses the value")
        case ENOTSUP: (.unsupported, "its file system has no such attributes")
        case ESTALE: (.failed, "the network file system lost it; mount it again")
        case ENOSYS: (.unsupported, "this kernel cannot do it")
        default: (.failed, String(cString: strerror(code)))
        }
    }
}
