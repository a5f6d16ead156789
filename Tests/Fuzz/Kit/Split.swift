/// The input cut as its first byte says, so that every split is tried without being written down.
package struct Split {
    package let whole: UnsafeRawBufferPointer
    package let pieces: [UnsafeRawBufferPointer]
    /// What else the first byte decides.
    package let bit: Bool

    /// Nil if there is nothing to cut.
    package init?(_ input: UnsafeRawBufferPointer) {
        guard let first = input.first else { return nil }
        whole = UnsafeRawBufferPointer(rebasing: input.dropFirst())
        bit = first & 0x80 != 0
        let size = Int(first & 0x3F) + 1
        pieces = stride(from: 0, to: whole.count, by: size).map { [whole] start in
            UnsafeRawBufferPointer(rebasing: whole[start..<min(start + size, whole.count)])
        }
    }
}
