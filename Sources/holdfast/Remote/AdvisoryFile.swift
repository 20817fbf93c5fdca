import Convergence
import Octopus
import Runs

/// The table of known vulnerabilities: the one that came with the program, or a newer one in a file. Read when it is asked for.
struct AdvisoryFile: DocumentService {
    let path: String?

    func document(_ name: String) async throws(HostError) -> JSON? {
        guard name == AdvisoryDocument.address.document else { return nil }
        guard let path else { return try AdvisoryText.read(PackageResources.advisories_yaml) }
        return try AdvisoryText.read(try TrustedFile.read(path, trust: .checked))
    }
}
