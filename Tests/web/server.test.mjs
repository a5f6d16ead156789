import { spawn } from "node:child_process"
import { after, before, test } from "node:test"
import * as client from "./client.mjs"
import { Relay } from "./relay.mjs"
import { Place, scenarios } from "./scenarios.mjs"

const program = process.env.LIFELINE
const skip = program ? false : "no program: scripts/check-web says where it looks"
const token = "0123456789abcdef-for-tests"
const timeout = 60_000

/** The real one, which knows itself by the name of the relay before it. */
class Server {
  async start(port = 0) {
    const flags = ["--port", String(port), "--bind", "127.0.0.1", "--unix", "none", "--source", "demo", "--token", token]
    flags.push("--host", `127.0.0.1:${relay.port}`)
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
    relay.serve(this.port)
  }

  end(signal) {
    this.process.kill(signal)
    return this.ended
  }

  async restart() {
    await this.end("SIGKILL")
    await this.start(this.port)
  }
}

const server = new Server()
const relay = new Relay()

function ask(order) {
  const [name, ...details] = order.split(" ")
  return name === "restart" ? server.restart() : relay[name](...details)
}

before(async () => {
  if (!program) return
  await relay.open()
  await server.start()
})
after(async () => {
  if (!program) return
  relay.close()
  await server.end("SIGTERM")
})

for (const sentence in scenarios) {
  test(sentence, { skip, timeout }, () =>
    new Place(client, { url: `ws://127.0.0.1:${relay.port}/ws`, token, ask }).run(sentence))
}
