/// The steps of a UTF-8 decoder, one word per byte value: six bits per state, holding the state to go to.
///
/// `steps[byte] >> state` is the next state in its low six bits, so a byte costs one load and one shift. A state is its
/// own shift count: 0 between characters, 6 refused for good, 12, 18 and 24 one to three bytes to come, 30, 36, 42 and
/// 48 after 0xE0, 0xED, 0xF0 and 0xF4, where the second byte may not be just any (RFC 3629 §4). All constants, so the
/// table lies in the read-only data and needs no initialisation at run time.
enum UTF8Steps {
    /// 0x00–0x7F
    private static let asc: UInt64 = 0x0006_1861_8618_6180
    /// 0x80–0x8F
    private static let c8x: UInt64 = 0x0012_18C1_9230_0186
    /// 0x90–0x9F
    private static let c9x: UInt64 = 0x0006_48C1_9230_0186
    /// 0xA0–0xBF
    private static let cAx: UInt64 = 0x0006_4863_1230_0186
    /// 0xC2–0xDF
    private static let two: UInt64 = 0x0006_1861_8618_618C
    /// 0xE0
    private static let xE0: UInt64 = 0x0006_1861_8618_619E
    /// 0xED
    private static let xED: UInt64 = 0x0006_1861_8618_61A4
    /// 0xE1–0xEF but 0xED
    private static let thr: UInt64 = 0x0006_1861_8618_6192
    /// 0xF0
    private static let xF0: UInt64 = 0x0006_1861_8618_61AA
    /// 0xF1–0xF3
    private static let fou: UInt64 = 0x0006_1861_8618_6198
    /// 0xF4
    private static let xF4: UInt64 = 0x0006_1861_8618_61B0
    /// 0xC0, 0xC1, 0xF5–0xFF
    private static let bad: UInt64 = 0x0006_1861_8618_6186

    static let table: InlineArray<256, UInt64> = [
        asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc,  // 0x00
        asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc,  // 0x10
        asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc,  // 0x20
        asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc,  // 0x30
        asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc,  // 0x40
        asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc,  // 0x50
        asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc,  // 0x60
        asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc, asc,  // 0x70
        c8x, c8x, c8x, c8x, c8x, c8x, c8x, c8x, c8x, c8x, c8x, c8x, c8x, c8x, c8x, c8x,  // 0x80
        c9x, c9x, c9x, c9x, c9x, c9x, c9x, c9x, c9x, c9x, c9x, c9x, c9x, c9x, c9x, c9x,  // 0x90
        cAx, cAx, cAx, cAx, cAx, cAx, cAx, cAx, cAx, cAx, cAx, cAx, cAx, cAx, cAx, cAx,  // 0xA0
        cAx, cAx, cAx, cAx, cAx, cAx, cAx, cAx, cAx, cAx, cAx, cAx, cAx, cAx, cAx, cAx,  // 0xB0
        bad, bad, two, two, two, two, two, two, two, two, two, two, two, two, two, two,  // 0xC0
        two, two, two, two, two, two, two, two, two, two, two, two, two, two, two, two,  // 0xD0
        xE0, thr, thr, thr, thr, thr, thr, thr, thr, thr, thr, thr, thr, xED, thr, thr,  // 0xE0
        xF0, fou, fou, fou, xF4, bad, bad, bad, bad, bad, bad, bad, bad, bad, bad, bad,  // 0xF0
    ]
}
