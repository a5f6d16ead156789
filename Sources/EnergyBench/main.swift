import EnergyCodec
import EnergyFloor
import Glibc
import LifelineCore

struct Particle: Packed {
    var x: Float = 0
    var y: Float = 0
    var z: Float = 0
    @inline(__always)
    static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Particle, _ v: inout V) {
        v.field("x", &m.x)
        v.field("y", &m.y)
        v.field("z", &m.z)
    }
}
enum Phase: UInt8, Enumeration {
    case idle, prefill, decode, done
    static var names: Int { 4 }
    var name: StaticString { "" }
}
struct Motion: Abstract {
    static let kind = Kind(0x401, "motion")
    var modelId = Name()
    var frame: UInt64 = 0
    var ts: Double = 0
    var energy: Double = 0
    var rate: Double = 0
    var total: Double = 0
    var fps: Double = 0
    var tokens: UInt64 = 0
    var state: Phase = .idle
    var particles: [Particle] = []
    @inline(__always)
    static func describe<V: AbstractVisitor & ~Copyable>(_ m: inout Motion, _ v: inout V) {
        v.field("modelId", &m.modelId)
        v.field("frame", &m.frame)
        v.field("ts", &m.ts)
        v.field("energy", &m.energy)
        v.field("rate", &m.rate)
        v.field("total", &m.total)
        v.field("fps", &m.fps)
        v.field("tokens", &m.tokens)
        v.field("state", &m.state)
        v.field("particles", &m.particles)
    }
}

let n = 1024
let messages = UnsafeMutablePointer<Motion>.allocate(capacity: n)
let others = UnsafeMutablePointer<Motion>.allocate(capacity: n)
let same = UnsafeMutablePointer<Motion>.allocate(capacity: n)
let plains = UnsafeMutablePointer<floor_motion>.allocate(capacity: n)
nonisolated(unsafe) var state: UInt64 = 42
func random() -> UInt64 {
    state = state &* 6364136223846793005 &+ 1442695040888963407
    return state >> 11
}
func make(_ i: Int) -> Motion {
    var m = Motion()
    m.modelId = Name("model-" + String(random() % 90000 + 10000) + String(repeating: "x", count: Int(random() % 4)))!
    m.frame = UInt64(i)
    m.ts = 1_692_300_000_000 + Double(random() % 100000)
    m.energy = Double(random() % 100000) / 7
    m.rate = Double(random() % 100000) / 3
    m.total = Double(random() % 100000) / 9
    m.fps = 60
    m.tokens = random() % 5000
    m.state = Phase(rawValue: UInt8(random() % 4))!
    let particles = Int(random() % 9)
    m.particles = (0..<particles).map { _ in
        var p = Particle()
        p.x = Float(random() % 1000) / 7
        p.y = Float(random() % 1000) / 9
        p.z = Float(random() % 1000) / 3
        return p
    }
    return m
}
nonisolated(unsafe) var records: [UnsafeRawBufferPointer] = []
nonisolated(unsafe) let vocabulary = Vocabulary(.control + Catalogue(messages: [Motion.self]))
var envelope = Envelope()
envelope.channel = ChannelHandle(rawValue: 1)
envelope.seq = 77
envelope.time = Timestamp(microseconds: 1_692_300_000_123_457)
envelope.frame = 88121
for i in 0..<n {
    let m = make(i)
    (messages + i).initialize(to: m)
    (others + i).initialize(to: make(i))
    (same + i).initialize(to: Motion())
    let id = UnsafeMutablePointer<CChar>.allocate(capacity: 16)
    for (at, byte) in m.modelId.storage.utf8.enumerated() { id[at] = CChar(byte) }
    let points = UnsafeMutablePointer<floor_point>.allocate(capacity: 8)
    for (at, p) in m.particles.enumerated() { points[at] = floor_point(x: p.x, y: p.y, z: p.z) }
    (plains + i).initialize(
        to: floor_motion(
            frame: m.frame, ts: m.ts, energy: m.energy, rate: m.rate, total: m.total, fps: m.fps, tokens: m.tokens,
            state: m.state.rawValue, id: id, id_count: UInt32(m.modelId.storage.utf8.count), points: points,
            point_count: UInt32(m.particles.count)))
    var sink = ByteSink(capacity: 64)
    try EnergyCodec.encode(m, envelope, vocabulary, into: &sink)
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: sink.count, alignment: 8)
    copy.copyMemory(from: sink.bytes)
    records.append(UnsafeRawBufferPointer(copy))
}

