import assert from "node:assert/strict"
import { test } from "node:test"
import { World, listen, snapshot, update } from "./world.mjs"

const reply = (re, payload) => ({ channel: "system", type: "reply", re, payload })

function again(world, welcome) {
  world.socket.lose()
  world.pass(100)
  world.socket.accept()
  world.welcome(welcome)
}

test("a request resolves with its result, and rejects with the words of its error", async () => {
  const world = new World()
  const line = world.open()
  const [good, bad] = [line.request("prompt", { text: "hi" }), line.request("nothing")]
  const [first, second] = world.socket.all("request")
  assert.deepEqual(first.payload.params, { text: "hi" })
  world.socket.say(reply(second.id, { error: { code: 103, name: "unknown_method", message: "no method nothing", retry: 5 } }))
  world.socket.say(reply(first.id, { result: { stream: 1 } }))
  assert.deepEqual(await good, { stream: 1 })
  await assert.rejects(bad, { name: "LifelineError", code: 103, fault: "unknown_method", message: "no method nothing", retry: 5 })
})

test("asked before the line is open, it is sent once it is", async () => {
  const world = new World()
  const line = world.line()
  const answer = line.request("prompt")
  world.socket.accept()
  world.welcome()
  world.socket.say(reply(world.socket.last("request").id, { result: 7 }))
  assert.equal(await answer, 7)
})

