import Convergence
import Glibc
import Testing

@testable import LinuxHost

/// Packages and facts of a root, from its files alone.
struct DatabaseTests {
    static let status = """
        Package: nginx
        Status: install ok installed
        Architecture: amd64
        Version: 1.22.1-9+deb12u1
        Description: small, powerful
         Version: not this one
         .
         Package: nor this

        Package: old
        Status: deinstall ok config-files
        Version: 1

        Package: libc6
        Status: install ok installed
        Architecture: i386
        Version: 2.36-9

        Package: libc6
        Status: hold ok installed
        Architecture: amd64
        Version: 2.36-9+deb12u9

        Package: broken
        Status: install ok half-configured
        Version: 3

        Package: waits
        Status: install ok triggers-pending
        Architecture: all
        Version: 1:2.3~rc1-1
        """

    @Test func packagesAreReadFromDpkgsOwnFile() {
        let packages = PackageDatabase.parse(Array(Self.status.utf8))
        #expect(packages["nginx"] == .complete(version: "1.22.1-9+deb12u1"))
        #expect(packages["nginx:amd64"] == .complete(version: "1.22.1-9+deb12u1"))
        #expect(packages["old"] == nil)
        #expect(packages["libc6:amd64"] == .complete(version: "2.36-9+deb12u9"))
        #expect(packages["libc6:i386"] == .complete(version: "2.36-9"))
        #expect(packages["broken"] == .halfway("half-configured"))
        #expect(packages["waits"] == .complete(version: "1:2.3~rc1-1"))
        #expect(packages["this"] == nil && packages["nor"] == nil)
    }

    @Test func aHalfInstalledPackageIsNeitherThereNorAbsent() async throws {
        let root = try TestRoot()
        let before = await HostError.thrown { () throws(HostError) in _ = try await root.host.package("nginx")
        }
        #expect(before?.code == .unsupported)
        for directory in ["var", "var/lib", "var/lib/dpkg"] { root.makeDirectory(directory) }
        root.write("var/lib/dpkg/status", Self.status)
        #expect(try await root.host.package("nginx") == PackageState(version: "1.22.1-9+deb12u1"))
        #expect(try await root.host.package("old") == nil)
        let error = await HostError.thrown { () throws(HostError) in _ = try await root.host.package("broken")
        }
        #expect(error?.description == "package broken is half-configured: run 'dpkg --configure -a' first")
    }

    @Test func factsOfARootAreThoseOfItsFiles() async throws {
        let root = try TestRoot()
        for directory in ["var", "var/lib", "var/lib/dpkg", "usr", "usr/lib"] {
            root.makeDirectory(directory)
        }
        root.write("usr/lib/os-release", "# comment\nNAME=\"Some Linux\"\nID=debian\nVERSION_ID=\"12\"\n")
        symlink("../usr/lib/os-release", root.real("etc/os-release"))
        root.write("etc/hostname", "octopus.corp.example\n")
        root.write("etc/machine-id", "0123456789abcdef0123456789abcdef\n")
        root.write("var/lib/dpkg/arch", "arm64\namd64\n")
        #expect(
            try await root.host.facts()
                == Facts(
                    name: "octopus", os: "debian", version: "12", architecture: "arm64", isContainer: true,
                    machineID: "", isBooted: false))
    }

    @Test func whatThisHostCannotAnswerIsSaid() async throws {
        let root = try TestRoot()
        let query = Query(Command("/bin/true"), reads: [.anything])
        for subject: Subject in [
            .ruleset(table: "inet x"), .field(of: Address(service: "octopus", document: "d"), at: "/a"),
            .answer(to: query),
        ] {
            let error = await HostError.thrown { () throws(HostError) in
                _ = try await root.host.image(of: subject)
            }
            #expect(error?.code == .unsupported)
        }
    }

    @Test(arguments: ["nginx", "g++", "libc6:amd64", "lib32z1-dev", "0ad"])
    func namesOfPackagesAreTaken(_ name: String) { #expect(PackageWriter.isName(name)) }

    @Test(arguments: [
        "", "-y", "a", "Nginx", "a b", "nginx=1", "nginx/stable", "nginx-", "../x", "n:", "*nginx",
    ])
    func whatIsNoNameOfAPackageIsRefused(_ name: String) { #expect(!PackageWriter.isName(name)) }

    @Test(arguments: [
        (
            "E: Unable to locate package nope\n", HostError.Code.failed,
            "apt-get: Unable to locate package nope"
        ),
        (
            "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 1\nE: Unable to acquire it\n",
            .busy,
            "apt-get: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 1; another program is changing packages"
        ),
        (
            "dpkg: error\nE: Sub-process /usr/bin/dpkg returned an error code (1)\n", .failed,
            "apt-get: Sub-process /usr/bin/dpkg returned an error code (1)"
        ),
        ("strange\u{1b}[31m words\n", .failed, "apt-get: strange\\u{1b}[31m words"),
    ])
    func theReasonOfAptIsFound(_ complaint: String, _ code: HostError.Code, _ text: String) {
        let output = Programs.Output(
            status: 100, output: [], complaint: Array(complaint.utf8), isCut: false, timedOut: false)
        #expect(PackageWriter.failure(output) == HostError(code, text))
    }
}
