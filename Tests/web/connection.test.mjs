import assert from "node:assert/strict"
import { test } from "node:test"
import { Lifeline } from "./client.mjs"
import { World, listen, update } from "./world.mjs"

const states = (heard) => heard.map(({ state }) => state)

/** Loses the connection, and says how long the line waits before the next attempt. */
function nextWait(world, line, code, reason) {
  const heard = listen(line, "state")
  world.socket.lose(code, reason)
  return heard.at(-1).delay
}

test("a new line connects by itself, after those who made it had time to listen", async () => {
  const world = new World()
  const line = new Lifeline("ws://127.0.0.1:8145/ws", { world, WebSocket: world.WebSocket })
  const heard = listen(line, "state")
  assert.equal(line.state, "idle")
  await null
  world.socket.accept()
  world.welcome()
  assert.deepEqual(states(heard), ["connecting", "open"])
})

test("it offers both subprotocols, first the one it wants", () => {
  const json = new World()
  json.line()
  assert.deepEqual(json.socket.protocols, ["lifeline.v1.json", "lifeline.v1.energy"])
  const energy = new World()
  energy.line({ codec: "energy" })
  assert.deepEqual(energy.socket.protocols, ["lifeline.v1.energy", "lifeline.v1.json"])
})

test("hello says who we are, what we want, and nothing that is not known", () => {
  const world = new World()
  world.line({ token: "abc", channels: ["energy"], codec: "mixed", window: 4, maxRate: { energy: 30 } })
  world.socket.accept()
  assert.deepEqual(world.socket.last("hello").payload, {
    client: "lifeline.js/0.1", auth: "abc", channels: [{ name: "energy", maxRate: 30 }], codec: "mixed", window: 4,
    caps: ["delta"],
  })
})

test("a path is an address of the page's own server; without a page it is said what is missing", () => {
  const world = new World()
  assert.throws(() => new Lifeline(undefined, { WebSocket: world.WebSocket }), /say where to/)
  globalThis.location = { origin: "https://example.test" }
  const line = (url) => new Lifeline(url, { WebSocket: world.WebSocket, connect: false })
  assert.equal(line().url, "wss://example.test/ws")
  assert.equal(line("/other").url, "wss://example.test/other")
  delete globalThis.location
})

test("without a WebSocket it says what to pass; a token that cannot be one is refused at once", () => {
  const native = globalThis.WebSocket
  globalThis.WebSocket = undefined
  assert.throws(() => new Lifeline("ws://a/ws"), /options\.WebSocket/)
  globalThis.WebSocket = native
  const { WebSocket } = new World()
  assert.throws(() => new Lifeline("ws://a/ws", { WebSocket, token: "two words" }), /auth/)
})

test("waits grow: 100, 250, 500 ms, 1, 2, 4, 8, 16 s at most, and stay there", () => {
  const world = new World()
  const line = world.line()
  const waits = []
  for (let attempt = 0; attempt < 10; attempt += 1) {
    waits.push(nextWait(world, line))
    world.pass(waits.at(-1))
  }
  assert.deepEqual(waits, [100, 250, 500, 1000, 2000, 4000, 8000, 16_000, 16_000, 16_000])
})

test("each wait is drawn between nothing and its bound", () => {
  const world = new World()
  const line = world.line()
  world.luck = 0.25
  assert.equal(nextWait(world, line), 25)
})

test("after five seconds open the next wait is short again, and not before", () => {
  const world = new World()
  const line = world.line()
  for (const wait of [100, 250]) {
    world.socket.lose()
    world.pass(wait)
  }
  world.socket.accept()
  world.welcome({ heartbeat: 60_000, timeout: 90_000 })
  world.pass(4999)
  assert.equal(nextWait(world, line), 500)
  world.pass(500)
  world.socket.accept()
  world.welcome({ heartbeat: 60_000, timeout: 90_000 })
  world.pass(5000)
  assert.equal(nextWait(world, line), 100)
})

