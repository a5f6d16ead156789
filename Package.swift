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
    products: [.executable(name: "lifeline", targets: ["lifeline"])],
    targets: [
        // Floor 0: words and contracts.
        module("LifelineCore"),
        // Floor 1: machines, and the only module that says uv_.
        .systemLibrary(name: "CLibuv", pkgConfig: "libuv", providers: [.apt(["libuv1-dev"])]),
        module("LifelineUV", ["LifelineCore", "CLibuv"]),
        module("JSONGrammar", ["LifelineCore"]),
        // Floor 2: profiles.
        module("EnergyProfile", ["LifelineCore"]),
        .testTarget(
            name: "JSONCodecTests", dependencies: ["JSONCodec", "EnergyProfile", "LifelineCore"], swiftSettings: strict),
        .target(name: "AllocationCount", path: "Tests/AllocationCount"),
        .testTarget(
            name: "EnergyCodecTests",
            dependencies: ["EnergyCodec", "EnergyProfile", "LifelineCore", "AllocationCount"],
            path: "Tests/EnergyCodecTests", swiftSettings: strict),
        // Says in one codec what was said in another; knows codecs by their contract alone.
        module("Transcoding", ["LifelineCore"]),
        // Floor 3: the plug-ins meet here; and what uses profiles.
        module("Roster", ["LifelineCore", "EnergyProfile"] + codecs.map { "\($0)Codec" }),
        module("DemoEngine", ["LifelineCore", "EnergyProfile"]),
        // Floor 4: the program.
        .executableTarget(
            name: "lifeline", dependencies: ["LifelineCore", "Roster", "Transcoding", "DemoEngine"],
            swiftSettings: strict),
        .testTarget(
            name: "ConvertTests",
            dependencies: ["LifelineCore", "EnergyProfile", "Roster", "Transcoding", "DemoEngine"],
            swiftSettings: strict),
    ] + codecs.map { module("\($0)Codec", ["LifelineCore", "JSONGrammar"], path: "Codecs/\($0)") },
    swiftLanguageModes: [.v6]
)
