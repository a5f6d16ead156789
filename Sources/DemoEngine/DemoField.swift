import EnergyProfile

/// A field of energy with a hill per model: as high as the model's level, wandering the faster the more it spends.
struct DemoField {
    private struct Hill {
        var x: Double
        var y: Double
        var dx: Double
        var dy: Double
    }

    static let side = 24
    /// Fields a second, over all models together.
    static let perSecond = 4

    private var hills: [Hill]
    private var next = 0

    init(models: Int, _ random: inout DemoRandom) {
        hills = (0..<models).map { _ in
            Hill(
                x: random.number(in: 4..<20), y: random.number(in: 4..<20), dx: random.number(in: 0.5..<1.5),
                dy: random.number(in: -1.5 ..< -0.5))
        }
    }

    /// The next model's field, `levels` being those of all models.
    mutating func show(_ levels: [Double]) -> EnergyField {
        for index in hills.indices { hills[index] = drifted(hills[index], levels[index]) }
        let model = next
        next = (next + 1) % hills.count
        var field = EnergyField()
        field.model = UInt16(truncatingIfNeeded: model)
        field.width = UInt16(DemoField.side)
        field.height = UInt16(DemoField.side)
        field.max = 1
        field.cells.reserveCapacity(DemoField.side * DemoField.side)
        for y in 0..<DemoField.side {
            for x in 0..<DemoField.side { field.cells.append(height(of: model, levels, Double(x), Double(y))) }
        }
        return field
    }

    /// Its own hill, and a fifth of what reaches it from the others. In hundredths: a screen shows no more.
    private func height(of model: Int, _ levels: [Double], _ x: Double, _ y: Double) -> Float {
        var sum = 0.0
        for (index, hill) in hills.enumerated() {
            let (dx, dy) = (x - hill.x, y - hill.y)
            let part = levels[index] / (1 + (dx * dx + dy * dy) / 12)
            sum += index == model ? part : part / 5
        }
        return Float((min(sum, 1) * 100).rounded()) / 100
    }

    private func drifted(_ hill: Hill, _ level: Double) -> Hill {
        var hill = hill
        let far = Double(DemoField.side - 1)
        hill.x += hill.dx * (0.2 + level)
        hill.y += hill.dy * (0.2 + level)
        if hill.x < 0 || hill.x > far { hill.dx = -hill.dx }
        if hill.y < 0 || hill.y > far { hill.dy = -hill.dy }
        hill.x = min(max(hill.x, 0), far)
        hill.y = min(max(hill.y, 0), far)
        return hill
    }
}
