import LifelineCore

extension HandPicked {
    private static let failure: Failure = {
        var failure = Failure()
        failure.code = 400
        failure.name = "rate_limited"
        failure.message = "more than \(20) requests a second"
        failure.retry = 250
        return failure
    }()

    static let requests: [VectorCase] = [
        VectorCase(
            "typical", "an action with its idempotency key",
            made(Request.self) {
                $0.method = "model.load"
                $0.key = "1f0c3c1e-6d8b-4a8f-9a52-0d4f3e2b1a00"
                $0.params = document("{\"model\":\"llama-3-8b\",\"layers\":[0,1,2.5],\"deep\":{\"a\":null,\"b\":true}}")
            }
        ) { $0.reference = 21 },
        VectorCase(
            "document that is no object", "any JSON value is a document",
            made(Request.self) {
                $0.method = "noop"
                $0.params = document("null")
            }
        ) { $0.reference = 22 },
        VectorCase(
            "document's numbers and escapes", "as RFC 8785 writes them",
            made(Request.self) {
                $0.params = document("[1e+21,1e-7,0.1,9007199254740994,\"\\u0000\\b\\t\\n\\f\\r\\\"\\\\/é𝄞\"]")
            }),
        VectorCase(
            "document's keys", "keys stay in the order they came",
            made(Request.self) {
                $0.params = document("{\"z\":0,\"a\":1,\"\":{},\"10\":[],\"9\":\"\"}")
            }),
        VectorCase("result", "it worked", made(Reply.self) { $0.result = document("{\"loaded\":true}") }) {
            $0.reference = 21
            $0.flags = .answer
        },
        VectorCase("error", "it did not", made(Reply.self) { $0.error = failure }) {
            $0.reference = 21
            $0.flags = .answer
        },
    ]

    /// Checked by both readers when the vectors are read back.
    static func document(_ json: String) -> Document { Document(canonical: Array(json.utf8)) }
}
