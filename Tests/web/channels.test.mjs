import assert from "node:assert/strict"
import { test } from "node:test"
import { World, clash, grants, listen, snapshot, token, update, vocabulary } from "./world.mjs"

/** An open line whose channels have their snapshots. */
function ready(options, welcome) {
  const world = new World()
  const line = world.open(options, welcome)
  for (const name of Object.keys(grants)) world.socket.say(snapshot(name, 0, []))
  return { world, line }
}

const recovered = (seqs) => ({
  resumed: true,
  channels: Object.entries(grants).map(([name, grant]) => ({ ...grant, seq: seqs[name] ?? 0, recovered: true })),
})

function resume(world, welcome) {
  world.socket.lose()
  world.pass(100)
  world.socket.accept()
  world.welcome(welcome)
}

test("a message reaches those who listen to its type, with all that is known of it", () => {
  const { world, line } = ready()
  const heard = listen(line, "token_stream")
  world.socket.say({ ...token(1, "Hé"), ts: 5, frame: 7 }, "energy")
  const { payload, bytes, ...rest } = heard[0]
  assert.deepEqual(rest, { channel: "experience", type: "token_stream", seq: 1, ts: 5, frame: 7, codec: "energy" })
  assert.equal(payload.text, "Hé")
  assert.equal(bytes, 96)
})

test("who stops listening hears no more; a listener that throws keeps nobody else from hearing", (context) => {
  const { world, line } = ready()
  const thrown = []
  context.mock.method(globalThis, "queueMicrotask", (fn) => thrown.push(fn))
  const stop = line.on("energy_update", () => { throw new Error("mine") })
  const heard = listen(line, "energy_update")
  world.socket.say(update(1))
  stop()
  world.socket.say(update(2))
  assert.equal(heard.length, 2)
  assert.throws(thrown[0], /mine/)
  assert.equal(line.state, "open")
})

test("what belongs to one tick comes as one batch, after the listeners of each message", () => {
  const { world, line } = ready()
  const order = []
  for (const event of ["energy_update", "token_stream", "batch"]) line.on(event, () => order.push(event))
  const batches = listen(line, "batch")
  world.socket.say([update(1), token(1, "a")])
  assert.deepEqual(order, ["energy_update", "token_stream", "batch"])
  assert.deepEqual(batches[0].messages.map(({ type }) => type), ["energy_update", "token_stream"])
})

test("on a state channel a jump is conflation: counted, applied, nothing asked for", () => {
  const { world, line } = ready()
  world.socket.say(update(1))
  world.socket.say(update(5))
  assert.equal(line.counters.skipped, 3)
  assert.equal(line.counters.applied, 2)
  assert.equal(world.socket.last("resync"), undefined)
})

test("on a stream a joined message covers what it says, and a hole is a desync", () => {
  const { world, line } = ready()
  const desyncs = listen(line, "desync")
  world.socket.say(token(1, "a"))
  world.socket.say(token(4, "bcd", { from: 2 }))
  assert.deepEqual(desyncs, [])
  world.socket.say(token(6, "f"))
  assert.deepEqual(desyncs, [{ channel: "experience", reason: "gap", expected: 5, got: 6 }])
  assert.deepEqual(world.socket.last("resync").payload, { name: "experience", reason: "gap" })
})

test("on an event channel a jump is a desync: it asks once, and waits for the snapshot", () => {
  const { world, line } = ready()
  const heard = listen(line, "interference_event")
  for (const seq of [1, 3, 4]) world.socket.say(clash(seq))
  assert.deepEqual(heard.map(({ seq }) => seq), [1])
  assert.equal(world.socket.all("resync").length, 1)
  assert.equal(line.channels.find(({ name }) => name === "council").waiting, true)
  world.socket.say(snapshot("council", 4, [clash(4)]))
  world.socket.say(clash(5))
  assert.deepEqual(heard.map(({ seq, snapshot }) => [seq, snapshot]), [[1, undefined], [4, true], [5, undefined]])
  assert.equal(line.counters.waited, 1)
  assert.equal(line.counters.desyncs, 1)
})

test("what came before is a duplicate, and heard once", () => {
  const { world, line } = ready()
  const heard = listen(line, "energy_update")
  for (const seq of [1, 2, 2, 1]) world.socket.say(update(seq))
  assert.equal(heard.length, 2)
  assert.equal(line.counters.duplicates, 2)
})

