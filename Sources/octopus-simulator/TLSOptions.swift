internal import ArgumentParser
internal import OctopusSimulator

/// HTTPS, and the ports for Tentacles.
struct TLSOptions: ParsableArguments {
    @Option(help: "Serve HTTPS too; 0: the system chooses the port.")
    var httpsPort: Int?

    @Option(
        help:
            "trusted (by the simulator's authority), self-signed, expired, not-yet-valid, wrong-name or sha1."
    )
    var certificate = "trusted"

    @Option(help: "The oldest version of TLS: 1.0, 1.1, 1.2 or 1.3.")
    var tlsOldest = "1.2"

    @Option(help: "The newest version of TLS.")
    var tlsNewest = "1.3"

    @Flag(inversion: .prefixedNo, help: "Whether HTTP leads to HTTPS; otherwise the scenario decides.")
    var forceHttps: Bool?

    @Flag(help: "Listen for Tentacles too, with the server's own certificate.")
    var tentaclePorts = false

    func adding(to options: SimulatorOptions) throws -> SimulatorOptions {
        var options = options
        options.hasTentaclePorts = tentaclePorts
        guard let httpsPort else { return options }
        guard let certificate = CertificateKind(rawValue: certificate) else {
            let kinds = CertificateKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--certificate: write one of \(kinds)")
        }
        guard let oldest = SimulatedTLS(rawValue: tlsOldest), let newest = SimulatedTLS(rawValue: tlsNewest),
            oldest.rawValue <= newest.rawValue
        else {
            throw ValidationError("--tls-oldest, --tls-newest: write 1.0, 1.1, 1.2 or 1.3, in that order")
        }
        var https = SimulatorOptions.HTTPS()
        https.port = httpsPort
        https.certificate = certificate
        https.oldest = oldest
        https.newest = newest
        https.isForced = forceHttps
        options.https = https
        return options
    }
}
