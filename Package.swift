// swift-tools-version: 6.2
import PackageDescription

// The plug-ins. A codec or a transport is a folder of its name and one word here; everything below derives from it.
let codecs = ["JSON", "Energy"]
let transports = ["Loopback", "WebSocket", "UnixSocket"]

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func named(_ names: [String]) -> [Target.Dependency] { names.map { .byName(name: $0) } }

func module(_ name: String, _ dependencies: [String] = [], path: String? = nil) -> Target {
    .target(name: name, dependencies: named(dependencies), path: path ?? "Sources/\(name)", swiftSettings: strict)
}

func program(_ name: String, _ dependencies: [String], path: String? = nil) -> Target {
    .executableTarget(
        name: name, dependencies: named(dependencies), path: path ?? "Sources/\(name)", swiftSettings: strict)
}

func tests(of name: String, _ dependencies: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: named([name, "LifelineCore"] + dependencies), path: "Tests/\(name)Tests",
        swiftSettings: strict)
}

let codecModules = codecs.map { "\($0)Codec" }
let transportModules = transports.map { "\($0)Transport" }

// Floor 0: words and contracts.
let ground = [module("LifelineCore")]

// Floor 1: machines, and the only module that says uv_.
let machines: [Target] = [
    .systemLibrary(name: "CLibuv", pkgConfig: "libuv", providers: [.apt(["libuv1-dev"])]),
    module("LifelineUV", ["LifelineCore", "CLibuv"]),
    module("LifelineSimulation", ["LifelineCore"]),
    module("JSONGrammar", ["LifelineCore"]),
    module("LifelineSession", ["LifelineCore"]),
    module("HTTPHead", path: "Transports/WebSocket/HTTP"),
    module("WebSocketWire", ["LifelineCore"], path: "Transports/WebSocket/Wire"),
]

// Floor 2: profiles and plug-ins.
let plugins =
    [
        module("EnergyProfile", ["LifelineCore"]), module("Transcoding", ["LifelineCore"]),
        module("Lifeline", ["LifelineCore", "LifelineSession", "LifelineUV"]),
    ]
    + codecs.map { module("\($0)Codec", ["LifelineCore", "JSONGrammar"], path: "Codecs/\($0)") }
    + transports.map { name in
        let machines = name == "WebSocket" ? ["HTTPHead", "WebSocketWire"] : []
        let loop = name == "Loopback" ? [] : ["LifelineUV"]
        return module(
            "\(name)Transport", ["LifelineCore"] + loop + machines,
            path: "Transports/\(name)" + (machines.isEmpty ? "" : "/Transport"))
    }

// Floor 3: the roster names every plug-in, and nobody else does.
let roster = [
    module(
        "Roster",
        ["LifelineCore", "LifelineSession", "LifelineUV", "Lifeline", "HTTPHead", "EnergyProfile"] + codecModules
            + transportModules),
    module("DemoEngine", ["LifelineCore", "EnergyProfile"]),
    module(
        "FrameSources",
        [
            "LifelineCore", "LifelineSession", "LifelineUV", "Lifeline", "EnergyProfile", "DemoEngine", "JSONGrammar",
            "HTTPHead",
        ]),
    module("ContractTrials", ["LifelineCore", "LifelineSession", "LifelineUV", "Lifeline", "EnergyProfile"]),
]

// Floors 4 and 5: the service, and the program around it.
let programs: [Target] = [
    // The page, its client and the schemas, as bytes in the program.
    .target(name: "WebAssets", path: "Sources/WebAssets"),
    module(
        "Service",
        [
            "LifelineCore", "LifelineSession", "LifelineUV", "Lifeline", "HTTPHead", "WebSocketTransport", "Roster",
            "FrameSources", "WebAssets",
        ]),
    program(
        "lifeline",
        [
            "Lifeline", "LifelineCore", "LifelineSession", "LifelineUV", "EnergyProfile", "Roster", "Service",
            "Transcoding", "DemoEngine", "ContractTrials",
        ], path: "Sources/LifelineProgram"),
]

