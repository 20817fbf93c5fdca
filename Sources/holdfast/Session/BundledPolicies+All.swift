import Convergence

extension BundledPolicies {
    /// The policies built into the program, from `policies/`.
    static let all = BundledPolicies([
        "linux-host": [1: PackageResources.linux_host_yaml]
    ])
}