test("a goodbye says how long to wait, and why; at most 100 ms are added to it", () => {
  const world = new World()
  const line = world.open()
  const heard = listen(line, "state")
  world.socket.say({ channel: "system", type: "goodbye", payload: { code: 4003, message: "new release", resume: true, retry: 700 } })
  assert.equal(world.socket.closedWith, 4003)
  const { state, delay, reason, code } = heard.at(-1)
  assert.deepEqual({ state, delay, reason, code }, { state: "retry", delay: 800, reason: "the server restarts (new release)", code: 4003 })
})

test("no welcome within five seconds, and it tries again", () => {
  const world = new World()
  const line = world.line()
  world.socket.accept()
  world.pass(4999)
  assert.equal(line.state, "connecting")
  world.pass(1)
  assert.equal(line.state, "retry")
  assert.equal(world.socket.closedWith, 4000)
})

test("a socket that only says error has failed, if it never stood; after that its close says more", () => {
  const world = new World()
  const line = world.line()
  world.socket.onerror()
  assert.equal(line.state, "retry")
  world.pass(100)
  world.socket.accept()
  world.welcome()
  assert.equal(world.socket.onerror, null)
})

test("an address that no socket takes is told in words, and tried again", () => {
  const world = new World()
  class Refusing {
    constructor() {
      throw new Error("not from a secure page")
    }
  }
  const line = world.line({ WebSocket: Refusing, retriesMax: 1 })
  const heard = listen(line, "state")
  assert.equal(line.state, "retry")
  world.pass(100)
  assert.match(heard.at(-1).reason, /not from a secure page/)
  assert.equal(line.state, "closed")
})

test("an earlier socket that comes late changes nothing", () => {
  const world = new World()
  const line = world.line()
  const late = world.socket
  world.pass(5000)
  world.pass(100)
  assert.equal(world.sockets.length, 2)
  late.accept()
  late.lose(4504)
  assert.equal(late.sent.length, 0)
  assert.equal(line.state, "connecting")
})

test("the network is back, or the page is looked at: it waits no longer", () => {
  for (const event of ["online", "shown"]) {
    const world = new World()
    const line = world.line()
    world.socket.lose()
    assert.equal(line.state, "retry")
    world[event](true)
    assert.equal(line.state, "connecting")
    world[event](true)
    assert.equal(world.sockets.length, 2, "an attempt under way is not doubled")
  }
})

test("codes from 4500 to 4999 and 1000 end with closed and a sentence", () => {
  const sentences = { 4502: /token/, 4503: /may not/, 4504: /elsewhere/, 4501: /version/, 4999: /lost/, 1000: /closed/ }
  for (const [code, sentence] of Object.entries(sentences)) {
    const world = new World()
    const line = world.open()
    const heard = listen(line, "state")
    world.socket.lose(Number(code))
    assert.equal(line.state, "closed")
    assert.match(heard.at(-1).reason, sentence)
    world.pass(60_000)
    assert.equal(world.sockets.length, 1)
    assert.equal(world.isWatched, false)
  }
})

test("every other code comes back: a server that is killed, goes away, or found our hello late", () => {
  for (const code of [1001, 1006, 1011, 4000, 4004, 4499, 4506]) {
    const world = new World()
    const line = world.open()
    world.socket.lose(code)
    assert.equal(line.state, "retry", code)
  }
})

test("superseded by a hello of our own that was given up, it comes back; by another, it does not", () => {
  const world = new World()
  const line = world.line()
  world.socket.accept()
  world.pass(5100)
  world.socket.accept()
  world.welcome()
  world.socket.lose(4504)
  assert.equal(line.state, "retry")
  world.pass(250)
  world.socket.accept()
  world.welcome()
  world.socket.lose(4504)
  assert.equal(line.state, "closed")
})

test("after as many attempts as were allowed it gives up", () => {
  const world = new World()
  const line = world.line({ retriesMax: 2 })
  const heard = listen(line, "state")
  for (const wait of [100, 250, 0]) {
    world.socket.lose()
    world.pass(wait)
  }
  assert.equal(line.state, "closed")
  assert.match(heard.at(-1).reason, /gave up: the server cannot be reached/)
})

