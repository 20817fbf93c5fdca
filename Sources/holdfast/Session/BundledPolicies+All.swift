import Convergence

extension BundledPolicies {
    /// The policies built into the program, from `policies/`.
    static let all = BundledPolicies([
        "linux-host": [1: PackageResources.linux_host_yaml],
        "octopus-checkup": [1: PackageResources.octopus_checkup_yaml],
        "octopus-linux-container": [1: PackageResources.octopus_linux_container_yaml],
        "octopus-windows-cluster": [1: PackageResources.octopus_windows_cluster_yaml],
    ])
}
