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

let package = Package(
    name: "Lifeline",
    products: [
        .executable(name: "lifeline-schemas", targets: ["SchemaGenerator"])
    ],
    targets: [
        // Floor 0: words and contracts.
        module("LifelineCore"),
        // Floor 1: machines, and the only module that says uv_.
        .systemLibrary(name: "CLibuv", pkgConfig: "libuv", providers: [.apt(["libuv1-dev"])]),
        module("LifelineUV", ["LifelineCore", "CLibuv"]),
        module("JSONGrammar", ["LifelineCore"]),
        // Floor 2: profiles.
        module("EnergyProfile", ["LifelineCore"]),
        // Floor 4: programs.
        .executableTarget(
            name: "SchemaGenerator",
            dependencies: ["LifelineCore", "JSONGrammar", "EnergyProfile", "JSONCodec", "EnergyCodec"],
            swiftSettings: strict),
        .testTarget(
            name: "SchemaTests",
            dependencies: [
                "SchemaGenerator", "LifelineCore", "JSONGrammar", "EnergyProfile", "JSONCodec", "EnergyCodec",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "JSONCodecTests", dependencies: ["JSONCodec", "EnergyProfile", "LifelineCore"], swiftSettings: strict),
        .target(name: "AllocationCount", path: "Tests/AllocationCount"),
        .testTarget(
            name: "EnergyCodecTests",
            dependencies: ["EnergyCodec", "EnergyProfile", "LifelineCore", "AllocationCount"],
            path: "Tests/EnergyCodecTests", swiftSettings: strict),
    ] + codecs.map { module("\($0)Codec", ["LifelineCore", "JSONGrammar"], path: "Codecs/\($0)") },
    swiftLanguageModes: [.v6]
)
