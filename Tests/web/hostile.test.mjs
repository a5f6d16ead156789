import assert from "node:assert/strict"
import { test } from "node:test"
import { Lifeline, encode } from "./client.mjs"
import { World, clash, grants, listen, snapshot, token, update, vocabulary } from "./world.mjs"

const goodbye = (code, more) => ({
  channel: "system", type: "goodbye", payload: { code, message: "", resume: true, ...more },
})

/** What `encode` would not write: the message as it stands. */
const forge = (message) => JSON.stringify({ ts: 1, payload: {}, ...message })

/** Whatever came, another connection works as the first one did. */
function assertAlive(world, line) {
  world.socket.lose()
  world.online()
  world.socket.accept()
  assert.equal(world.socket.all("hello").length, 1)
  world.welcome()
  assert.equal(line.state, "open")
  const heard = listen(line, "energy_update")
  world.socket.say(snapshot("energy", 1, [update(1)]))
  assert.equal(heard.length, 1)
}

test("a goodbye with a code that no socket may be closed with is a goodbye all the same", () => {
  for (const [code, closedWith] of [[0, 1000], [1005, 1000], [2999, 1000], [3000, 3000], [4999, 4999], [5000, 1000], [65_535, 1000]]) {
    const world = new World()
    const line = world.open()
    world.socket.say(goodbye(code))
    assert.equal(world.socket.closedWith, closedWith, code)
    assert.equal(line.state, code === 4999 ? "closed" : "retry")
    if (line.state === "retry") assertAlive(world, line)
  }
})

test("what throws where something is done for the session is told, and stops nothing", (context) => {
  const thrown = []
  context.mock.method(globalThis, "queueMicrotask", (fn) => thrown.push(fn))
  const world = new World()
  const line = world.open()
  world.socket.send = () => { throw new Error("no longer") }
  world.pass(1000)
  assert.throws(thrown[0], /no longer/)
  world.pass(2000)
  assert.equal(line.state, "retry")
  assertAlive(world, line)
})

test("a delta is of a published state: what it may leave out, nothing else may", () => {
  const bad = [
    { channel: "system", type: "welcome", delta: true },
    { channel: "system", type: "goodbye", delta: true },
    { channel: "system", type: "lag", seq: 1, delta: true },
    { channel: "energy", type: "energy_update", delta: true, payload: { level: 0.5 } },
  ]
  const world = new World()
  const line = world.open()
  const heard = listen(line, "energy_update")
  for (const message of bad) world.socket.hear(forge(message))
  assert.deepEqual([line.counters.badMessages, line.state, heard.length], [bad.length, "open", 0])
  assertAlive(world, line)
})

test("a snapshot that says to be a delta is none: the channel asks for one, once", () => {
  const world = new World()
  const line = world.open()
  world.socket.say(snapshot("energy", 3, []))
  for (const seq of [4, 5]) {
    world.socket.hear(forge({ channel: "energy", type: "state_snapshot", seq, delta: true, payload: { part: 0, last: true } }))
  }
  assert.deepEqual(world.socket.all("resync").map(({ payload }) => payload.reason), ["delta"])
  assert.deepEqual(line.positions.energy, { epoch: 11, seq: 3 })
  assertAlive(world, line)
})

test("control is heard on system, and nothing else is", () => {
  const world = new World()
  const line = world.open()
  const heard = ["welcome", "lag", "energy_update"].map((event) => listen(line, event))
  const lag = { name: "energy", conflated: 1, joined: 1, dropped: 1 }
  world.socket.hear(forge({ channel: "energy", type: "lag", seq: 1, payload: lag }))
  world.socket.hear(forge({ ...update(1), channel: "system" }))
  world.socket.hear(forge(snapshot("energy", 3, [{ channel: "system", type: "lag", payload: lag }, update(3)])))
  assert.deepEqual(heard.map(({ length }) => length), [0, 0, 1])
  assert.equal(line.counters.badMessages, 3)
  assert.throws(() => line.publish("energy", "lag", lag), { reason: "invalidEnvelope" })
  assertAlive(world, line)
})

test("handles that a server gave twice are forgotten with its connection", () => {
  const world = new World()
  const line = world.open({ codec: "energy" }, { channels: [{ ...grants.energy, handle: 0 }, { ...grants.council, name: "system", handle: 9 }] })
  world.socket.lose()
  world.pass(100)
  world.socket.accept()
  assert.equal(world.socket.all("hello").length, 1)
  world.socket.say({ channel: "system", type: "welcome", payload: {
    session: "s2", resumed: false, server: "good/1", version: "1.0", heartbeat: 1000, timeout: 3000, window: 8,
    recordMax: 1 << 20, caps: [], channels: [grants.energy],
  } }, "energy")
  assert.equal(line.state, "open")
})

