/// Why a conversion ends before its input does. Outside the generic `Conversion`, as the optimiser of Swift 6.3 fails on
/// a thrown type that is generic.
enum ConversionStop: Error {
    case record(Complaint)
    case system(StreamFault)
    case nobodyReads
}
