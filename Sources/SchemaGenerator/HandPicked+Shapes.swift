import LifelineCore

extension HandPicked {
    private static func region(_ name: Name, corners: Int) -> Region {
        var region = Region()
        region.name = name
        region.corners = (0..<corners).map { Place(Float($0), 0.1, -1.5) }
        return region
    }

    private static let nested: Region = {
        var region = HandPicked.region("outer", corners: 2)
        region.weights = [0.1, -2.5]
        region.labels = ["a", "b", Name()]
        region.since = position(5, 6)
        region.positions = [position(1, 2), position(3, 4)]
        return region
    }()

    static let shapes: [VectorCase] = [
        VectorCase(
            "packed", "floats of packed parts lie side by side",
            made(EveryShape.self) {
                $0.places = [Place(0, 1, 2), Place(-0.0, Float.leastNonzeroMagnitude, -3.4028235e38)]
            }),
        VectorCase(
            "nested rows", "rows with tails of their own, in the order of the rows",
            made(EveryShape.self) {
                $0.regions = [region("first", corners: 1), nested, Region(), region("last", corners: 0)]
            }),
        VectorCase("one row", "a part is a table of one row", made(EveryShape.self) { $0.region = nested }),
        VectorCase(
            "empty and present", "optional lists and parts that hold nothing",
            made(EveryShape.self) {
                $0.others = []
                $0.region = Region()
                $0.spare = []
                $0.nickname = ""
                $0.extra = document("{}")
            }),
        VectorCase(
            "alignment", "odd lengths before eights: gaps in the tail are zero",
            made(EveryShape.self) {
                $0.name = "abc"
                $0.text = "é"
                $0.bytes = [1, 2, 3]
                $0.u16s = [1, 2, 3]
                $0.f64s = [0.5]
                $0.tiers = [.high, .low, .mid]
                $0.flags = [true, false, true]
                $0.times = [Timestamp(microseconds: 1), Timestamp(microseconds: -1001)]
                $0.names = ["x", "yz"]
            }),
        VectorCase(
            "base64", "each length of padding has its vector; this one has none",
            made(EveryShape.self) {
                $0.bytes = Bytes((0..<255).map { UInt8($0) })
            }),
        VectorCase("base64, one byte", "two characters and two marks", made(EveryShape.self) { $0.bytes = [0xFF] }),
        VectorCase(
            "base64, two bytes", "three characters and one mark", made(EveryShape.self) { $0.bytes = [0xFF, 0xFE] }),
    ]
}
