internal import Convergence

/// Why a node's command line did not tell. What it printed may hold secrets and is only searched for known words, never
/// repeated.
///
/// Exit codes of the server are inferred from the library that it shares with Tentacle, whose code is public: UNVERIFIED.
struct ExitJudge {
    private let node: OctopusConnection.Node

    init(_ node: OctopusConnection.Node) { self.node = node }

    func error(_ answer: Answer) -> HostError {
        let said = answer.complaint + "\n" + answer.output.prefix(4096)
        if let error = wayError(answer.status, said) { return error }
        switch answer.status {
        case 1: return refused(said)
        case 2:
            return failure(
                "does not know show-configuration; servers older than 3.5 do not, nor does Tentacle")
        case 42:
            return HostError(
                .denied, "\(prefix) wants to be run by an administrator; use such an account in 'reach'")
        case 43: return failure("could not load parts of itself (43): is its installation complete?")
        case 100: return failure("failed inside (100); run show-configuration there to see why")
        case 126: return failure("may not be run by this account (126)")
        case 127: return failure("is not where it is looked for (127); write where it is in 'program'")
        case 137, 143: return failure("was killed before it could answer (\(answer.status))")
        default:
            return failure("ended with exit status \(answer.status); run show-configuration there to see why")
        }
    }

    private var prefix: String { "the command line of node \(node.name)" }

    private func failure(_ text: String) -> HostError { HostError(.failed, "\(prefix) \(text)") }

    private func refused(_ said: String) -> HostError {
        let field = "octopus.nodes.\(node.name).instance"
        if said.contains("There are no instances") { return failure("has no instance configured there") }
        if said.contains("has not been configured") || said.contains("Unable to find default instance") {
            return failure(
                "has no instance '\(Shown.text(node.instance))'; list-instances there names them: write one in \(field)"
            )
        }
        if said.contains("more than one instance") {
            return failure("has more than one instance; write the one that is meant in \(field)")
        }
        if said.contains("is not supported. Try") {
            return failure("does not know the format json-hierarchical: it is too old")
        }
        if said.contains("Unrecognized command line arguments") {
            return failure(
                "does not know the options that it was given: is it Octopus.Server, and not too old?")
        }
        return failure("refused (1); run show-configuration there to see why")
    }

    /// What went wrong on the way to the node.
    private func wayError(_ status: Int32, _ said: String) -> HostError? {
        func holds(_ words: String...) -> Bool { words.contains { said.contains($0) } }
        switch node.reach {
        case .local: return nil
        case .docker(let name), .podman(let name):
            if holds("No such container", "no such container", "no container with name") {
                return HostError(.failed, "node \(node.name): there is no container \(Shown.text(name)) here")
            }
            if holds("is not running", "container state improper", "is paused") {
                return HostError(
                    .failed, "node \(node.name): the container \(Shown.text(name)) is not running")
            }
            if holds("permission denied while trying to connect", "permission denied") && status != 126 {
                return HostError(
                    .denied, "node \(node.name): this user may not ask the container engine; run as root")
            }
            if holds("Cannot connect to the Docker daemon", "unable to connect to Podman") {
                return HostError(.failed, "node \(node.name): the container engine does not run here")
            }
            return status == 125
                ? HostError(.failed, "node \(node.name): the container engine refused (125)") : nil
        case .kubectl(let namespace, let pod):
            let place = "\(Shown.text(namespace))/\(Shown.text(pod))"
            if holds("(NotFound)") {
                return HostError(.failed, "node \(node.name): there is no pod \(place)")
            }
            if holds("(Forbidden)", "(Unauthorized)", "must be logged in") {
                return HostError(
                    .denied, "node \(node.name): kubectl may not exec in \(place); its user needs pods/exec")
            }
            if holds("Unable to connect", "was refused", "current-context", "timed out") {
                return HostError(.failed, "node \(node.name): kubectl does not reach the cluster")
            }
            return nil
        case .ssh(let destination, _):
            guard status == 255 else { return nil }
            let place = Shown.text(destination)
            if holds("Permission denied") {
                return HostError(
                    .denied,
                    "node \(node.name): ssh \(place) lets nobody in without a question; install a key")
            }
            if holds("Host key verification failed") {
                return HostError(
                    .denied,
                    "node \(node.name): the host key of \(place) is not known; check it and log in once by hand"
                )
            }
            return HostError(.failed, "node \(node.name): ssh does not reach \(place)")
        }
    }
}
