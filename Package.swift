// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "holdfast",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "holdfast", targets: ["holdfast"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        // The embedded Octopus Server of the demo and the tests; no part of the program.
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0", traits: []),
        .package(
            url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .target(name: "CLinux"),
        .target(
            name: "PolicyText", dependencies: ["CLibYAML"],
            // It reads untrusted bytes with a C library: every unsafe expression is marked as such.
            swiftSettings: [.strictMemorySafety()]),
        .target(name: "Convergence", dependencies: ["PolicyText"]),
        .target(name: "Octopus", dependencies: ["Convergence", "PolicyText"]),
        .target(name: "ResourceKinds", dependencies: ["Convergence", "Octopus", "PolicyText"]),
        .target(
            name: "LinuxHost",
            dependencies: [
                "Convergence", "CLinux", .product(name: "Subprocess", package: "swift-subprocess"),
            ]),
        .target(
            name: "OctopusServer",
            dependencies: [
                "Convergence", "Octopus",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]),
        .target(
            name: "Probes",
            dependencies: [
                "Convergence", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(
            name: "OctopusSimulator",
            dependencies: [
                "Convergence", .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]),
        .executableTarget(
            name: "octopus-simulator",
            dependencies: [
                "OctopusSimulator", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .target(
            name: "Runs",
            dependencies: ["Convergence", .product(name: "Crypto", package: "swift-crypto")]),
        .target(name: "Reporting", dependencies: ["Convergence", "PolicyText"]),
        .target(name: "HostTesting", dependencies: ["Convergence", "PolicyText"]),
        .executableTarget(
            name: "holdfast",
            dependencies: [
                "PolicyText", "Convergence", "Octopus", "ResourceKinds", "LinuxHost", "OctopusServer",
                "Probes",
                "Runs", "Reporting", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            // Links into `policies/`: the program carries its own policies.
            resources: [
                .embedInCode("Bundled/linux-host.yaml"),
                .embedInCode("Bundled/octopus-checkup.yaml"),
                .embedInCode("Bundled/octopus-linux-container.yaml"),
                .embedInCode("Bundled/octopus-windows-cluster.yaml"),
            ]),
        .testTarget(
            name: "EngineTests", dependencies: ["Convergence", "PolicyText", "HostTesting"],
            path: "Tests/ConvergenceTests/Engine"),
        .testTarget(
            name: "PolicyTests", dependencies: ["Convergence", "PolicyText", "HostTesting"],
            path: "Tests/ConvergenceTests/Policy"),
        .testTarget(name: "PolicyTextTests", dependencies: ["PolicyText", "HostTesting"]),
        .testTarget(
            name: "ResourceKindsTests",
            dependencies: ["ResourceKinds", "Octopus", "Convergence", "PolicyText", "HostTesting"]),
        .testTarget(name: "OctopusTests", dependencies: ["Octopus", "Convergence", "PolicyText"]),
        .testTarget(
            name: "OctopusServerTests",
            dependencies: [
                "OctopusServer", "Probes", "OctopusSimulator", "Octopus", "Convergence",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .testTarget(
            name: "OctopusSimulatorTests",
            dependencies: [
                "octopus-simulator", "OctopusSimulator", "Convergence",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ]),
        .testTarget(name: "RunsTests", dependencies: ["Runs", "Convergence"]),
        .testTarget(
            name: "ReportingTests", dependencies: ["Reporting", "Convergence", "PolicyText", "HostTesting"],
            exclude: ["Golden"]),
        // They start the program that is built beside them.
        .testTarget(name: "CommandTests", dependencies: ["holdfast", "CLinux"]),
        .testTarget(name: "HouseTests"),
        .testTarget(
            name: "HostContractTests",
            dependencies: [
                "LinuxHost", "CLinux", "ResourceKinds", "Convergence", "PolicyText", "HostTesting",
            ]),
        .testTarget(name: "LinuxHostTests", dependencies: ["LinuxHost", "Convergence", "HostTesting"]),
        // They start the built program: in a booted container, and under injected faults.
        .target(name: "ProgramTesting", path: "Tests/ProgramTesting"),
        .testTarget(name: "ContainerTests", dependencies: ["holdfast", "ProgramTesting"]),
        .testTarget(name: "CrashTests", dependencies: ["holdfast", "ProgramTesting"]),
    ]
)

// One set of settings for every Swift target: each line is a promise the compiler keeps for us.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    .enableUpcomingFeature("ExistentialAny"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
    .enableUpcomingFeature("InternalImportsByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
    .enableUpcomingFeature("MemberImportVisibility"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0461-async-function-isolation.md
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    // Swift 6.3.1 miscompiles large enums read through unspecialised generic code; see ARCHITECTURE.md, "Traps".
    .unsafeFlags(
        ["-Xfrontend", "-disable-large-loadable-types-reg2mem"], .when(configuration: .release)),
]
for target in package.targets where target.type != .system && target.name != "CLinux" {
    target.swiftSettings = (target.swiftSettings ?? []) + strict
}
