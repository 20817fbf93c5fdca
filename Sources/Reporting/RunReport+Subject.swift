internal import Convergence

extension RunReport {
    /// What the report is about, by the name that tells it from others of its kind: the server where it is of one, for one machine
    /// may look at many, and otherwise the host.
    var subject: String {
        guard let remote else { return host.name }
        let address = remote.url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        return address.count > 2 ? String(address[2]) : remote.url
    }
}