test("close says goodbye, and is for good; reconnect is for who changed their mind", () => {
  const world = new World()
  const line = world.open()
  line.close()
  assert.equal(world.socket.last("goodbye").payload.code, 1000)
  assert.equal(world.socket.closedWith, 1000)
  world.pass(60_000)
  assert.equal(line.state, "closed")
  line.reconnect()
  world.socket.accept()
  world.welcome()
  assert.equal(line.state, "open")
})

test("reconnect drops what there is and dials at once", () => {
  const world = new World()
  const line = world.open()
  const first = world.socket
  line.reconnect()
  assert.equal(first.closedWith, 4000)
  assert.equal(line.state, "connecting")
  assert.equal(world.sockets.length, 2)
})

test("a beat each interval; an answer to each, with our answer saying whether the page is hidden", () => {
  const world = new World()
  world.open()
  for (let second = 0; second < 5; second += 1) {
    world.pass(1000)
    world.socket.say({ channel: "system", type: "heartbeat", id: second + 1, ts: 5, payload: {} })
  }
  assert.equal(world.socket.all("heartbeat").filter(({ id }) => id).length, 5)
  assert.deepEqual(world.socket.last("heartbeat").payload, { echo: 5 })
  assert.equal(world.socket.last("heartbeat").re, 5)
  world.shown(false)
  world.socket.say({ channel: "system", type: "heartbeat", id: 9, ts: 6, payload: {} })
  assert.deepEqual(world.socket.last("heartbeat").payload, { echo: 6, hidden: true })
})

test("three seconds without a byte, and the line is dropped", () => {
  const world = new World()
  const line = world.open()
  world.pass(2999)
  assert.equal(line.state, "open")
  world.pass(1)
  assert.equal(line.state, "retry")
})

test("any byte is life, be it no record", () => {
  const world = new World()
  const line = world.open()
  world.pass(2500)
  world.socket.hear("garbage")
  world.pass(2500)
  assert.equal(line.state, "open")
})

test("a timer that comes a minute late does not kill a healthy connection; it asks once more", () => {
  const world = new World()
  const line = world.open()
  world.sleep(60_000)
  world.pass(0)
  assert.equal(line.state, "open")
  assert.ok(world.socket.last("heartbeat").id)
  world.pass(1000)
  world.socket.say({ channel: "system", type: "heartbeat", re: 1, ts: 1, payload: {} })
  world.sleep(60_000)
  world.pass(0)
  assert.equal(line.state, "open", "it was heard meanwhile, so it may oversleep again")
  world.pass(3000)
  assert.equal(line.state, "retry", "and dead is dead")
})

test("where timers are slow, what comes in keeps beats going", () => {
  const world = new World()
  world.open()
  world.sleep(1500)
  world.socket.say(update(1))
  assert.equal(world.socket.all("heartbeat").length, 1)
})

test("round trip and clock offset come from the answers, the offset from the quickest", () => {
  const world = new World()
  const line = world.open()
  const answer = (trip, ahead) => {
    const asked = world.wall()
    world.sleep(trip)
    world.socket.say({ channel: "system", type: "heartbeat", re: 1, ts: world.wall() - trip / 2 + ahead, payload: { echo: asked } })
  }
  assert.equal(line.age({ ts: 0 }), undefined)
  answer(8, 100)
  assert.equal(line.rtt, 8)
  assert.equal(line.offset, 100)
  answer(16, 500)
  assert.equal(line.rtt, 9)
  assert.equal(line.offset, 100)
  assert.equal(line.age({ ts: world.wall() + 100 - 7 }), 7)
})

test("the quickest answer ages: a clock that drifted is followed after a while", () => {
  const world = new World()
  const line = world.open()
  const answer = (trip, ahead) => {
    const asked = world.wall()
    world.sleep(trip)
    world.socket.say({ channel: "system", type: "heartbeat", re: 1, ts: world.wall() - trip / 2 + ahead, payload: { echo: asked } })
  }
  answer(8, 100)
  for (let beat = 0; beat < 60; beat += 1) answer(16, 300)
  assert.equal(line.offset, 300)
})