test("with its key it is sent again after a cut, the same to the letter, and answered once", async () => {
  const world = new World()
  const line = world.open()
  const answer = line.request("prompt", { text: "hi" })
  const before = world.socket.last("request")
  assert.match(before.payload.key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  again(world, { resumed: true })
  const { id, payload } = world.socket.last("request")
  assert.deepEqual([id, payload], [before.id, before.payload])
  world.socket.say(reply(id, { result: 1 }))
  world.socket.say(reply(id, { result: 2 }))
  assert.equal(await answer, 1)
})

test("without a key it fails with the connection: nobody knows whether it happened", async () => {
  const world = new World()
  const line = world.open()
  const answer = line.request("prompt", {}, { key: false })
  world.socket.lose()
  await assert.rejects(answer, { code: 501, fault: "unavailable" })
  world.pass(100)
  world.socket.accept()
  world.welcome({ resumed: true })
  assert.equal(world.socket.last("request"), undefined)
})

test("a server that forgot the session forgot what it answered: what went out fails, the rest is sent", async () => {
  const world = new World()
  const line = world.open()
  const went = line.request("first")
  world.socket.lose()
  const waits = line.request("second")
  world.pass(100)
  world.socket.accept()
  world.welcome({ resumed: false })
  await assert.rejects(went, /forgotten/)
  assert.deepEqual(world.socket.all("request").map(({ payload }) => payload.method), ["second"])
  world.socket.say(reply(world.socket.last("request").id, { result: 2 }))
  assert.equal(await waits, 2)
})

test("an answer that does not come in time is given up, across cuts", async () => {
  const world = new World()
  const line = world.open()
  const answer = line.request("prompt", {}, { timeout: 500 })
  again(world, { resumed: true })
  world.pass(400)
  await assert.rejects(answer, { code: 502, message: /prompt: no answer in time/ })
})

test("a closed line refuses at once, and closing fails what is open", async () => {
  const world = new World()
  const line = world.open()
  const open = line.request("prompt")
  line.close()
  await assert.rejects(open, /closed by this page/)
  await assert.rejects(line.request("prompt"), /closed/)
})

test("the 65th open request is refused", async () => {
  const world = new World()
  const line = world.open()
  for (let i = 0; i < 64; i += 1) line.request("prompt")
  await assert.rejects(line.request("prompt"), { code: 401, fault: "limit_exceeded" })
  assert.equal(world.socket.all("request").length, 64)
})

test("what cannot be sent is refused where it is asked for", async () => {
  const line = new World().open()
  await assert.rejects(line.request("two words"), { reason: "invalidWords" })
  assert.throws(() => line.subscribe("No"), { reason: "invalidWords" })
  assert.throws(() => line.publish("energy", "energy_update", {}), { reason: "missingField" })
})

test("a publisher sends messages without seq, and knows when nobody is there", () => {
  const world = new World()
  const line = world.line()
  const { payload } = update(1)
  assert.equal(line.publish("energy", "energy_update", payload), false)
  world.socket.accept()
  world.welcome()
  assert.equal(line.publish("energy", "energy_update", payload, { frame: 9 }), true)
  const { seq, frame } = world.socket.last("energy_update")
  assert.deepEqual([seq, frame], [undefined, 9])
})

test("the codec changes while it runs; both are understood before, between and after", async () => {
  const world = new World()
  const line = world.open()
  world.socket.say(snapshot("energy", 0, []))
  const [heard, told] = [listen(line, "energy_update"), listen(line, "codec")]
  const changed = line.setCodec("energy")
  assert.equal(world.socket.last("set_codec").payload.codec, "energy")
  world.socket.say(update(1))
  world.socket.say({ channel: "system", type: "codec_set", payload: { codec: "energy" } })
  world.socket.say(update(2), "energy")
  await changed
  assert.deepEqual(heard.map(({ codec }) => codec), ["json", "energy"])
  assert.deepEqual(told, [{ codec: "energy" }])
  const { json, energy } = line.counters.codecs
  assert.deepEqual([energy.records, energy.messages, energy.bytes], [1, 1, 88])
  assert.ok(json.bytes > 88)
})

test("each answer settles one change of codec, in the order in which they were asked for", async () => {
  const world = new World()
  const line = world.open()
  const settled = []
  for (const codec of ["energy", "mixed"]) line.setCodec(codec).then(() => settled.push(codec))
  const answer = (codec) => world.socket.say({ channel: "system", type: "codec_set", payload: { codec } })
  answer("energy")
  await null
  assert.deepEqual(settled, ["energy"])
  answer("mixed")
  await null
  assert.deepEqual(settled, ["energy", "mixed"])
})

test("a codec that was asked for is in the next hello, and that settles it", async () => {
  const world = new World()
  const line = world.open()
  const changed = line.setCodec("mixed")
  again(world)
  assert.equal(world.socket.last("hello").payload.codec, "mixed")
  await changed
  line.close()
  const never = line.setCodec("json")
  line.reconnect()
  world.socket.accept()
  world.welcome()
  await never
})

test("garbage is counted by its reason and told in words; what came before stays", () => {
  const world = new World()
  const line = world.open()
  world.socket.say(snapshot("energy", 3, [update(3)]))
  const errors = listen(line, "error")
  world.socket.hear("garbage")
  world.socket.hear(new Uint8Array([1, 2, 3]).buffer)
  world.socket.hear("x".repeat((1 << 20) + 1))
  assert.deepEqual(errors.map(({ code, name }) => [code, name]), [[100, "unexpectedByte"], [100, "unexpectedByte"], [104, "recordTooLarge"]])
  assert.match(errors[2].message, /1048577 bytes, the limit is 1048576/)
  assert.equal(line.counters.badRecords, 3)
  assert.equal(line.counters.reasons.recordTooLarge, 1)
  assert.equal(line.positions.energy.seq, 3)
  assert.equal(line.state, "open")
})

for (const [window, bearable] of [[0, 3], [1, 0], [2, 0], [4, 1], [5, 2], [8, 3], [64, 3]]) {
  test(`${bearable} records that cannot be read are borne with a window of ${window}, and one more is another connection`, () => {
    const world = new World()
    const line = world.open({}, { window })
    for (let i = 0; i < bearable; i += 1) world.socket.hear("garbage")
    assert.equal(line.state, "open")
    // Whatever fits into the window: half of it is applied, and acknowledged.
    for (let seq = 1; seq <= window - bearable; seq += 1) world.socket.say(update(seq))
    assert.equal(world.socket.all("ack").length > 0, window > 0)
    world.socket.hear("garbage")
    assert.equal(line.state, "retry")
    assert.equal(world.socket.closedWith, 4002)
  })
}

test("types, channels and fields of a newer server are counted, told, acknowledged and passed over", () => {
  const world = new World()
  const line = world.open({}, { window: 6 })
  const errors = listen(line, "error")
  const future = { channel: "energy", type: "from_the_future", seq: 1, ts: 1, payload: {} }
  world.socket.hear(JSON.stringify(future))
  world.socket.hear(JSON.stringify({ ...update(1), ts: 1, channel: "elsewhere" }))
  world.socket.hear(JSON.stringify({ ...update(1), ts: 1, colour: "blue" }))
  const { unknownTypes, unknownChannels, unknownFields } = line.counters
  assert.deepEqual({ unknownTypes, unknownChannels, unknownFields }, { unknownTypes: 1, unknownChannels: 1, unknownFields: 1 })
  assert.match(errors[0].message, /unknown kind: from_the_future/)
  assert.equal(world.socket.last("ack").payload.received, 3)
})

test("an error of the server is told with its words, and a wrong token ends in closed with what to do", () => {
  const world = new World()
  const line = world.line({ token: "wrong" })
  const [errors, states] = [listen(line, "error"), listen(line, "state")]
  world.socket.accept()
  world.socket.say({ channel: "system", type: "error_event", payload: { code: 200, name: "unauthorized", message: "wrong token", fatal: true } })
  world.socket.lose(4502)
  assert.deepEqual(errors, [{ code: 200, name: "unauthorized", message: "wrong token", fatal: true, source: "server" }])
  assert.match(states.at(-1).reason, /does not know our token: open the address/)
})

test("a snapshot without end closes the line", () => {
  const world = new World()
  const line = world.open()
  const items = Array.from({ length: 2000 }, () => update(1))
  for (let part = 0; part < 33; part += 1) world.socket.say(snapshot("energy", 1, items, { part, last: false }))
  assert.equal(line.state, "closed")
})