test("without recovery nothing is heard of a channel before its snapshot", () => {
  const world = new World()
  const line = world.open()
  const heard = listen(line, "energy_update")
  world.socket.say(update(1))
  assert.equal(heard.length, 0)
  world.socket.say(snapshot("energy", 1, [update(1)]))
  assert.equal(heard.length, 1)
})

test("the parts of a snapshot are told together, once the last is there", () => {
  const { world, line } = ready()
  const heard = listen(line, "snapshot")
  world.socket.say(snapshot("council", 9, [clash(8)], { last: false }))
  assert.equal(heard.length, 0)
  world.socket.say(snapshot("council", 9, [clash(9)], { part: 1 }))
  const [{ channel, epoch, seq, items }] = heard
  assert.deepEqual({ channel, epoch, seq, items: items.map((item) => item.seq) }, { channel: "council", epoch: 13, seq: 9, items: [8, 9] })
})

test("a snapshot without its beginning, or older than what we have, is passed over", () => {
  const { world, line } = ready()
  const heard = listen(line, "snapshot")
  world.socket.say(snapshot("council", 9, [clash(9)], { part: 1 }))
  world.socket.say(update(7))
  world.socket.say(snapshot("energy", 6, [update(6)]))
  assert.deepEqual(heard, [])
  assert.equal(line.positions.energy.seq, 7)
})

test("another epoch begins with its snapshot, wherever its seq is", () => {
  const { world, line } = ready()
  world.socket.say(update(7))
  world.socket.say(snapshot("energy", 2, [update(2)], { epoch: 99 }))
  assert.deepEqual(line.positions.energy, { epoch: 99, seq: 2 })
  world.socket.say(update(3))
  assert.equal(line.positions.energy.seq, 3)
})

test("a delta comes with the whole payload, and says that it was one", () => {
  for (const codec of ["json", "energy"]) {
    const { world, line } = ready()
    const heard = listen(line, "energy_update")
    world.socket.say(update(1, { rate: 12 }), codec)
    world.socket.say({ channel: "energy", type: "energy_update", seq: 2, delta: true, payload: { level: 0 } }, codec)
    assert.equal(heard[1].delta, true)
    assert.equal(heard[1].payload.rate, 12)
    assert.equal(heard[1].payload.level, 0)
  }
})

test("a delta on what we do not hold is a desync", () => {
  const { world, line } = ready()
  const desyncs = listen(line, "desync")
  world.socket.say(update(1))
  world.socket.say({ channel: "energy", type: "energy_update", seq: 3, delta: true, payload: { level: 0 } })
  assert.equal(desyncs[0].reason, "delta")
  assert.equal(world.socket.last("resync").payload.reason, "delta")
})

test("after a cut it says where it left off, channel by channel, and goes on from there", () => {
  const { world, line } = ready()
  world.socket.say(update(5))
  world.socket.say(token(1, "a"))
  const heard = listen(line, "token_stream")
  resume(world, recovered({ energy: 8, experience: 3 }))
  const hello = world.socket.last("hello").payload
  assert.equal(hello.session, "s1")
  assert.deepEqual(hello.channels.map(({ name, since }) => [name, since.epoch, since.seq]), [
    ["energy", 11, 5], ["experience", 12, 1], ["council", 13, 0],
  ])
  world.socket.say({ ...token(2, "b"), replay: true })
  world.socket.say(token(3, "c"))
  assert.deepEqual(heard.map(({ payload, replay }) => [payload.text, replay]), [["b", true], ["c", undefined]])
  assert.equal(world.socket.last("resync"), undefined)
})

test("a channel that had no snapshot yet has no position to resume from", () => {
  const world = new World()
  const line = world.open()
  resume(world)
  assert.deepEqual(world.socket.last("hello").payload.channels.map(({ since }) => since), [undefined, undefined, undefined])
  assert.deepEqual(line.positions, {})
})

test("not recovered, a channel of another epoch takes the new one and waits for its snapshot", () => {
  const { world, line } = ready()
  world.socket.say(update(50))
  const heard = listen(line, "energy_update")
  resume(world, { channels: [{ ...grants.energy, epoch: 77, seq: 3 }] })
  world.socket.say(update(4))
  assert.equal(heard.length, 0)
  world.socket.say(snapshot("energy", 4, [update(4)], { epoch: 77 }))
  world.socket.say(update(5))
  assert.deepEqual(heard.map(({ seq }) => seq), [4, 5])
})

