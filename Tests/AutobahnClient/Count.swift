import LifelineCore

/// Hears a number.
final class Count: LinkOwner {
    private var count: Int?
    private let over: (Int?) -> Void

    init(over: @escaping (Int?) -> Void) { self.over = over }

    func received(_ record: UnsafeRawBufferPointer, _ form: RecordForm) {
        count = Int(String(decoding: record, as: UTF8.self))
    }
    func drained() {}
    func closed(_ close: Close) { over(count) }
}
