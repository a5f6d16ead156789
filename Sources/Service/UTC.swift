internal import LifelineCore

/// A moment as people write it: 2026-11-20T22:16:28.123Z.
struct UTC: CustomStringConvertible {
    private let microseconds: Int64

    init(_ time: Timestamp) { microseconds = time.microseconds }

    var description: String {
        let milliseconds = (microseconds / 1000) % 1000
        let seconds = microseconds / 1_000_000
        let (days, second) = (seconds / 86_400, seconds % 86_400)
        let (year, month, day) = UTC.date(days)
        return "\(year)-\(two(month))-\(two(day))T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
            + ".\(three(milliseconds))Z"
    }

    /// The civil date so many days after 1970-01-01, for the years in which there are computers. Years begin in March
    /// here, so that the day that some of them have more is their last.
    private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let (era, day) = (shifted / 146_097, shifted % 146_097)
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
        let ofYear = day - (365 * year + year / 4 - year / 100)
        let month = (5 * ofYear + 2) / 153
        let ofMonth = ofYear - (153 * month + 2) / 5 + 1
        return (year + era * 400 + (month >= 10 ? 1 : 0), month < 10 ? month + 3 : month - 9, ofMonth)
    }

    private func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    private func three(_ number: Int64) -> String { number < 100 ? "0\(two(number))" : "\(number)" }
}