test("a reload goes on from session and positions of before", () => {
  const world = new World()
  world.line({ session: "s9", channels: ["energy"], positions: { energy: { epoch: 11, seq: 40 } } })
  world.socket.accept()
  const { session, channels } = world.socket.last("hello").payload
  assert.deepEqual([session, channels], ["s9", [{ name: "energy", since: { epoch: 11, seq: 40 } }]])
})

test("subscriptions outlive connections; so does what was given up", () => {
  const { world, line } = ready()
  line.subscribe("thread:1", { maxRate: 10 })
  line.unsubscribe("council")
  assert.deepEqual(world.socket.last("subscribe").payload, { name: "thread:1", maxRate: 10 })
  assert.deepEqual(world.socket.last("unsubscribe").payload, { name: "council" })
  resume(world)
  assert.deepEqual(world.socket.last("hello").payload.channels.map(({ name }) => name), ["energy", "experience", "thread:1"])
})

test("what is asked for before the first welcome comes on top of what the server grants", () => {
  const world = new World()
  const line = world.line()
  line.subscribe("thread:1", { maxRate: 5 })
  line.subscribe("thread:2")
  line.unsubscribe("thread:2")
  world.socket.accept()
  assert.equal(world.socket.last("hello").payload.channels, undefined)
  world.welcome()
  assert.deepEqual(world.socket.all("subscribe").map(({ payload }) => payload), [{ name: "thread:1", maxRate: 5 }])
})

test("what is asked for or given up between a hello and its welcome is so after the welcome", () => {
  const world = new World()
  const line = world.line({ channels: ["energy", "council"] })
  world.socket.accept()
  line.subscribe("thread:1", { maxRate: 5 })
  line.unsubscribe("council")
  world.welcome({ channels: [grants.energy, grants.council] })
  assert.deepEqual(world.socket.last("subscribe").payload, { name: "thread:1", maxRate: 5 })
  assert.deepEqual(world.socket.last("unsubscribe").payload, { name: "council" })
  assert.deepEqual(line.channels.map(({ name }) => name), ["energy"])
  world.socket.lose()
  line.subscribe("thread:2")
  world.pass(100)
  world.socket.accept()
  assert.deepEqual(world.socket.last("hello").payload.channels.map(({ name }) => name), ["energy", "thread:1", "thread:2"])
  world.welcome({ channels: [grants.energy] })
  assert.equal(world.socket.last("subscribe"), undefined, "the hello has said it")
})

test("a channel granted later is heard in both codecs, with types of the application", () => {
  const { world, line } = ready({ types: vocabulary.types })
  const granted = listen(line, "subscribed")
  const heard = listen(line, "shiny")
  line.subscribe("thread:1")
  world.socket.say({ channel: "system", type: "subscribed", payload: { ...grants.council, name: "thread:1", handle: 256 } })
  world.socket.say({ ...snapshot("council", 0, []), channel: "thread:1" })
  for (const [index, codec] of ["json", "energy"].entries()) {
    world.socket.say({ channel: "thread:1", type: "shiny", seq: index + 1, payload: { size: 3 } }, codec)
  }
  assert.equal(granted[0].name, "thread:1")
  assert.deepEqual(heard.map(({ payload }) => payload), [{ size: 3 }, { size: 3 }])
})

test("a refusal, and being sent away, are told", () => {
  const world = new World()
  const line = world.line()
  const heard = listen(line, "unsubscribed")
  world.socket.accept()
  world.welcome({ refused: [{ name: "secret", code: 202 }] })
  world.socket.say({ channel: "system", type: "unsubscribed", payload: { name: "energy", code: 301 } })
  assert.deepEqual(heard, [{ name: "secret", code: 202 }, { name: "energy", code: 301 }])
  world.socket.say(update(1))
  assert.equal(line.counters.unheard, 1)
})

// Three snapshots come before the first of these records.
for (const [window, received] of [[1, [4, 5, 6, 7, 8]], [2, [4, 5, 6, 7, 8]], [3, [4, 5, 6, 7, 8]], [8, [4, 8]], [9, [4, 8]]]) {
  test(`with a window of ${window}, each half of it that was applied is acknowledged`, () => {
    const { world } = ready({}, { window })
    world.socket.sent = []
    for (let seq = 1; seq <= 5; seq += 1) world.socket.say(update(seq))
    assert.deepEqual(world.socket.all("ack").map(({ payload }) => payload.received), received)
  })
}

