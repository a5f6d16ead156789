import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { test } from "node:test"
import { decode, encode } from "./client.mjs"

const folder = new URL("../../schemas/vectors/", import.meta.url)
const read = (name) => JSON.parse(readFileSync(new URL(name, folder), "utf8"))
const unhex = (text) => Uint8Array.from(Buffer.from(text, "hex"))
const hex = (bytes) => Buffer.from(bytes).toString("hex")

/** The one thing that JavaScript cannot say: objects put keys that look like numbers first, in their order. */
const beyondJavaScript = new Set(["document's keys"])

/** JSON.parse names no reason; and a key that is missing is one in an envelope, too. */
const sayings = { missingField: ["invalidEnvelope"], outOfRange: ["invalidEnvelope"], invalidOffset: ["nestedBatch"] }
// Bytes that do not begin as a frame are read as text.
sayings.invalidUTF8 = ["invalidMagic"]
sayings.unexpectedByte = sayings.truncated = sayings.invalidMagic =
  ["unexpectedByte", "truncated", "invalidNumber", "invalidString", "trailingBytes", "wrongType"]

/** A table of schemas/layouts.json in the words of the client. */
const fieldsOf = (fields) => fields.map((field) => `${field.key}${field.optional ? "?" : ""}:${shapeOf(field)}`).join(" ")

function shapeOf(field) {
  switch (field.kind) {
    case "list": return `[${shapeOf(field.of)}]`
    case "part": return `{${fieldsOf(field.fields)}}`
    case "packed": return `<${field.keys.join(" ")}>`
    case "enum8": return `(${field.names.join("|")})`
    default: return field.kind + (field.bytesMax ?? "")
  }
}

const { layout } = read("every_shape.json")
const types = { every_shape: { code: layout.code, fields: fieldsOf(layout.fields) } }
const invert = (channels) => Object.fromEntries(Object.entries(channels).map(([handle, name]) => [name, Number(handle)]))

/** Vectors with an item that is passed over. */
const withoutAnItem = /^item |in a snapshot$/

/** The record, as an application that got it would write it again. */
function again(record, codec, vocabulary, name) {
  const { messages, isBatch, faults } = decode(record, vocabulary)
  assert.equal(faults.length, withoutAnItem.test(name) ? 1 : 0, name)
  return encode(isBatch ? messages : messages[0], codec, vocabulary)
}

for (const name of readdirSync(folder).filter((name) => !name.startsWith("invalid"))) {
  const { channels, vectors } = read(name)
  const vocabulary = { types, channels: invert(channels) }
  test(`${name}: what either codec says, both write as the vectors have it`, () => {
    for (const vector of vectors.filter(({ name }) => !beyondJavaScript.has(name))) {
      const variant = vector.codec === "energy" ? unhex(vector.variant) : vector.variant
      for (const record of variant ? [variant] : [vector.json, unhex(vector.energy)]) {
        assert.equal(again(record, "json", vocabulary, vector.name), vector.json, vector.name)
        assert.equal(hex(again(record, "energy", vocabulary, vector.name)), vector.energy, vector.name)
      }
    }
  })
}

for (const name of ["invalid-json.json", "invalid-energy.json"]) {
  const { channels, vectors } = read(name)
  const vocabulary = { types, channels: invert(channels) }
  test(`${name}: what Swift refuses is refused, and for its reason`, () => {
    for (const vector of vectors) {
      const reason = refusal(vector.hex === undefined ? vector.text : unhex(vector.hex), vocabulary)
      assert.ok(reason, `${vector.name} was taken`)
      if (reason !== vector.reason) assert.ok(sayings[reason]?.includes(vector.reason), `${vector.name}: ${reason}`)
    }
  })
}

function refusal(record, vocabulary) {
  try {
    return decode(record, vocabulary).faults[0]?.reason
  } catch (error) {
    return error.reason
  }
}

test("what JavaScript cannot keep is the order of keys alone", () => {
  const vector = read("request.json").vectors.find(({ name }) => beyondJavaScript.has(name))
  const [{ payload }] = decode(unhex(vector.energy)).messages
  assert.deepEqual(payload, JSON.parse(vector.json).payload)
})

test("a list of floats in an energy frame is not copied", () => {
  const cells = new Float32Array([1, -2.5, 0.1])
  const record = encode({ channel: "energy", type: "energy_field", payload: { model: 0, width: 3, height: 1, min: -3, max: 1, cells } }, "energy")
  const bytes = record.slice()
  const list = decode(bytes.buffer).messages[0].payload.cells
  assert.deepEqual(list, cells)
  assert.equal(list.buffer, bytes.buffer)
})

test("a list of floats that is not aligned in memory is copied, and the same", () => {
  const cells = new Float32Array([1, -2.5, 0.1])
  const record = encode({ channel: "energy", type: "energy_field", payload: { model: 0, width: 3, height: 1, min: -3, max: 1, cells } }, "energy")
  const shifted = new Uint8Array(record.length + 1)
  shifted.set(record, 1)
  assert.deepEqual(decode(shifted.subarray(1)).messages[0].payload.cells, cells)
})

test("a bad message in a good batch leaves the others", () => {
  const ack = { channel: "system", type: "ack", ts: 1, payload: { received: 1 } }
  const record = JSON.stringify([ack, { ...ack, payload: {} }, ack])
  const { messages, faults } = decode(record)
  assert.equal(messages.length, 2)
  assert.equal(faults[0].reason, "missingField")
  assert.match(faults[0].message, /ack\.received/)
})

test("a record larger than the limit is refused before it is looked at", () => {
  assert.throws(() => decode("x".repeat(101), undefined, 100), { reason: "recordTooLarge", code: 104 })
})

test("what breaks a rule cannot be sent", () => {
  const request = (params) => ({ channel: "system", type: "request", payload: { method: "m", params } })
  assert.throws(() => encode(request({ half: "\ud800" }), "energy"), { reason: "loneSurrogate" })
  assert.throws(() => encode({ channel: "system", type: "ack", payload: { received: -1 } }, "json"), { reason: "outOfRange" })
  let deep = []
  for (let depth = 0; depth < 16; depth += 1) deep = [deep]
  assert.throws(() => encode(request(deep), "energy"), { reason: "tooDeep" })
})

test("keys with the names of Object.prototype are keys like others", () => {
  const ack = { channel: "system", type: "ack", ts: 1, payload: {} }
  assert.equal(refusal(JSON.stringify({ ...ack, type: "constructor" })), "unknownKind")
  assert.equal(refusal(JSON.stringify({ ...ack, channel: "constructor" })), "unknownChannel")
  assert.equal(refusal('{"channel":"system","type":"ack","ts":1,"payload":{"__proto__":{"received":1}}}'), "missingField")
})