let benchmarks: [Target] = [
    module("BenchMessages", ["LifelineCore"], path: "benchmarks/messages"),
    // Only a header: the peers themselves are loaded at run time.
    .systemLibrary(name: "CodecPeers", path: "benchmarks/codec/peers-abi"),
    program(
        "wirespeed", ["WebSocketWire", "HTTPHead", "LifelineCore"], path: "benchmarks/wirespeed"),
    .target(name: "StandardNumbers", path: "benchmarks/StandardNumbers", cxxSettings: [.define("NDEBUG")]),
    program("NumberBench", ["JSONGrammar", "StandardNumbers"], path: "benchmarks/NumberBench"),
    program("benchserver", ["LifelineCore", "LifelineUV", "WebSocketTransport"], path: "benchmarks/benchserver"),
    program(
        "budgetprobe", ["BenchMessages", "EnergyProfile", "LifelineCore"] + codecModules,
        path: "benchmarks/budgets/codec"),
    program(
        "transportprobe", ["LifelineCore", "LifelineUV", "WebSocketTransport", "UnixSocketTransport"],
        path: "benchmarks/budgets/transport"),
    program(
        "engineprobe",
        [
            "LifelineCore", "LifelineSession", "LifelineSimulation", "Lifeline", "EnergyProfile", "LoopbackTransport",
            "Roster",
        ], path: "benchmarks/budgets/engine"),
    program(
        "codecbench", ["CodecPeers", "BenchMessages", "LifelineCore"] + codecModules, path: "benchmarks/codec/Sources"),
]

let examples: [Target] = [
    program("example-server", ["Lifeline", "LifelineCore", "EnergyProfile", "Roster"], path: "Examples/server"),
    program("example-client", ["Lifeline", "LifelineCore", "EnergyProfile", "Roster"], path: "Examples/client"),
]

let generators: [Target] = [
    program("SchemaGenerator", ["LifelineCore", "JSONGrammar", "EnergyProfile"] + codecModules)
]

