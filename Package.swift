// swift-tools-version: 6.2
import PackageDescription

// The plug-ins. A codec or a transport is a folder of its name and one word here; everything below derives from it.
let codecs = ["JSON", "Energy"]
let transports = ["Loopback"]

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func module(_ name: String, _ dependencies: [String] = [], path: String? = nil) -> Target {
    .target(
        name: name, dependencies: dependencies.map { .byName(name: $0) },
        path: path ?? "Sources/\(name)",
        swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [String]) -> Target {
    .testTarget(
        name: name, dependencies: dependencies.map { .byName(name: $0) },
        path: "Tests/\(name)",
        swiftSettings: strict)
}

let package = Package(
    name: "Lifeline",
    targets: [
        // Floor 0: words and contracts.
        module("LifelineCore"),
        // Floor 1: machines, and the only module that says uv_.
        .systemLibrary(name: "CLibuv", pkgConfig: "libuv", providers: [.apt(["libuv1-dev"])]),
        module("LifelineUV", ["LifelineCore", "CLibuv"]),
        module("LifelineSimulation", ["LifelineCore"]),
        // Floor 2: profiles.
        module("EnergyProfile", ["LifelineCore"]),
    ]
        // Floor 2: transports.
        + transports.map { module("\($0)Transport", ["LifelineCore"], path: "Transports/\($0)") }
        + [
            // What tests and benchmarks share: no product needs it.
            module("Conformance", ["LifelineCore"], path: "Tests/Conformance"),
            module("CodecTestKit", ["LifelineCore", "LifelineSimulation"], path: "Tests/CodecTestKit"),
            module("BenchMessages", ["LifelineCore"], path: "benchmarks/messages"),
            tests("LifelineSimulationTests", ["LifelineSimulation", "LifelineCore"]),
            tests(
                "LoopbackTransportTests",
                ["LoopbackTransport", "Conformance", "LifelineSimulation", "LifelineCore"]),
            tests(
                "CodecTestKitTests",
                ["CodecTestKit", "BenchMessages", "EnergyProfile", "LifelineSimulation", "LifelineCore"]),
        ],
    swiftLanguageModes: [.v6]
)