test("less than half of the window is acknowledged by no clock", () => {
  const { world } = ready({}, { window: 8, heartbeat: 60_000, timeout: 180_000 })
  assert.equal(world.socket.last("ack"), undefined)
  world.pass(59_000)
  assert.deepEqual(world.socket.all("ack"), [])
  world.socket.say(update(1))
  assert.deepEqual(world.socket.all("ack").map(({ payload }) => payload.received), [4])
})

test("a batch is one record; control is none; without a window nothing is acknowledged", () => {
  const { world } = ready({}, { window: 4 })
  world.socket.sent = []
  world.socket.say([update(1), token(1, "a")])
  world.socket.say({ channel: "system", type: "heartbeat", id: 1, payload: {} })
  assert.deepEqual(world.socket.all("ack").map(({ payload }) => payload.received), [4])
  const { world: unlimited } = ready({}, { window: 0 })
  unlimited.pass(900)
  assert.equal(unlimited.socket.last("ack"), undefined)
})

test("another connection counts from nothing", () => {
  const { world } = ready({}, { window: 4 })
  resume(world, { ...recovered({}), window: 2 })
  world.socket.say(update(1))
  assert.deepEqual(world.socket.all("ack").map(({ payload }) => payload.received), [1])
})

test("lag notices add up", () => {
  const { world, line } = ready()
  const heard = listen(line, "lag")
  for (let i = 0; i < 2; i += 1) {
    world.socket.say({ channel: "system", type: "lag", payload: { name: "energy", conflated: 3, joined: 2, dropped: 1 } })
  }
  assert.equal(heard[0].conflated, 3)
  const { conflated, joined, dropped } = line.counters
  assert.deepEqual({ conflated, joined, dropped }, { conflated: 6, joined: 4, dropped: 2 })
})

test("control that is told: startup_complete, model_status", () => {
  const { world, line } = ready()
  const [startup, status] = [listen(line, "startup_complete"), listen(line, "model_status")]
  world.socket.say({ channel: "system", type: "startup_complete", payload: { model: "m", tier: "mid", version: "1", models: ["m"] } })
  world.socket.say({ channel: "system", type: "model_status", payload: { model: 0, status: "ready" } })
  assert.deepEqual([startup[0].models, status[0].status], [["m"], "ready"])
})

test("the inspector sees every message, its codec, its size, and what became of it", () => {
  const { world, line } = ready()
  const heard = listen(line, "message")
  world.socket.say(update(1), "energy")
  world.socket.say(update(1))
  world.socket.say({ channel: "system", type: "heartbeat", re: 1, payload: {} })
  assert.deepEqual(heard.map(({ codec, outcome }) => [codec, outcome]), [["energy", "applied"], ["json", "duplicate"], ["json", "control"]])
  assert.equal(heard[0].bytes, 88)
})

test("handles do not outlive a connection: another server may give them to another channel", () => {
  const { world, line } = ready({ types: vocabulary.types })
  line.subscribe("thread:1")
  world.socket.say({ channel: "system", type: "subscribed", payload: { ...grants.council, name: "thread:1", handle: 256 } })
  resume(world)
  world.socket.say({ channel: "thread:1", type: "shiny", seq: 1, payload: { size: 3 } }, "energy")
  assert.equal(line.counters.unknownChannels, 1)
})

test("recovered from a place we do not have: it asks for a snapshot instead", () => {
  const world = new World()
  world.open({}, recovered({ energy: 9 }))
  assert.deepEqual(world.socket.all("resync").map(({ payload }) => payload.reason), ["position", "position", "position"])
})

test("a place is given up with the grant that does not recover it, snapshot or not", () => {
  const { world, line } = ready()
  world.socket.say(update(5))
  resume(world)
  assert.deepEqual(line.positions, {})
  world.socket.lose()
  world.pass(250)
  world.socket.accept()
  assert.equal(world.socket.last("hello").payload.channels[0].since, undefined)
})

test("a second welcome on a connection is passed over", () => {
  const { world, line } = ready()
  world.welcome({ session: "another" })
  assert.equal(line.session, "s1")
  assert.equal(line.counters.connections, 1)
})
