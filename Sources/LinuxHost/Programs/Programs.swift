internal import Convergence
internal import Glibc
internal import Subprocess
internal import SystemPackage

/// Runs programs of this machine: by absolute path, in a session of their own, with a fixed environment, no
/// input, bounded output and a time-out that ends all of their processes. Never through a shell.
struct Programs: Sendable {
    /// What is kept of each of a program's outputs.
    static let mostOutput = 1 << 20

    struct Output: Sendable {
        /// The exit status, or 128 and the signal as shells tell it.
        var status: Int32
        var output: [UInt8]
        var complaint: [UInt8]
        /// More was said than is kept.
        var isCut: Bool
        var timedOut: Bool

        var text: String { String(decoding: output, as: UTF8.self) }
        /// The reason of a failure, fit for a message.
        var reason: String {
            let said = EscapedText.lastLine(of: String(decoding: complaint, as: UTF8.self))
            if !said.isEmpty { return said }
            let other = EscapedText.lastLine(of: text)
            return other.isEmpty ? "exit status \(status)" : other
        }
    }

    /// Runs to the end, whatever becomes of the task that asked: a package manager is not to be stopped halfway.
    func run(
        _ executable: Path, _ arguments: [String], environment more: [String: String] = [:],
        timeout: Duration = .seconds(60)
    ) async throws(HostError) -> Output {
        guard !([executable.description] + arguments).contains(where: { $0.utf8.contains(0) }) else {
            throw HostError(.failed, "an argument of \(executable) holds a NUL byte")
        }
        let task = Task {
            await Self.finished(executable, arguments, Self.environment.merging(more) { $1 }, timeout)
        }
        return try await task.value.get()
    }

    private static let environment = [
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "HOME": "/root",
    ]

    private static func finished(
        _ executable: Path, _ arguments: [String], _ environment: [String: String], _ timeout: Duration
    ) async -> Result<Output, HostError> {
        var options = PlatformOptions()
        options.createSession = true
        var fixed: [Environment.Key: String] = [:]
        for (name, value) in environment { fixed[Environment.Key(stringLiteral: name)] = value }
        do {
            let result = try await Subprocess.run(
                .path(FilePath(executable.description)), arguments: Arguments(arguments),
                environment: .custom(fixed), workingDirectory: "/", platformOptions: options, input: .none,
                output: .sequence, error: .sequence
            ) { execution in
                await attend(execution, timeout)
            }
            var output = result.closureResult
            switch result.terminationStatus {
            case .exited(let code): output.status = code
            case .signaled(let signal): output.status = 128 + signal
            }
            return .success(output)
        } catch let error as SubprocessError {
            return .failure(failure(error, executable))
        } catch {
            return .failure(HostError(.failed, "cannot run \(executable)"))
        }
    }

    /// Reads both outputs to their ends and ends the program when its time is over.
    private static func attend<Input: InputProtocol>(
        _ execution: Execution<Input, SequenceOutput, SequenceOutput>, _ timeout: Duration
    ) async -> Output {
        async let output = kept(of: execution.standardOutput)
        async let complaint = kept(of: execution.standardError)
        let alarm = Task {
            do {
                try await Task.sleep(for: timeout)
            } catch {
                return false
            }
            // It is the leader of its session, so its number is its group's.
            try? execution.send(signal: .kill, toProcessGroup: true)
            return true
        }
        let (said, complained) = await (output, complaint)
        await exit(of: execution.processIdentifier.value)
        alarm.cancel()
        return Output(
            status: 0, output: said.bytes, complaint: complained.bytes, isCut: said.isCut,
            timedOut: await alarm.value)
    }

    /// Waits for a program that closed its outputs before it ended. Its status is left for whoever reaps it.
    private static func exit(of process: pid_t) async {
        var pause = Duration.milliseconds(1)
        while true {
            var information = siginfo_t()
            let result = waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT)
            // Without a child there is nothing to wait for; a number in `si_signo` tells that it ended.
            if result != 0 || information.si_signo != 0 { return }
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(50))
        }
    }

    private static func kept(of stream: SubprocessOutputSequence) async -> (bytes: [UInt8], isCut: Bool) {
        var bytes: [UInt8] = []
        var isCut = false
        do {
            for try await part in stream {
                part.withUnsafeBytes {
                    let room = mostOutput - bytes.count
                    bytes.append(contentsOf: $0.prefix(room))
                    if $0.count > room { isCut = true }
                }
            }
        } catch {
            // What was read before is all there is; the exit status tells whether it was enough.
        }
        return (bytes, isCut)
    }

    private static func failure(_ error: SubprocessError, _ executable: Path) -> HostError {
        if error.code == .executableNotFound {
            return HostError(.unsupported, "there is no program \(executable) here")
        }
        guard let reason = error.underlyingError else {
            return HostError(.failed, "cannot run \(executable)")
        }
        return HostError(errno: reason.rawValue, "cannot run \(executable)")
    }
}

extension Programs {
    /// Runs a program whose success is its exit status, and nothing it says matters otherwise.
    func require(
        _ executable: Path, _ arguments: [String], environment: [String: String] = [:],
        timeout: Duration = .seconds(120)
    ) async throws(HostError) {
        let output = try await run(executable, arguments, environment: environment, timeout: timeout)
        if output.timedOut { throw HostError(.timedOut, "\(executable) did not end within \(timeout)") }
        guard output.status == 0 else {
            throw HostError(.failed, "\(executable.name): \(output.reason)")
        }
    }

    /// What a program prints that prints a secret. Nothing it says gets into an error.
    func secret(of command: Command, _ reference: SecretReference) async throws(HostError) -> [UInt8] {
        var output = try await run(command.executable, command.arguments)
        SecretBytes.wipe(&output.complaint)
        guard !output.timedOut else {
            throw HostError(.timedOut, "the program for the secret \(reference) did not end")
        }
        guard output.status == 0, !output.isCut else {
            SecretBytes.wipe(&output.output)
            throw HostError(
                .failed, "the program for the secret \(reference) failed with exit status \(output.status)")
        }
        return output.output
    }
}
