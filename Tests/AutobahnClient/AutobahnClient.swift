import Glibc
import LifelineUV

/// Lets a fuzzing server of the Autobahn suite try the dialling side: goes through all of its cases, echoing each
/// message as it came, and asks for the report.
///
///     autobahnclient ws://127.0.0.1:9001 lifeline
@main
struct AutobahnClient {
    static func main() {
        let words = CommandLine.arguments.dropFirst()
        guard words.count == 2, let server = words.first, let agent = words.last else {
            say("usage: autobahnclient ws://HOST:PORT AGENT", to: STDERR_FILENO)
            exit(2)
        }
        EventLoop.run(name: "autobahnclient") { loop in
            Examination(of: agent, by: server, on: loop) { outcome in
                switch outcome {
                case .success(let cases):
                    say("\(cases) cases", to: STDOUT_FILENO)
                    exit(0)
                case .failure(let fault):
                    say("autobahnclient: \(fault)", to: STDERR_FILENO)
                    exit(1)
                }
            }.begin()
        }
    }

    private static func say(_ words: String, to descriptor: Int32) {
        var line = words + "\n"
        line.withUTF8 { _ = write(descriptor, $0.baseAddress, $0.count) }
    }
}
