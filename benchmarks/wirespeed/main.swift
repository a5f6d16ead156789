// The machines of the WebSocket transport alone, in memory: no socket, no loop.
//
//     wirespeed receive REPETITIONS [BYTES] [server|client]     16 frames of BYTES (119) per region
//     wirespeed throughput                                      UTF-8, ASCII and masking, GB/s
//     wirespeed handshake REPETITIONS                           head, gatekeeper and answer
//
// Instructions per message or handshake, by difference between two counts of repetitions:
//     valgrind --tool=callgrind wirespeed receive 1000
let arguments = CommandLine.arguments
func number(_ index: Int, _ otherwise: Int) -> Int {
    index < arguments.count ? Int(arguments[index]) ?? otherwise : otherwise
}
switch arguments.count > 1 ? arguments[1] : "" {
case "receive":
    Receive.run(number(2, 100_000), bytes: number(3, 119), masked: arguments.count < 5 || arguments[4] != "client")
case "throughput": Throughput.run()
case "handshake": Handshake.run(number(2, 100_000))
default: print("usage: wirespeed receive REPETITIONS [BYTES] [server|client] | throughput | handshake REPETITIONS")
}
