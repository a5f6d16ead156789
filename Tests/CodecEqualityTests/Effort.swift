import Glibc

/// How much a test tries: less with `LIFELINE_FAST=1`.
enum Effort {
    static let values = getenv("LIFELINE_FAST") == nil ? 1_000 : 100
}
