// A way to the server that can be cut, and on which records are lost, repeated and spoiled: what no server does, and what
// a client must bear all the same. Server and client take it for each other.
//
// `node relay.mjs` is one of its own. It says its port, and then "done" to each order, one on a line: `serve PORT`,
// `cut`, `mend`, or `spoil HOW COUNT`.

import { createServer, connect } from "node:net"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { decode } from "../../clients/web/lifeline.js"

/** What becomes of a record with text: of its head, by which a WebSocket knows its size, and of what it holds. */
const ways = {
  lose: () => [],
  repeat: (head, record, near) => near.before,
  // As long as it is, and with its beginning: nobody but the client can tell.
  garble: (head, record) => [head, Buffer.from(record).fill(0x7f, Math.min(4, record.length))],
  // The rest never comes.
  tear: (head, record, near) => {
    near.destroySoon()
    return [head, record.subarray(0, record.length >> 1)]
  },
}

export class Relay {
  #ends = new Set()
  #spoils
  #isCut = false

  async open() {
    this.listener = createServer((near) => this.#join(near))
    await new Promise((resolve) => this.listener.listen(0, "127.0.0.1", resolve))
    this.port = this.listener.address().port
  }

  /** Where to. */
  serve(port) {
    this.server = Number(port)
  }

  /** Ends what there is. Held: and lets nobody in until it is mended. */
  cut(held) {
    this.#isCut = held === "held"
    for (const end of this.#ends) end.destroy()
  }

  mend() {
    this.#isCut = false
  }

  /** The next records with text that somebody has not heard. Done when the last of them went on. */
  spoil(how, count = 1) {
    return new Promise((done) => (this.#spoils = { way: ways[how], left: Number(count), done }))
  }

  close() {
    this.listener.close()
    this.cut()
  }

  #join(near) {
    if (this.#isCut) return near.destroy()
    const far = connect(this.server, "127.0.0.1")
    for (const [end, other] of [[near, far], [far, near]]) {
      this.#ends.add(end)
      end.on("error", () => other.destroy())
      end.on("close", () => {
        this.#ends.delete(end)
        // What was sent before still arrives.
        other.destroySoon()
      })
    }
    near.pipe(far)
    let answer = Buffer.alloc(0), hasUpgraded = false
    far.on("data", (piece) => {
      if (hasUpgraded === undefined) return near.write(piece)
      answer = Buffer.concat([answer, piece])
      if (!hasUpgraded) {
        const end = answer.indexOf("\r\n\r\n") + 4
        if (end < 4) return
        hasUpgraded = answer.subarray(9, 12).toString() === "101" || undefined
        near.write(answer.subarray(0, hasUpgraded ? end : undefined))
        answer = answer.subarray(end)
      }
      if (hasUpgraded) answer = this.#pass(answer, near)
    })
  }

  /** Each record that is there as a whole; what is left waits for more. */
  #pass(bytes, near) {
    for (;;) {
      if (bytes.length < 2) return bytes
      const short = bytes[1] & 0x7f
      const headEnd = short < 126 ? 2 : short === 126 ? 4 : 10
      if (bytes.length < headEnd) return bytes
      const size = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
      if (bytes.length < headEnd + size) return bytes
      const head = bytes.subarray(0, headEnd), record = bytes.subarray(headEnd, headEnd + size)
      bytes = bytes.subarray(headEnd + size)
      for (const part of this.#spoiled(head, record, near)) near.write(part)
    }
  }

  #spoiled(head, record, near) {
    if (!bearsText(head[0], record)) return [head, record]
    const spoils = this.#spoils
    if (!spoils || !near.before) return (near.before = [head, record])
    const parts = spoils.way(head, record, near)
    spoils.left -= 1
    if (spoils.left === 0) {
      this.#spoils = undefined
      spoils.done()
    }
    return parts
  }
}

/** A whole record, text or binary, with a piece of a stream. */
function bearsText(first, record) {
  if (first !== 0x81 && first !== 0x82) return false
  const { messages } = decode(first === 0x81 ? record.toString() : new Uint8Array(record))
  return messages.some(({ type, seq, replay }) => type === "token_stream" && seq && !replay)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const relay = new Relay()
  await relay.open()
  console.log(relay.port)
  for await (const order of createInterface({ input: process.stdin })) {
    const [name, ...details] = order.split(" ")
    await relay[name](...details)
    console.log("done")
  }
  relay.close()
}
