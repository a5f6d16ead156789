import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { createServer, connect } from "node:net"
import { after, before, test } from "node:test"
import { Lifeline } from "./client.mjs"
import { listen } from "./world.mjs"

// The real server, and real time: each wait ends with what it waits for, and none is longer than this.
const patience = 20_000
const program = process.env.LIFELINE
const skip = program ? false : "no program: scripts/check-web says where it looks"
const token = "0123456789abcdef-for-tests"

class Server {
  async start(port = 0) {
    const flags = ["--port", String(port), "--bind", "127.0.0.1", "--unix", "none", "--source", "demo", "--token", token]
    flags.push("--host", `127.0.0.1:${cable.port}`)
    this.process = spawn(program, ["serve", ...flags], { stdio: ["ignore", "pipe", "ignore"] })
    this.ended = new Promise((resolve) => this.process.once("exit", resolve))
    let said = ""
    this.port = await new Promise((resolve, reject) => {
      this.ended.then(() => reject(new Error(`the server ended: ${said}`)))
      this.process.stdout.on("data", (chunk) => {
        said += chunk
        const [, port] = /ws:\/\/127\.0\.0\.1:(\d+)\/ws/.exec(said) ?? []
        if (port) resolve(Number(port))
      })
    })
  }

  end(signal) {
    this.process.kill(signal)
    return this.ended
  }

  /** A line that ends with its scenario, however that ends. */
  line(context, options, port = this.port) {
    const line = new Lifeline(`ws://127.0.0.1:${port}/ws`, { token, ...options })
    context.after(() => line.close())
    return line
  }
}

/** The first event that satisfies the condition. */
function once(line, event, condition = () => true) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no such ${event} in ${patience} ms`)), patience)
    const stop = line.on(event, (detail) => {
      if (!condition(detail)) return
      clearTimeout(timer)
      stop()
      resolve(detail)
    })
  })
}

/** A way to the server that can be cut and mended. */
class Cable {
  #sockets = new Set()

  async lay() {
    this.server = createServer((near) => {
      const far = connect(server.port, "127.0.0.1")
      for (const [from, to] of [[near, far], [far, near]]) {
        this.#sockets.add(from)
        from.on("error", () => to.destroy())
        from.on("close", () => this.#sockets.delete(from) && to.destroy())
        from.pipe(to)
      }
    })
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve))
    this.port = this.server.address().port
  }

  cut() {
    for (const socket of this.#sockets) socket.destroy()
  }

  remove() {
    this.server.close()
    this.cut()
  }
}

const server = new Server()
const cable = new Cable()
const scenario = (sentence, run) => test(sentence, { skip, timeout: 3 * patience }, run)

before(async () => {
  if (!program) return
  await cable.lay()
  await server.start()
})
after(async () => {
  if (!program) return
  cable.remove()
  await server.end("SIGTERM")
})

scenario("a first connection hears welcome, startup_complete, a snapshot of each channel, and then what is live", async (context) => {
  const line = server.line(context)
  const snapshots = listen(line, "snapshot")
  const [{ channels }, { models }] = await Promise.all([once(line, "welcome"), once(line, "startup_complete")])
  assert.ok(models.length > 0)
  await once(line, "token_stream", ({ snapshot }) => !snapshot)
  assert.deepEqual(snapshots.map(({ channel }) => channel).sort(), channels.map(({ name }) => name).sort())
  assert.equal(line.counters.badRecords + line.counters.badMessages + line.counters.desyncs, 0)
})

scenario("JSON, energy and mixed say the same while they change in mid-stream, and nothing is missed", async (context) => {
  const line = server.line(context)
  const tokens = listen(line, "token_stream")
  await once(line, "token_stream", ({ snapshot }) => !snapshot)
  for (const [codec, arrives] of [["energy", "energy"], ["json", "json"], ["mixed", "energy"]]) {
    await line.setCodec(codec)
    await once(line, "token_stream", (message) => message.codec === arrives)
    await once(line, "energy_update")
  }
  const live = tokens.filter(({ snapshot }) => !snapshot)
  live.slice(1).forEach(({ seq, payload }, index) => assert.equal(payload.from ?? seq, live[index].seq + 1))
  assert.equal(line.counters.desyncs, 0)
})

scenario("a connection that is cut resumes its session, and the text goes on without a hole", async (context) => {
  const line = server.line(context, {}, cable.port)
  const tokens = listen(line, "token_stream")
  await once(line, "token_stream", ({ snapshot }) => !snapshot)
  const { session } = line
  for (let cut = 0; cut < 3; cut += 1) {
    cable.cut()
    const { resumed } = await once(line, "welcome")
    assert.ok(resumed)
    await once(line, "token_stream", ({ replay }) => !replay)
  }
  assert.equal(line.session, session)
  const live = tokens.filter(({ snapshot }) => !snapshot)
  live.slice(1).forEach(({ seq, payload }, index) => assert.equal(payload.from ?? seq, live[index].seq + 1))
})

scenario("a listener that is slow gets less of what is state, all of the text, and the newest at the end", async (context) => {
  const line = server.line(context, { window: 1, channels: ["energy", "experience"] })
  await once(line, "token_stream", ({ snapshot }) => !snapshot)
  const stop = line.on("batch", () => {
    for (const end = performance.now() + 120; performance.now() < end; );
  })
  await once(line, "lag", ({ conflated }) => conflated > 0)
  stop()
  assert.ok(line.counters.skipped > 0)
  assert.equal(line.counters.desyncs, 0)
})

scenario("a server that is killed and started again is found, and says so in another epoch", async (context) => {
  const line = server.line(context)
  await once(line, "snapshot")
  const { epoch } = line.channels[0]
  await server.end("SIGKILL")
  await server.start(server.port)
  assert.equal((await once(line, "welcome")).resumed, false)
  await once(line, "energy_update", ({ snapshot }) => !snapshot)
  assert.notEqual(line.channels[0].epoch, epoch)
})

scenario("a wrong token ends in closed, and in words what to do", async (context) => {
  const line = server.line(context, { token: "0123456789abcdef-of-another" })
  const errors = listen(line, "error")
  const { reason, code } = await once(line, "state", ({ state }) => state === "closed")
  assert.equal(code, 4502)
  assert.match(reason, /token: open the address that it printed/)
  assert.equal(errors[0].name, "unauthorized")
})

scenario("a method that nobody has is refused by its name", async (context) => {
  const line = server.line(context)
  await assert.rejects(line.request("no_such_method"), { code: 103, fault: "unknown_method" })
})

scenario("round trip and clock offset of one machine are small, and ages are of this moment", async (context) => {
  const line = server.line(context)
  await once(line, "heartbeat")
  assert.ok(line.rtt >= 0 && line.rtt < 1000, `${line.rtt} ms`)
  assert.ok(Math.abs(line.offset) < 500, `${line.offset} ms`)
  const age = line.age(await once(line, "energy_update", ({ snapshot }) => !snapshot))
  assert.ok(age > -100 && age < 5000, `${age} ms`)
})