test("a goodbye can ask for a wait of five minutes, and for no longer one", () => {
  for (const [retry, delay] of [[299_999, 300_099], [300_000, 300_100], [300_001, 300_100], [0xffffffff, 300_100]]) {
    const world = new World()
    const heard = listen(world.open(), "state")
    world.socket.say(goodbye(4003, { retry }))
    assert.equal(heard.at(-1).delay, delay)
  }
})

test("a wait longer than a timer bears is waited for in steps", (context) => {
  const delays = []
  context.mock.method(globalThis, "setTimeout", (fn, delay) => delays.push({ fn, delay }))
  context.mock.method(globalThis, "clearTimeout", () => {})
  const world = new World()
  const { WebSocket, sockets } = world
  const line = new Lifeline("ws://127.0.0.1:1/ws", { WebSocket, connect: false })
  line.reconnect()
  sockets[0].accept()
  world.welcome({ heartbeat: 0xffffffff, timeout: 0xffffffff })
  assert.equal(line.state, "open")
  assert.equal(delays.at(-1).delay, 0x7fffffff)
  delays.at(-1).fn()
  assert.equal(line.state, "open", "it has rung too early")
  assert.equal(delays.at(-1).delay, 0x7fffffff)
  line.close()
})

test("an item of a snapshot that is not known or cannot be read is passed over and counted; the rest is applied", () => {
  const world = new World()
  const line = world.open()
  const [heard, errors, snapshots] = [listen(line, "energy_update"), listen(line, "error"), listen(line, "snapshot")]
  const { payload: { level, ...without }, ...envelope } = { ...update(6), ts: 1 }
  assert.equal(level, 0.5)
  const items = [
    { channel: "energy", type: "from_the_future", ts: 1, payload: {} },
    { ...update(5), ts: 1, channel: "elsewhere" },
    { ...envelope, payload: without },
    { ...envelope, delta: true, payload: without },
    null,
    { ...update(7), ts: 1 },
  ]
  world.socket.hear(forge({ ...snapshot("energy", 7, []), payload: { epoch: 11, part: 0, last: true, items } }))
  assert.deepEqual(heard.map(({ seq }) => seq), [7])
  assert.equal(snapshots[0].items.length, 1)
  const { unknownTypes, unknownChannels, badMessages, badRecords, reasons } = line.counters
  assert.deepEqual({ unknownTypes, unknownChannels, badMessages, badRecords }, { unknownTypes: 1, unknownChannels: 1, badMessages: 3, badRecords: 0 })
  assert.deepEqual(reasons, { unknownKind: 1, unknownChannel: 1, missingField: 1, invalidEnvelope: 1, wrongType: 1 })
  assert.equal(errors.length, 5)
  world.socket.say(update(8))
  assert.deepEqual(line.positions.energy, { epoch: 11, seq: 8 })
})

test("the same of an item in an energy frame", () => {
  const world = new World()
  const line = world.open()
  const heard = listen(line, "interference_event")
  const record = encode({ ts: 1, ...snapshot("council", 9, [clash(8), clash(9)]) }, "energy", vocabulary)
  // Behind the snapshot's header and its fixed fields is the first item's frame; behind its header and `event`, `kind`.
  record[48 + 16 + 48 + 4] = 77
  world.socket.hear(record.slice().buffer)
  assert.deepEqual(heard.map(({ seq }) => seq), [9])
  assert.deepEqual(line.counters.reasons, { unknownAlternative: 1 })
  assert.equal(line.channels.find(({ name }) => name === "council").waiting, false)
})

test("a snapshot within a snapshot is no record, however deep", () => {
  const world = new World()
  const line = world.open()
  let inner = { ts: 1, ...snapshot("energy", 1, []) }
  for (let depth = 0; depth < 3; depth += 1) inner = { ...inner, payload: { ...inner.payload, items: [inner] } }
  world.socket.hear(forge(inner))
  assert.deepEqual(line.counters.reasons, { nestedBatch: 1 })
  assert.equal(line.state, "open")
})

test("text that is not text, in a record that is one, costs one record", () => {
  const world = new World()
  const line = world.open()
  world.socket.say(snapshot("experience", 0, []))
  const record = encode({ ts: 1, ...token(1, "ab") }, "energy")
  const at = record.lastIndexOf("a".charCodeAt(0))
  record[at] = 0xff
  world.socket.hear(record.slice().buffer)
  assert.deepEqual(line.counters.reasons, { invalidUTF8: 1 })
  assertAlive(world, line)
})