@inline(never) func energyEncode(
    _ m: UnsafePointer<Motion>, _ e: UnsafePointer<Envelope>, _ v: Vocabulary, _ sink: inout ByteSink
) throws(CodecError) {
    sink.clear()
    try EnergyCodec.encode(m.pointee, e.pointee, v, into: &sink)
}
@inline(never) func energyDecode(
    _ b: UnsafeRawBufferPointer, _ m: UnsafeMutablePointer<Motion>, _ v: Vocabulary, _ l: CodecLimits,
    _ e: inout Envelope
) throws(CodecError) {
    var reader = EnergyReader(b, v, l)
    guard try reader.next(&e) else { return }
    try reader.payload(&m.pointee, &e)
}

func now() -> UInt64 {
    var t = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t)
    return UInt64(t.tv_sec) * 1_000_000_000 + UInt64(t.tv_nsec)
}
let mode = CommandLine.arguments.count > 1 ? CommandLine.arguments[1] : "all"
let reps = CommandLine.arguments.count > 2 ? Int(CommandLine.arguments[2])! : 200
var best: [String: Double] = [:]
@MainActor func bench(_ name: String, _ f: () throws -> Void) rethrows {
    if mode != "all" && mode != name { return }
    let t = now()
    for _ in 0..<reps { try f() }
    let ns = Double(now() - t) / Double(reps * n)
    best[name] = min(best[name] ?? .infinity, ns)
}
@MainActor func run() throws {
    var sink = ByteSink(capacity: 4096)
    let limits = CodecLimits()
    let v = vocabulary
    var e = envelope
    let ms = messages, ss = same, os = others, ps = plains
    var out = Envelope()
    records.withUnsafeBufferPointer { rs in
        for i in 0..<n { try? energyDecode(rs[i], ss + i, v, limits, &out) }
    }
    var scratch = Motion()
    var written = 0
    let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: 4096)
    var fe = floor_envelope(
        channel: 1, reference: 0, seq: envelope.seq, time: envelope.time.microseconds, tick: envelope.frame, flags: 0)
    for i in 0..<n {
        let count = floor_encode(ps + i, &fe, buffer, buffer + 4096)
        precondition(
            UnsafeRawBufferPointer(start: buffer, count: count).elementsEqual(records[i]), "not the same frame")
    }
    for _ in 0..<(mode == "all" ? 25 : 1) {
        bench("memcpy-enc") { for i in 0..<n { written &+= floor_encode(ps + i, &fe, buffer, buffer + 4096) } }
        try bench("enc") { for i in 0..<n { try energyEncode(ms + i, &e, v, &sink) } }
        try bench("enc-direct") {
            for i in 0..<n {
                sink.clear()
                try EnergyCodec.encode((ms + i).pointee, e, v, into: &sink)
            }
        }
        try records.withUnsafeBufferPointer { rs in
            try bench("dec-same") { for i in 0..<n { try energyDecode(rs[i], ss + i, v, limits, &out) } }
            try withUnsafeMutablePointer(to: &scratch) { s in
                try bench("dec-change") { for i in 0..<n { try energyDecode(rs[i], s, v, limits, &out) } }
            }
        }
    }
    _ = os
    precondition(written > 0 || mode != "memcpy-enc")
    for (k, v) in best.sorted(by: { $0.key < $1.key }) { print(k, (v * 100).rounded() / 100, "ns") }
}
try run()
