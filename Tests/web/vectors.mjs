// What the golden vectors ask of a client, and what they cannot say of one in JavaScript. Nothing is imported here, so
// that a page and a worker run the same as Node does.

const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (byte) => parseInt(byte, 16))
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")

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

const invert = (channels) => Object.fromEntries(Object.entries(channels).map(([handle, name]) => [name, Number(handle)]))

/** Vectors with an item that is passed over. */
const withoutAnItem = /^item |in a snapshot$/

function holds(condition, otherwise) {
  if (!condition) throw new Error(otherwise)
}

function equal(actual, expected, name = "") {
  holds(Object.is(actual, expected), `${name}: ${actual} is not ${expected}`)
}

function thrown(step) {
  try {
    step()
  } catch (error) {
    return error
  }
}

/** Tells `test` each sentence and what proves it. `files` are those of schemas/vectors, by name. */
export function vectors({ decode, encode }, files, test) {
  const { layout } = files["every_shape.json"]
  const types = { every_shape: { code: layout.code, fields: fieldsOf(layout.fields) } }

  /** The record, as an application that got it would write it again. */
  function again(record, codec, vocabulary, name) {
    const { messages, isBatch, faults } = decode(record, vocabulary)
    equal(faults.length, withoutAnItem.test(name) ? 1 : 0, name)
    return encode(isBatch ? messages : messages[0], codec, vocabulary)
  }

  function refusal(record, vocabulary) {
    let faults
    const error = thrown(() => ({ faults } = decode(record, vocabulary)))
    return (error ?? faults[0])?.reason
  }

  for (const [name, { channels, vectors }] of Object.entries(files)) {
    const vocabulary = { types, channels: invert(channels) }
    if (name.startsWith("invalid")) {
      test(`${name}: what Swift refuses is refused, and for its reason`, () => {
        for (const vector of vectors) {
          const reason = refusal(vector.hex === undefined ? vector.text : unhex(vector.hex), vocabulary)
          holds(reason, `${vector.name} was taken`)
          holds(reason === vector.reason || sayings[reason]?.includes(vector.reason), `${vector.name}: ${reason}`)
        }
      })
    } else {
      test(`${name}: what either codec says, both write as the vectors have it`, () => {
        for (const vector of vectors.filter(({ name }) => !beyondJavaScript.has(name))) {
          const variant = vector.codec === "energy" ? unhex(vector.variant) : vector.variant
          for (const record of variant ? [variant] : [vector.json, unhex(vector.energy)]) {
            equal(again(record, "json", vocabulary, vector.name), vector.json, vector.name)
            equal(hex(again(record, "energy", vocabulary, vector.name)), vector.energy, vector.name)
          }
        }
      })
    }
  }

  test("what JavaScript cannot keep is the order of keys alone", () => {
    const vector = files["request.json"].vectors.find(({ name }) => beyondJavaScript.has(name))
    const [{ payload }] = decode(unhex(vector.energy)).messages
    equal(JSON.stringify(payload), JSON.stringify(JSON.parse(vector.json).payload))
  })

  const cells = new Float32Array([1, -2.5, 0.1])
  const field = { model: 0, width: 3, height: 1, min: -3, max: 1, cells }
  const record = encode({ channel: "energy", type: "energy_field", payload: field }, "energy")

  test("a list of floats in an energy frame is not copied", () => {
    const bytes = record.slice()
    const list = decode(bytes.buffer).messages[0].payload.cells
    equal(String(list), String(cells))
    equal(list.buffer, bytes.buffer)
  })

  test("a list of floats that is not aligned in memory is copied, and the same", () => {
    const shifted = new Uint8Array(record.length + 1)
    shifted.set(record, 1)
    const list = decode(shifted.subarray(1)).messages[0].payload.cells
    holds(list instanceof Float32Array, "it is no list of floats")
    equal(String(list), String(cells))
  })

  test("a bad message in a good batch leaves the others", () => {
    const ack = { channel: "system", type: "ack", ts: 1, payload: { received: 1 } }
    const { messages, faults } = decode(JSON.stringify([ack, { ...ack, payload: {} }, ack]))
    equal(messages.length, 2)
    equal(faults[0].reason, "missingField")
    holds(faults[0].message.includes("ack.received"), faults[0].message)
  })

  test("a record larger than the limit is refused before it is looked at", () => {
    const { reason, code } = thrown(() => decode("x".repeat(101), undefined, 100)) ?? {}
    equal(reason, "recordTooLarge")
    equal(code, 104)
  })

  test("what breaks a rule cannot be sent", () => {
    const refused = (type, payload, codec) => thrown(() => encode({ channel: "system", type, payload }, codec))?.reason
    equal(refused("request", { method: "m", params: { half: "\ud800" } }, "energy"), "loneSurrogate")
    equal(refused("ack", { received: -1 }, "json"), "outOfRange")
    let deep = []
    for (let depth = 0; depth < 16; depth += 1) deep = [deep]
    equal(refused("request", { method: "m", params: deep }, "energy"), "tooDeep")
  })

  test("keys with the names of Object.prototype are keys like others", () => {
    const ack = { channel: "system", type: "ack", ts: 1, payload: {} }
    equal(refusal(JSON.stringify({ ...ack, type: "constructor" })), "unknownKind")
    equal(refusal(JSON.stringify({ ...ack, channel: "constructor" })), "unknownChannel")
    equal(refusal('{"channel":"system","type":"ack","ts":1,"payload":{"__proto__":{"received":1}}}'), "missingField")
  })
}

/** For where no `node:test` is: how many sentences there are, and what is wrong with those that do not hold. */
export function broken(client, files) {
  const faults = []
  let sentences = 0
  vectors(client, files, (sentence, run) => {
    sentences += 1
    const error = thrown(run)
    if (error) faults.push(`${sentence}: ${error.message}`)
  })
  return { sentences, faults }
}
