internal import CLinux
internal import Convergence
internal import Glibc

/// The extended attributes of one open file: read, and made exactly as wanted.
struct ExtendedAttributes {
    /// The kernel's own labels: read and kept by it, no part of a policy.
    private static let kernels = ["security.selinux", "security.ima", "security.evm"]

    private let number: Int32
    private let isPath: Bool

    init(of number: Int32, isPath: Bool) {
        self.number = number
        self.isPath = isPath
    }

    /// In order of their names; empty where the file system has none.
    func read() throws(HostError) -> [ExtendedAttribute] {
        // Nearly every file has none: one call says so.
        let size = holdfast_list_attributes(number, isPath, nil, 0)
        if size == 0 { return [] }
        guard size > 0 else {
            if errno == ENOTSUP || errno == ENODATA { return [] }
            throw HostError(errno: errno, "cannot list the extended attributes")
        }
        var found: [ExtendedAttribute] = []
        for name in try names() where !Self.kernels.contains(name) {
            if let value = try value(of: name) { found.append(ExtendedAttribute(name: name, value: value)) }
        }
        return found.sorted { $0.name < $1.name }
    }

    /// Makes them `wanted`: also what a new file inherited from its directory is taken away.
    ///
    /// - Returns: whether anything had to be changed.
    func write(_ wanted: [ExtendedAttribute]) throws(HostError) -> Bool {
        let present = try read()
        if present == wanted { return false }
        for attribute in present where !wanted.contains(where: { $0.name == attribute.name }) {
            guard holdfast_remove_attribute(number, isPath, attribute.name) == 0 || errno == ENODATA else {
                throw HostError(errno: errno, "cannot remove the attribute \(attribute.name)")
            }
        }
        for attribute in wanted where !present.contains(attribute) {
            let result = attribute.value.withUnsafeBytes {
                holdfast_set_attribute(number, isPath, attribute.name, $0.baseAddress, $0.count)
            }
            guard result == 0 else {
                throw HostError(errno: errno, "cannot set the attribute \(attribute.name)")
            }
        }
        return true
    }

    private func names() throws(HostError) -> [String] {
        let bytes = try grown { holdfast_list_attributes(number, isPath, $0, $1) } ?? []
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    private func value(of name: String) throws(HostError) -> [UInt8]? {
        try grown { holdfast_get_attribute(number, isPath, name, $0, $1) }
    }

    /// Calls with a buffer that is large enough, also when it must be larger than a moment ago; `nil` when the
    /// attribute is gone.
    private func grown(
        _ call: (UnsafeMutablePointer<CChar>?, Int) -> Int
    ) throws(HostError) -> [UInt8]? {
        // The kernel's own limit on a value and on a list; linux/limits.h.
        let most = 65_536
        var capacity = 256
        while true {
            var result = 0
            var code: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
                result = buffer.withMemoryRebound(to: CChar.self) { call($0.baseAddress, $0.count) }
                code = errno
                count = max(0, result)
            }
            if result >= 0 { return bytes }
            if code == ENODATA { return nil }
            guard code == ERANGE, capacity < most else {
                throw HostError(errno: code, "cannot read an extended attribute")
            }
            capacity = capacity == 256 ? 4096 : most
        }
    }
}