let checks: [Target] = [
    .testTarget(
        name: "LifelineCoreTests", dependencies: ["LifelineCore"], path: "Tests/LifelineCoreTests",
        swiftSettings: strict),
    // What tests share; no product needs it.
    module("Conformance", ["LifelineCore", "EnergyProfile", "Roster"], path: "Tests/Conformance"),
    module("SocketTestKit", ["LifelineCore", "LifelineUV", "Conformance"], path: "Tests/SocketTestKit"),
    tests(of: "UnixSocketTransport", ["Conformance", "SocketTestKit", "LifelineUV"]),
    tests(of: "WebSocketTransport", ["Conformance", "SocketTestKit", "LifelineUV", "HTTPHead", "WebSocketWire"]),
    module("ChanceTestKit", path: "Tests/ChanceTestKit"),
    module("CodecTestKit", ["LifelineCore", "LifelineSimulation"], path: "Tests/CodecTestKit"),
    module(
        "SimulatedWorld",
        ["LifelineCore", "LifelineSession", "LifelineSimulation", "Lifeline", "EnergyProfile", "Roster"],
        path: "Tests/Simulation"),
    tests(of: "SimulatedWorld", ["LifelineSimulation"]),
    program("simulate", ["LifelineCore", "LifelineSimulation", "SimulatedWorld"], path: "Tests/Simulate"),
    tests(of: "LifelineSession", ["LifelineSimulation"]),
    tests(of: "CodecTestKit", ["BenchMessages", "EnergyProfile", "LifelineSimulation"]),
    tests(of: "LifelineSimulation"),
    tests(
        of: "Lifeline",
        ["EnergyProfile", "LifelineSession", "LifelineSimulation", "LifelineUV", "Roster"] + transportModules),
    .testTarget(
        name: "EndToEndTests",
        dependencies: named(
            ["Lifeline", "LifelineCore", "LifelineSession", "LifelineUV", "EnergyProfile", "Roster", "SocketTestKit"]
                + transportModules),
        path: "Tests/EndToEndTests", swiftSettings: strict),
    tests(
        of: "FrameSources",
        [
            "DemoEngine", "EnergyProfile", "Lifeline", "LifelineSession", "LifelineSimulation", "LifelineUV",
            "LoopbackTransport", "Roster", "UnixSocketTransport",
        ]),
    tests(of: "EnergyProfile"),
    tests(of: "Service", ["Lifeline", "LifelineSession", "LifelineSimulation"]),
    .testTarget(
        name: "ProgramTests",
        dependencies: named(["lifeline", "ContractTrials", "LifelineCore", "EnergyProfile", "Roster"]),
        path: "Tests/ProgramTests", swiftSettings: strict),
    .testTarget(
        name: "ContractTests",
        dependencies: named([
            "ContractTrials", "Lifeline", "LifelineCore", "LifelineSession", "LifelineUV", "EnergyProfile", "Roster",
            "SocketTestKit", "lifeline",
        ]), path: "Tests/ContractTests", swiftSettings: strict),
    tests(of: "LoopbackTransport", ["Conformance", "LifelineSimulation"]),
    tests(of: "LifelineUV"),
    // As many numbers as one likes, beside a reference; a few in the tests.
    program("NumberCheck", ["JSONGrammar"], path: "Tests/NumberCheck"),
    tests(of: "JSONGrammar", ["NumberCheck"]),
    tests(of: "HTTPHead", ["ChanceTestKit"]),
    tests(of: "WebSocketWire", ["ChanceTestKit"]),
    tests(of: "JSONCodec", ["EnergyProfile", "AllocationCount", "CodecTestKit", "LifelineSimulation"]),
    .testTarget(
        name: "ConvertTests",
        dependencies: named(["LifelineCore", "EnergyProfile", "Roster", "Transcoding", "DemoEngine"]),
        path: "Tests/ConvertTests", swiftSettings: strict),
    tests(of: "SchemaGenerator", ["EnergyProfile"] + codecModules),
    tests(of: "EnergyCodec", ["EnergyProfile", "AllocationCount", "ChanceTestKit"]),
    .target(name: "AllocationCount", path: "Tests/AllocationCount"),
    // What scripts/fuzz drives with libFuzzer; without it, the programs run the inputs they are given once.
    .target(name: "FuzzEngine", path: "Tests/Fuzz/Engine"),
    module("FuzzKit", ["FuzzEngine"], path: "Tests/Fuzz/Kit"),
    program(
        "fuzzreaders", ["FuzzKit", "LifelineCore", "JSONGrammar", "HTTPHead", "WebSocketWire"],
        path: "Tests/Fuzz/Readers"),
    program(
        "fuzz",
        [
            "FuzzKit", "LifelineCore", "LifelineSession", "LifelineSimulation", "EnergyProfile", "Lifeline", "Roster",
            "Transcoding", "FrameSources", "LoopbackTransport",
        ] + codecModules, path: "Tests/Fuzz/Program"),
    // The dialling side's half of scripts/check-autobahn.
    program("autobahnclient", ["LifelineCore", "LifelineUV", "WebSocketTransport"], path: "Tests/AutobahnClient"),
    // That all codecs say the same: a few values in the tests, as many as one likes with the program.
    program(
        "CodecProof",
        [
            "LifelineCore", "LifelineSimulation", "JSONGrammar", "EnergyProfile", "BenchMessages", "CodecTestKit",
            "AllocationCount",
        ] + codecModules, path: "Tests/CodecProof"),
    .testTarget(
        name: "CodecEqualityTests",
        dependencies: named(
            ["CodecProof", "LifelineCore", "LifelineSimulation", "EnergyProfile", "CodecTestKit"] + codecModules),
        path: "Tests/CodecEqualityTests", swiftSettings: strict),
]

let package = Package(
    name: "Lifeline",
    products: (["LifelineCore", "LifelineSession", "LifelineUV", "Lifeline", "Roster", "EnergyProfile"] + codecModules
        + transportModules).map {
            .library(name: $0, targets: [$0])
        } + [
            .executable(name: "lifeline", targets: ["lifeline"]),
            .executable(name: "lifeline-schemas", targets: ["SchemaGenerator"]),
        ],
    targets: ground + machines + plugins + roster + programs + examples + generators + benchmarks + checks,
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx20
)
