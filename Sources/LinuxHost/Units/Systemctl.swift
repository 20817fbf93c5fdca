internal import Convergence

/// The systemctl(1) of this machine.
struct Systemctl {
    private static let executable: Path = "/usr/bin/systemctl"

    let programs: Programs

    func show(_ unit: String) async throws(HostError) -> UnitProperties {
        let output = try await run([
            "show", "--property=" + UnitProperties.asked.joined(separator: ","), "--", unit,
        ])
        guard output.status == 0 else { throw HostError(.failed, "systemctl show: \(output.reason)") }
        return UnitProperties(output.text)
    }

    /// Its exit status and words; a status other than zero is not an error yet.
    func run(_ arguments: [String], timeout: Duration = .seconds(60)) async throws(HostError)
        -> Programs.Output
    {
        let output = try await programs.run(
            Self.executable, ["--no-pager", "--no-ask-password"] + arguments, timeout: timeout)
        if output.timedOut {
            throw HostError(
                .timedOut, "systemctl \(arguments[0]) did not end within \(timeout) and was stopped")
        }
        let complaint = String(decoding: output.complaint, as: UTF8.self)
        if output.status != 0,
            complaint.contains("Failed to connect to")
                || complaint.contains("not been booted with systemd")
        {
            throw HostError(.unsupported, "systemd does not run here: units cannot be seen or changed")
        }
        return output
    }

    func require(_ arguments: [String], timeout: Duration = .seconds(60)) async throws(HostError) {
        let output = try await run(arguments, timeout: timeout)
        guard output.status == 0 else {
            throw HostError(.failed, "systemctl \(arguments[0]): \(output.reason)")
        }
    }

    /// systemd.unit(5): a name and a type, and nothing that could be an option or a path.
    static func requireName(_ unit: String) throws(HostError) {
        let types = [
            "service", "socket", "timer", "target", "mount", "automount", "path", "slice", "scope", "swap",
            "device",
        ]
        let isName = unit.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: ":-_.\\@".utf8.contains(byte)
            }
        }
        guard isName, unit.utf8.count <= 255, unit.utf8.first != UInt8(ascii: "-"),
            unit.utf8.first != UInt8(ascii: "."), let type = unit.split(separator: ".").last.map(String.init),
            unit.utf8.count > type.utf8.count + 1, types.contains(type)
        else {
            throw HostError(
                .failed,
                "'\(EscapedText.of(unit))' is not a unit of systemd; write it with its type: nginx.service")
        }
    }
}
