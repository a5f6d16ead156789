// Lifeline for browsers, workers and Node. What it promises is in lifeline.d.ts, what travels in docs/PROTOCOL.md.
// In this order: types, values, records, the machine (time is an argument, effects are data), the shell.

export const version = "0.1"

// MARK: Types: `key?:shape`, where a shape is a [list], a {part}, <packed floats>, (alternatives), or a kind.

// tables:begin
const builtInChannels = { system: 0, energy: 1, experience: 2, council: 3, reward: 4 }
const builtInTypes = `
0x001 hello client:name128 auth?:name4096 channels?:[{name:channel128 since?:{epoch:u32 seq:u53} maxRate?:f32}] codec?:(json|energy|mixed) session?:name128 window?:u16 caps?:[name128]
0x002 welcome session:name128 resumed:bool server:name128 version:name128 heartbeat:u32 timeout:u32 window:u16 recordMax:u32 caps:[name128] channels:[{name:channel128 handle:u32 class:(control|state|stream|event) epoch:u32 seq:u53 recovered:bool rights:u16}] refused?:[{name:channel128 code:u16}]
0x003 startup_complete model:name128 tier:(low|mid|high) version:name128 models:[name128] state?:name128
0x004 model_status model:u16 status:(loading|ready|error) code?:u16
0x005 heartbeat echo?:time lag?:u32 hidden?:bool
0x006 subscribe name:channel128 since?:{epoch:u32 seq:u53} maxRate?:f32
0x007 subscribed name:channel128 handle:u32 class:(control|state|stream|event) epoch:u32 seq:u53 recovered:bool rights:u16
0x008 unsubscribe name:channel128
0x009 unsubscribed name:channel128 code?:u16
0x00a ack received:u53
0x00b resync name:channel128 reason:name128
0x00c lag name:channel128 conflated:u32 joined:u32 dropped:u32
0x00d set_codec codec:(json|energy|mixed)
0x00e codec_set codec:(json|energy|mixed)
0x00f auth token:name4096
0x010 request method:name128 key?:name128 params:document
0x011 reply result?:document error?:{code:u16 name:name128 message:phrase256 retry?:u32}
0x012 error_event code:u16 name:name128 message:phrase256 fatal:bool retry?:u32 channel?:channel128
0x013 goodbye code:u16 message:phrase256 resume:bool retry?:u32
0x020 energy_update model:u16 pattern:u16 tokens:u32 energy:f64 total:f64 rate:f64 level:f32 entropy:f32
0x021 energy_field model:u16 width:u16 height:u16 min:f32 max:f32 cells:[f32]
0x030 token_stream stream:u32 model:u16 final:bool at:u53 from?:u53 count:u32 text:text
0x040 interference_event event:u32 kind:(constructive|destructive|mixed) strength:f32 phase:f32 models:[u16]
0x041 resonance_event event:u32 duration:u32 frequency:f32 amplitude:f32 models:[u16]
0x050 reward_event event:u32 kind:(unlocked|progress) level:u16 points:u32 badge:name128
0x060 state_snapshot epoch:u32 part:u16 last:bool items:items
`
// tables:end

const align = (offset, size) => Math.ceil(offset / size) * size

/** Offsets and bits follow from the order of the fields. */
function parseTable(tokens) {
  const fields = []
  let end = 0
  while (tokens.length && tokens[0] !== "}") {
    const key = tokens.shift()
    const optional = tokens[0] === "?" && tokens.shift()
    const shape = parseShape(tokens, key)
    const { size } = kinds[shape.kind]
    const offset = align(end, size)
    end = offset + size
    fields.push({ ...shape, optional, offset, end })
  }
  return { fields, size: align(end, 8) }
}

function parseShape(tokens, key) {
  const token = tokens.shift()
  const until = (end) => tokens.splice(0, tokens.indexOf(end) + 1).slice(0, -1)
  const closed = (shape) => tokens.shift() && { key, ...shape }
  switch (token) {
    case "(": return { key, kind: "enum8", names: until(")") }
    case "<": return { key, kind: "packed", ...tableOf(until(">").map((key) => `${key}:f32`).join(" ")) }
    case "[": return closed({ kind: "list", of: parseShape(tokens, key) })
    case "{": return closed({ kind: "part", ...parseTable(tokens) })
  }
  const [, kind, max] = /^(\D+)(\d{3,})$/.exec(token) ?? [, token]
  return { key, kind, max }
}

const tableOf = (text) => parseTable(text.match(/[\w-]+|[^\s:|]/g) ?? [])

/** What somebody knows: types by name and by code, handles of channels by name and names by handle. */
class Lexicon {
  types = new Map()

  constructor({ types = {}, channels } = {}) {
    for (const [, code, name, fields] of builtInTypes.matchAll(/(\S+) (\S+) (.+)/g)) {
      this.addType(name, { code: +code, fields })
    }
    for (const name in types) this.addType(name, types[name])
    this.setChannels(channels)
  }

  addType(name, { code, fields }) {
    const type = { name, code, table: tableOf(fields) }
    this.types.set(name, type).set(code, type)
  }

  /** Handles do not outlive a server; those of built-in channels do. */
  setChannels(channels) {
    this.channels = new Map()
    for (const [name, handle] of Object.entries({ ...builtInChannels, ...channels })) this.addChannel(name, handle)
  }

  addChannel(name, handle) {
    this.channels.set(name, handle).set(handle, name)
  }
}

// MARK: Faults

const recordBytesMax = 1_048_576
const depthMax = 16
const messagesMax = 4096
const elementsMax = 262_144
const unknownKeysMax = 256
const codesOf = { recordTooLarge: 104, unknownKind: 102, unknownChannel: 301, unsupportedLayout: 106, message: 101 }

export class CodecError extends Error {
  constructor(reason, detail, scope) {
    super(`${reason.replace(/[A-Z]/g, " $&").toLowerCase()}: ${String(detail).slice(0, 128)}`)
    Object.assign(this, { name: "CodecError", reason, scope, code: codesOf[reason] ?? codesOf[scope] ?? 100 })
  }
}

/** Of the record; or of one message in a record that is sound. */
const refuse = (reason, detail, scope = "record") => {
  throw new CodecError(reason, detail, scope)
}
const deny = (reason, detail) => refuse(reason, detail, "message")

export class LifelineError extends Error {
  constructor({ code, name, message, retry }) {
    super(message || name)
    Object.assign(this, { name: "LifelineError", code, fault: name, retry })
  }
}

// MARK: Kinds of fields: size, check, how a frame has it (`move` writes where there is a value, else it reads), and
// `print` where JSON has something else. Whatever comes in or goes out, in either codec, is checked here.

const timeMax = 2 ** 42 * 1000
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
const utf8Of = (text) => new TextEncoder().encode(text)
const same = (value) => value

const ofType = (type) => (value, { key }) => (typeof value === type ? value : deny("wrongType", key))
const anyNumber = ofType("number")
const anyString = ofType("string")

/** A kind that lies in a frame as something else. */
const coded = (size, move, check, write, read, more) => ({
  size,
  check,
  move: (wire, at, shape, value) =>
    value === undefined ? read(move(wire, at), shape) : move(wire, at, write(value, shape)),
  ...more,
})

/** A cell as DataView calls it. */
const cell = (name) => ({ view }, at, value) =>
  value === undefined ? view[`get${name}`](at, true) : view[`set${name}`](at, value, true)

/** As large as its name says. Adding 0 turns −0 into 0. */
const number = (name, check, more, write = (value) => value + 0, read = same) =>
  coded(
    /\d+/.exec(name) / 8,
    cell(name),
    (value, shape) => check(anyNumber(value, shape), shape) + 0,
    write,
    read,
    more,
  )
const integer = (max) => (value, { key }) =>
  Number.isInteger(value) && value >= 0 && value <= max ? value : deny("outOfRange", key)
const finite = (value, { key }) => (Number.isFinite(value) ? value : deny("notFinite", key))

/** What lies in the tail as bytes. */
const bytes = (check, write, read, more) => coded(8, moveBytes, check, write, read, { alignment: 4, ...more })
const words = (pattern) =>
  bytes(
    (value, shape) =>
      anyString(value, shape).length <= shape.max && pattern.test(value) ? value : deny("invalidWords", shape.key),
    utf8Of,
    binaryString,
  )

const fieldwise = {
  check: (value, shape, reading) => checkFields(shape, value, reading, shape.key),
  print: printFields,
}

const kinds = {
  bool: coded(
    1,
    cell("Uint8"),
    ofType("boolean"),
    Number,
    (bit, { key }) => [false, true][bit] ?? deny("outOfRange", key),
  ),
  enum8: coded(
    1,
    cell("Uint8"),
    (value, shape) => (shape.names.includes(anyString(value, shape)) ? value : deny("unknownAlternative", shape.key)),
    (value, { names }) => names.indexOf(value),
    (index, { key, names }) => names[index] ?? deny("unknownAlternative", key),
  ),
  u16: number("Uint16", integer(0xffff), { List: Uint16Array }),
  u32: number("Uint32", integer(0xffffffff), { List: Uint32Array }),
  u53: number("BigUint64", integer(Number.MAX_SAFE_INTEGER), {}, BigInt, Number),
  time: number("BigInt64", (value, { key }) => {
    const microseconds = Math.round(value * 1000)
    return Math.abs(microseconds) <= timeMax ? microseconds / 1000 : deny("outOfRange", key)
  }, {}, (value) => BigInt(Math.round(value * 1000)), (microseconds) => Number(microseconds) / 1000),
  f32: number("Float32", (value, shape) => finite(Math.fround(value), shape), {
    List: Float32Array,
    print: shortestFloat,
  }),
  f64: number("Float64", finite, { List: Float64Array }),
  name: words(/^[\w.:/+@=-]*$/),
  channel: words(/^[a-z0-9][a-z0-9._:-]*$/),
  phrase: words(/^[ -~]*$/),
  text: bytes(anyString, utf8Of, decodeText, { bearsText: true }),
  bytes: bytes(
    (value, shape) => (value instanceof Uint8Array ? value : bytesOfBase64(anyString(value, shape), shape)),
    same,
    same,
    { bearsText: true, print: (value) => btoa(binaryString(value)) },
  ),
  document: bytes(same, (value) => utf8Of(JSON.stringify(value)), readDocument, { bearsText: true }),
  list: {
    size: 8,
    check: checkList,
    move: moveList,
    print: (value, { of }, lexicon) => Array.from(value, (element) => print(element, of, lexicon)),
  },
  part: {
    ...fieldwise,
    size: 8,
    move: (wire, at, shape, value) => moveRows(wire, at, shape, value && [value], true)[0],
  },
  packed: {
    ...fieldwise,
    alignment: 4,
    move: (wire, at, shape, value) => wire.moveAll(at, shape, value),
  },
  items: {
    size: 8,
    bearsText: true,
    check: checkItems,
    move: (wire, at, shape, items) => {
      const [offset, count] = wire.refer(at, items ? 0 : headerSize, 8, items?.length)
      if (!items) return wire.frames(offset, count)
      for (const item of items) wire.message(item)
    },
    print: (items, shape, lexicon) => items.map((item) => printMessage(item, lexicon)),
  },
}

function binaryString(bytes) {
  return bytes.reduce((text, byte) => text + String.fromCharCode(byte), "")
}

function bytesOfBase64(text, { key }) {
  try {
    const binary = atob(text)
    if (btoa(binary) === text) return Uint8Array.from(binary, (character) => character.charCodeAt(0))
  } catch {}
  deny("invalidBase64", key)
}

function decodeText(bytes) {
  try {
    return utf8.decode(bytes)
  } catch (error) {
    refuse("invalidUTF8", error.message)
  }
}

/** The fewest digits that round to this float, half to even as Swift prints it; one float has no short ones. */
function shortestFloat(value) {
  const [, whole, fraction, exponent] = /(.+)\.(.+)e(.+)/.exec(value.toExponential(40))
  for (let digits = 0; digits < 9 && Math.abs(value) !== 7.038530691851209e-26; digits += 1) {
    const kept = whole + "." + fraction.slice(0, digits)
    const isTie = /[02468]\.?:50*$/.test(kept + ":" + fraction.slice(digits))
    const text = isTie ? `${kept}e${exponent}` : value.toExponential(digits)
    if (Math.fround(text) === value) return +text
  }
  return value
}

// MARK: Messages as values

function checkFields({ fields }, values, reading, place, isDelta) {
  if (typeof values !== "object" || !values || Array.isArray(values)) deny("wrongType", place)
  const result = {}
  let unknown = Object.keys(values).length
  for (const field of fields) {
    const { key, kind, optional } = field
    const isThere = Object.hasOwn(values, key)
    if (isThere) unknown -= 1
    if (isThere && values[key] !== undefined) result[key] = kinds[kind].check(values[key], field, reading)
    else if (!optional && !isDelta) deny("missingField", `${place}.${key}`)
  }
  if (unknown > unknownKeysMax) refuse("tooManyUnknownKeys", place)
  reading.unknownFields += unknown
  return result
}

function checkList(value, { key, of }, reading) {
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) deny("wrongType", key)
  if (value.length > elementsMax) deny("tooManyElements", key)
  const { check, List } = kinds[of.kind]
  if (List && value instanceof List) return value.every(Number.isFinite) ? value : deny("notFinite", key)
  return (List ?? Array).from(value, (element) => check(element, of, reading))
}

/** What nobody here knows or can read is left out, and counted as if it had come alone. */
function checkItems(value, { key }, reading) {
  if (!Array.isArray(value)) deny("wrongType", key)
  if (value.length > messagesMax) refuse("tooManyMessages", key)
  return value.flatMap((item) =>
    reading.take(() => {
      const message = item instanceof Frame ? item.message() : item
      if (message?.type === "state_snapshot") refuse("nestedBatch", key)
      if (message?.delta || message?.channel === "system") deny("invalidEnvelope", key)
      return message
    }),
  )
}

/** Codes below are those of control messages: on `system`, and nowhere else. */
const controlEnd = 0x20
const envelope = tableOf(
  "channel:text type:text id?:u32 re?:u32 seq?:u53 frame?:u32 ts:time delta?:bool replay?:bool payload:document",
)

function checkMessage(value, reading) {
  if (Array.isArray(value)) refuse("nestedBatch", "an array")
  const message = checkFields(envelope, value, reading, "message")
  const { channel, type, id, re, seq, payload, delta } = message
  const { code, table } = reading.lexicon.types.get(type) ?? deny("unknownKind", type)
  if (!reading.lexicon.channels.has(channel)) deny("unknownChannel", channel)
  const isControl = channel === "system"
  const isMisplaced = isControl !== code < controlEnd || (delta && (isControl || !seq))
  if (isMisplaced || [id, re, seq].includes(0) || (id && re)) deny("invalidEnvelope", `${type} on ${channel}`)
  for (const key of ["frame", "delta", "replay"]) if (!message[key]) delete message[key]
  message.payload = checkFields(table, payload, reading, type, delta)
  return message
}

// MARK: JSON

const literals = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*|\s+/g

/** What JSON.parse takes, less what it forgives: keys that occur twice, depth, lone surrogates, infinities. */
function parseStrictly(text) {
  let tree
  try {
    tree = JSON.parse(text)
  } catch (error) {
    refuse(text.trim() ? "unexpectedByte" : "truncated", error.message)
  }
  // Outside of strings, there is a colon for each member that was written.
  if (countMembers(tree) !== text.replace(literals, "").split(":").length - 1) refuse("duplicateKey", "in JSON")
  return tree
}

function countMembers(value, depth = 1) {
  if (value === Infinity || value === -Infinity) refuse("invalidNumber", value)
  if (typeof value === "string" && /\p{Surrogate}/u.test(value)) refuse("loneSurrogate", "in JSON")
  if (typeof value !== "object" || !value || ArrayBuffer.isView(value)) return 0
  if (depth > depthMax) refuse("tooDeep", depth)
  const keys = Array.isArray(value) ? [] : Object.keys(value)
  countMembers(keys.join())
  return Object.values(value).reduce((count, inner) => count + countMembers(inner, depth + 1), keys.length)
}

/** A document in a frame is canonical text: each literal as JSON.stringify writes it, and no white space. */
function readDocument(bytes) {
  try {
    const text = utf8.decode(bytes)
    const value = parseStrictly(text)
    const canonical = text.replace(literals, (word) => (word.trim() ? JSON.stringify(JSON.parse(word)) : ""))
    if (canonical === text) return value
  } catch {}
  deny("invalidDocument", "not canonical JSON")
}

/** Keys are in their order already; JSON.stringify writes what comes out canonically. */
const print = (value, shape, lexicon) => kinds[shape.kind].print?.(value, shape, lexicon) ?? value

function printFields(values, { fields }, lexicon) {
  const present = fields.filter(({ key }) => key in values)
  return Object.fromEntries(present.map((field) => [field.key, print(values[field.key], field, lexicon)]))
}

const printMessage = (message, lexicon) => ({
  ...message,
  payload: printFields(message.payload, lexicon.types.get(message.type).table, lexicon),
})

// MARK: Energy frames. A Frame reads and a Sink writes; what is laid out alike is moved by the same words, and what was
// read is then checked as if it had been JSON.

const headerSize = 48
const header = tableOf(
  "magic:u16 kind:u16 length:u32 channel:u32 reference:u32 seq:u53 ts:time frame:u32 fixed:u16 flags:u16",
)
const magic = 0x1fb
const deltaFlag = 1
const answerFlag = 2
const replayFlag = 4
const textFlag = 8

class Wire {
  u32(at, value) {
    return kinds.u32.move(this, at, this, value)
  }

  /** All fields of a table, present or not. */
  moveAll(at, { fields }, values) {
    const move = (field) => [field.key, kinds[field.kind].move(this, at + field.offset, field, values?.[field.key])]
    return Object.fromEntries(fields.map(move))
  }
}

/** One frame. What it refers to is taken from front to back: `floor` is where the last item ended. */
class Frame extends Wire {
  constructor(bytes, start, end, reading) {
    super()
    this.reading = reading
    this.bytes = bytes.subarray(start, end)
    this.view = new DataView(bytes.buffer, this.bytes.byteOffset, this.bytes.length)
    if (this.bytes.length < headerSize) refuse("truncated", this.bytes.length)
    if (this.bytes[0] !== 0xfb) refuse("invalidMagic", this.bytes[0])
    if (this.bytes[1] !== 1) refuse("unsupportedLayout", this.bytes[1])
    Object.assign(this, this.moveAll(0, header))
    this.floor = headerSize + this.fixed
    if (this.length % 8 || this.fixed % 8 || this.length < this.floor) refuse("invalidLength", this.length)
    if (this.length > this.bytes.length) refuse("truncated", this.bytes.length)
  }

  /** The next item of the tail; says where it is. */
  take(size, alignment, offset) {
    if (offset % alignment || offset < this.floor || offset + size > this.length) refuse("invalidOffset", offset)
    this.floor = offset + size
    return offset
  }

  /** What the reference at this place refers to: offset and count, both 0 if it is nothing. */
  refer(at, size, alignment) {
    const [offset, count] = [this.u32(at), this.u32(at + 4)]
    if (!count && offset) refuse("invalidOffset", offset)
    return [count && this.take(count * size, alignment, offset), count]
  }

  /** Frames one after the other; `end` is where they end. */
  frames(offset, count) {
    if (count > messagesMax) refuse("tooManyMessages", count)
    const all = Array.from({ length: count }, () => {
      const frame = new Frame(this.bytes, offset, this.length, this.reading)
      if (!frame.kind) refuse("nestedBatch", offset)
      offset += frame.length
      return frame
    })
    if (count) this.floor = offset
    return all
  }

  /** Where its frames do not fill a batch, a newer release may have put more fields behind them. */
  batch() {
    if (this.fixed < 8 || !(this.bytes[40] & 1)) refuse("missingField", "frames")
    const [offset, count] = [this.u32(headerSize), this.u32(headerSize + 4)]
    const inner = this.frames(this.take(0, 8, offset || count ? offset : this.floor), count)
    if (this.floor !== this.length && this.fixed === 8) refuse("trailingBytes", this.floor)
    return inner
  }

  /** As JSON would have it. What nobody knows has a name that nobody has. */
  message() {
    const { types, channels } = this.reading.lexicon
    const { kind, channel, reference, seq, ts, frame, flags } = this
    const { name, table } = types.get(kind) ?? { name: `#${kind}`, table: { fields: [] } }
    const has = (mark) => (flags & mark) > 0
    return {
      channel: channels.get(channel) ?? `#${channel}`,
      type: name,
      ...(has(answerFlag) ? { re: reference } : reference && { id: reference }),
      seq: seq || undefined,
      frame,
      ts,
      delta: has(deltaFlag),
      replay: has(replayFlag),
      payload: moveFields(this, table, headerSize, this.fixed, 40),
    }
  }
}

/** A record that grows, zero until it is written. */
class Sink extends Wire {
  length = 0
  bytes = new Uint8Array(256)
  view = new DataView(this.bytes.buffer)
  /** Where the innermost frame starts: what references count from. */
  start = 0

  constructor(lexicon) {
    super()
    this.lexicon = lexicon
  }

  /** Room at the end; says where. */
  take(size, alignment) {
    const start = align(this.length, alignment)
    this.length = start + size
    if (this.length > this.bytes.length) {
      const smaller = this.bytes
      this.bytes = new Uint8Array(2 * this.length)
      this.bytes.set(smaller)
      this.view = new DataView(this.bytes.buffer)
    }
    return start
  }

  /** Room for items of the tail, referred to from `at`: where, and how many. */
  refer(at, size, alignment, count) {
    const offset = count && this.take(count * size, alignment)
    if (count) this.u32(at, offset - this.start)
    this.u32(at + 4, count)
    return [offset, count]
  }

  /** The frame around what `fill` writes. */
  frame(head, fill) {
    const outer = this.start
    const start = (this.start = this.take(headerSize + head.fixed, 8))
    this.moveAll(start, header, { magic, ...head })
    fill(start)
    this.take(0, 8)
    this.u32(start + 4, this.length - start)
    this.start = outer
  }

  batch(messages) {
    this.frame({ fixed: 8 }, (start) => {
      this.bytes[start + 40] = 1
      this.u32(start + headerSize, headerSize + 8)
      this.u32(start + headerSize + 4, messages.length)
      for (const message of messages) this.message(message)
    })
  }

  message({ channel, type, id, re, delta, replay, payload, ...more }) {
    const { code, table } = this.lexicon.types.get(type)
    const isText = table.fields.some(({ kind }) => kinds[kind].bearsText)
    const flags = (delta && deltaFlag) | (re && answerFlag) | (replay && replayFlag) | (isText && textFlag)
    const handle = this.lexicon.channels.get(channel)
    const head = { ...more, kind: code, channel: handle, reference: id ?? re, fixed: table.size, flags }
    this.frame(head, (start) => moveFields(this, table, start + headerSize, table.size, start + 40, payload))
  }
}

function moveFields(wire, { fields }, place, fixed, presenceAt, values) {
  const result = {}
  for (let bit = 0; bit < 64; bit += 1) {
    const field = fields[bit]
    const [byte, mark] = [presenceAt + (bit >> 3), 1 << (bit & 7)]
    if (values?.[field?.key] !== undefined) wire.bytes[byte] |= mark
    if (!(wire.bytes[byte] & mark)) continue
    if (!field) wire.reading.unknownFields += 1
    else if (field.end <= fixed) {
      result[field.key] = kinds[field.kind].move(wire, place + field.offset, field, values?.[field.key])
    }
  }
  return result
}

function moveBytes(wire, at, bytes) {
  const [offset, count] = wire.refer(at, 1, 1, bytes?.length)
  const place = wire.bytes.subarray(offset, offset + count)
  if (bytes) place.set(bytes)
  return place
}

function moveList(wire, at, { of }, list) {
  if (of.kind === "part") return moveRows(wire, at, of, list)
  const { move, List, size = of.fields.length * 4, alignment = size } = kinds[of.kind]
  const [offset, count] = wire.refer(at, size, alignment, list?.length)
  if (count > elementsMax) deny("tooManyElements", of.key)
  const element = (_, index) => move(wire, offset + index * size, of, list?.[index])
  if (!List || list) return Array.from({ length: count }, element)
  // Where it lies, if memory is aligned, as that of a socket always is; else a copy.
  const bytes = wire.bytes.subarray(offset, offset + count * size)
  const { buffer, byteOffset } = bytes.byteOffset % size ? bytes.slice() : bytes
  return new List(buffer, byteOffset, count)
}

/** All rows, then the tail of each. */
function moveRows(wire, at, table, rows, isPart) {
  const [head, count] = wire.refer(at, 0, 8, rows?.length)
  if (isPart && count !== 1) refuse("invalidLength", count)
  if (!count) return []
  const fixed = kinds.u16.move(wire, wire.take(8, 8, head), table, rows && table.size) ?? table.size
  if (fixed % 8) refuse("invalidLength", fixed)
  const first = wire.take(count * (8 + fixed), 8, head + 8)
  if (count > elementsMax) deny("tooManyElements", count)
  return Array.from({ length: count }, (_, row) => {
    const place = first + row * (8 + fixed)
    return moveFields(wire, table, place + 8, fixed, place, rows?.[row])
  })
}

// MARK: Records

/** What one record holds: its messages, what was wrong with others, what was passed over. */
class Reading {
  messages = []
  faults = []
  /** Something in it is not of the channel `system`. */
  isData = false
  unknownFields = 0

  constructor(lexicon) {
    this.lexicon = lexicon
  }

  add(bytes, isData, read) {
    this.isData ||= isData
    for (const message of this.take(read)) this.messages.push({ ...message, bytes })
  }

  /** One message, or none if it is a bad one. */
  take(read) {
    try {
      return [checkMessage(read(), this)]
    } catch (error) {
      if (error.scope !== "message") throw error
      this.faults.push(error)
      return []
    }
  }

  text(text) {
    const tree = parseStrictly(text)
    this.isBatch = Array.isArray(tree)
    const values = this.isBatch ? tree : [tree]
    if (values.length > messagesMax) refuse("tooManyMessages", values.length)
    this.size = utf8Of(text).length
    for (const value of values) this.add(Math.ceil(this.size / values.length), value?.channel !== "system", () => value)
  }

  frame(bytes) {
    const frame = new Frame(bytes, 0, bytes.length, this)
    this.size = bytes.length
    if (frame.length !== this.size) refuse("trailingBytes", this.size - frame.length)
    this.isBatch = !frame.kind
    for (const one of this.isBatch ? frame.batch() : [frame]) this.add(one.length, one.channel > 0, () => one.message())
    countMembers(this.messages, this.isBatch ? 1 : 0)
  }
}

const builtIn = new Lexicon()
const lexiconOf = (known = builtIn) => (known instanceof Lexicon ? known : new Lexicon(known))

/** One message, or an array of them as a batch: text for "json", bytes for "energy". */
export function encode(message, codec, vocabulary) {
  const lexicon = lexiconOf(vocabulary)
  const reading = new Reading(lexicon)
  const messages = [message].flat().map((one) => checkMessage({ ts: Date.now(), payload: {}, ...one }, reading))
  const printed = messages.map((one) => printMessage(one, lexicon))
  const isBatch = Array.isArray(message)
  const text = JSON.stringify(isBatch ? printed : printed[0])
  parseStrictly(text)
  if (codec === "json") return text
  const sink = new Sink(lexicon)
  if (isBatch) sink.batch(messages)
  else sink.message(messages[0])
  return sink.bytes.subarray(0, sink.length)
}

/** A fault of the record is thrown; those of single messages are among `faults`. */
export function decode(record, vocabulary, recordMax = recordBytesMax) {
  const size = record.byteLength ?? record.length
  if (size > recordMax) refuse("recordTooLarge", `${size} bytes, the limit is ${recordMax}`)
  const reading = new Reading(lexiconOf(vocabulary))
  if (typeof record === "string") reading.text(record)
  else {
    const bytes = new Uint8Array(record.buffer ?? record, record.byteOffset ?? 0, size)
    if (bytes[0] === 0xfb) reading.frame(bytes)
    else reading.text(decodeText(bytes))
  }
  return reading
}

// MARK: The machine. Times are milliseconds; what the shell shall do is in `effects`, in order.

const retryMax = 16_000
const retryAfterMax = 300_000
const connectPatience = 5000
const steadyAfter = 5000
const lostHelloPatience = 60_000
const requestsMax = 64
const unavailable = (message) => ({ code: 501, name: "unavailable", message })
const snapshotItemsMax = 65_536
const unreadableMax = 4

/** What to do, for those who read it on a screen, where the server's words do not say so. */
const closeWords = {
  1000: "the server closed the connection",
  4003: "the server restarts",
  4500: "the server speaks otherwise: reload the page",
  4501: "the server speaks another version: reload the page",
  4502: "the server does not know our token: open the address that it printed",
  4503: "this page may not talk to it",
  4504: "the session went on elsewhere",
}

/** Whether the server is there, and how far. A wake more than an interval late was slept through: it asks once more. */
class Pulse {
  #interval
  #timeout
  #nextBeat
  #lastHeard
  #hasRearmed
  #best

  constructor({ heartbeat, timeout }, now) {
    this.#interval = Math.max(heartbeat, 10)
    this.#timeout = Math.max(timeout, 20)
    this.#nextBeat = now + this.#interval
    this.heard(now)
  }

  heard(now) {
    this.#lastHeard = now
    this.#hasRearmed = false
  }

  get deadline() {
    return Math.min(this.#nextBeat, this.#lastHeard + this.#timeout)
  }

  woke(now) {
    if (now < this.deadline) return "quiet"
    const isLate = now - this.#nextBeat > this.#interval
    if (now - this.#lastHeard >= this.#timeout) {
      if (!isLate || this.#hasRearmed) return "lost"
      this.#lastHeard = now
      this.#hasRearmed = true
    }
    this.#nextBeat = (isLate ? now : this.#nextBeat) + this.#interval
    return "beat"
  }

  /** The quickest answer of late knows best what time it is there. */
  answered(echo, theirs, ours) {
    const trip = ours - echo
    if (trip < 0 || trip > 60_000) return
    this.rtt = ((this.rtt ?? trip) * 7 + trip) / 8
    this.#best = Math.min(trip, (this.#best ?? trip) * (65 / 64))
    if (trip === this.#best) this.offset = theirs - echo - trip / 2
  }
}

/** What is known of one channel. Within an epoch `seq` never goes back: each message is applied once, in order. */
class Channel {
  skipped = 0
  waiting = false
  /** The last payload of each type: what a delta builds on. */
  #bases = new Map()
  #nextPart = 0
  #items = []
  #isHeld

  /** From our own position if that was recovered; else from the head, once a snapshot has come. */
  constructor({ recovered, ...grant }, known) {
    this.#isHeld = Boolean(recovered && known)
    Object.assign(this, grant, this.#isHeld && known, { waiting: !this.#isHeld })
  }

  get position() {
    return this.#isHeld ? { epoch: this.epoch, seq: this.seq } : undefined
  }

  get itemsWaiting() {
    return this.#items.length
  }

  /** Becomes of a message: applied, duplicate, waiting, or else why a snapshot is needed. A delta is made whole. */
  arrived(message) {
    const { type, seq, delta } = message
    if (!seq) return "applied"
    if (this.waiting) return "waiting"
    if (seq <= this.seq) return "duplicate"
    const first = (this.class === "stream" && message.payload.from) || seq
    const lost = delta && (this.seq !== seq - 1 || !this.#bases.has(type)) ? "delta"
      : first > this.seq + 1 && this.class !== "state" ? "gap"
      : undefined
    this.waiting = lost !== undefined
    if (lost) return lost
    if (delta) message.payload = { ...this.#bases.get(type), ...message.payload }
    if (this.class === "state") this.#bases.set(type, { ...message.payload })
    this.skipped += Math.max(first - this.seq - 1, 0)
    this.seq = seq
    return "applied"
  }

  /** The items, once the last part of a snapshot is there that is not older than what we have. */
  snapshotArrived({ seq = 0, payload: { epoch, part, last, items } }) {
    const isNext = part === 0 || part === this.#nextPart
    this.#nextPart = isNext && !last ? part + 1 : 0
    if (!isNext || (epoch === this.epoch && seq < this.seq)) return
    this.#items = part === 0 ? items : [...this.#items, ...items]
    if (!last) return
    if (epoch === this.epoch && !this.waiting) this.skipped += seq - this.seq
    this.#bases.clear()
    this.#isHeld = true
    Object.assign(this, { epoch, seq, waiting: false })
    return this.#items.splice(0)
  }
}

class Session {
  state = "idle"
  effects = []
  attempts = 0
  channels = new Map()
  #requests = new Map()
  /** Channels that were asked for or given up since the hello that the next welcome answers. */
  #later = new Map()
  #choosing = []
  #lastReference = 0
  #unreadable = 0
  /** Said, and not answered yet; and when the last was. */
  #hellos = 0
  #helloAt
  skipped = 0
  isHidden = false
  #options
  #wishes
  #deadline
  #openedAt
  #acknowledged
  #window
  #received

  constructor(options) {
    this.#options = options
    this.lexicon = new Lexicon({ types: options.types })
    this.codec = options.codec ?? "json"
    this.session = options.session
    this.positions = new Map(Object.entries(options.positions ?? {}))
    if (options.channels) this.#wishes = new Map(options.channels.map((name) => [name]))
  }

  #do(...effect) {
    this.effects.push(effect)
  }

  #send(type, payload, reference) {
    this.#do("send", { channel: "system", type, payload, ...reference })
  }

  #emit(event, detail) {
    this.#do("emit", event, detail)
  }

  #reference() {
    this.#lastReference = (this.#lastReference % 0xffffffff) + 1
    return { id: this.#lastReference }
  }

  /** When `woke` wants to be called next. */
  get wakeAt() {
    const times = [...this.#requests.values()].map((request) => request.deadline)
    return Math.min(...[...times, this.#deadline, this.pulse?.deadline].filter((time) => time >= 0))
  }

  #move(state, reason, more) {
    const previous = this.state
    this.state = state
    this.#emit("state", { state, previous, reason, attempt: this.attempts, ...more })
  }

  // Connections

  connect(now, reason) {
    this.#deadline = now + connectPatience
    this.#move("connecting", reason)
    this.#do("dial")
  }

  /** The network is back, or somebody looks: no reason to wait any longer. */
  hurry(now, reason) {
    if (this.state === "retry") this.connect(now, reason)
  }

  /** The link stands. Where hello says which channels, it says all that was asked for until now. */
  opened(now) {
    if (this.#wishes) this.#later.clear()
    this.#hellos += 1
    this.#helloAt = now
    this.#send("hello", this.hello())
  }

  hello() {
    const { token, window, client = `lifeline.js/${version}` } = this.#options
    const channels = this.#wishes && [...this.#wishes.keys()].map((name) => this.#wish(name))
    return { client, auth: token, channels, codec: this.codec, session: this.session, window, caps: ["delta"] }
  }

  #wish(name) {
    const { maxRate } = this.#options
    const usual = typeof maxRate === "object" ? maxRate[name] : maxRate
    return { name, since: this.position(name), maxRate: this.#wishes.get(name) ?? usual }
  }

  get allPositions() {
    const known = [...this.positions.keys(), ...this.channels.keys()].map((name) => [name, this.position(name)])
    return new Map(known.filter(([, position]) => position))
  }

  position(name) {
    const channel = this.channels.get(name)
    return channel ? channel.position : this.positions.get(name)
  }

  /** The link has gone, or could not be made. */
  closed({ code, message, retry }, now, random) {
    if (this.state !== "open" && this.state !== "connecting") return
    const couldNot = this.state === "connecting" && code === 1006
    const what = closeWords[code] ?? (couldNot ? "the server cannot be reached" : "the connection was lost")
    const reason = message ? `${what} (${message})` : what
    if (now - this.#openedAt >= steadyAfter) this.attempts = 0
    this.#forgetLink(reason)
    if (this.#isFinal(code, now)) return this.#finish(reason, code)
    if (this.attempts >= this.#options.retriesMax) return this.#finish(`gave up: ${reason}`, code)
    // 100 ms, 250, 500, 1000 and so on.
    const jitter = random * Math.min(this.attempts ? 125 * 2 ** this.attempts : 100, retryMax)
    // The server's word goes before ours, but not in step with everybody it was said to.
    const delay = retry === undefined ? jitter : Math.min(retry, retryAfterMax) + Math.min(jitter, 100)
    this.attempts += 1
    this.#deadline = now + delay
    this.#move("retry", reason, { code, delay })
  }

  #forgetLink(reason) {
    // Nobody can tell whether the effect of what has no key has happened: it fails rather than happens twice.
    this.#failRequests(({ wasSent, payload }) => wasSent && !payload.key, reason)
    this.positions = this.allPositions
    this.channels.clear()
    this.lexicon.setChannels()
    this.#openedAt = this.pulse = this.#deadline = undefined
  }

  #isFinal(code, now) {
    // A hello that we gave up may have come late and superseded us: that is nobody else. Each is an excuse once.
    if (code === 4504 && this.#hellos > 0) {
      this.#hellos -= 1
      if (now - this.#helloAt < lostHelloPatience) return false
      this.#hellos = 0
    }
    // A hello that was too long under way is the network's fault: another try may be quicker.
    return code === 1000 || (code >= 4500 && code <= 4999 && code !== 4506)
  }

  #finish(reason, code) {
    this.#failRequests(() => true, reason)
    this.#chosen(Infinity, unavailable(reason))
    this.#move("closed", reason, { code })
  }

  /** For good. */
  close(reason) {
    if (this.state === "closed") return
    if (this.state === "open") this.#send("goodbye", { code: 1000, message: "", resume: false })
    this.#do("hangUp", 1000)
    this.#forgetLink(reason)
    this.#finish(reason, 1000)
  }

  /** Anew and at once, whatever was. */
  restart(now) {
    const reason = this.state === "idle" ? "starting" : "reconnecting"
    this.#do("hangUp", 4000)
    this.#forgetLink(reason)
    this.attempts = 0
    this.connect(now, reason)
  }

  #drop(code, message) {
    this.#do("drop", { code, message })
  }

  woke(now) {
    for (const request of [...this.#requests.values()]) {
      const message = `${request.payload.method}: no answer in time`
      if (now >= request.deadline) this.#fail(request, { code: 502, name: "timeout", message })
    }
    if (now >= this.#deadline) {
      return this.state === "retry" ? this.connect(now, "trying again") : this.#drop(4000, "no welcome in time")
    }
    const verdict = this.pulse?.woke(now)
    if (verdict === "beat") this.#send("heartbeat", {}, this.#reference())
    if (verdict === "lost") this.#drop(4000, "nothing heard for too long")
  }

  // What a server sends

  heard(now) {
    this.pulse?.heard(now)
  }

  #control({ type, payload, id, re, ts }, now, wall) {
    switch (type) {
      case "welcome": return this.state === "connecting" && this.#welcome(payload, now)
      case "subscribed": return this.#wishes?.has(payload.name) && this.#track(payload)
      case "heartbeat": return this.#heartbeat(payload, id, ts, wall)
      case "reply": return this.#reply(payload, re)
      case "codec_set":
        this.#chosen(1)
        return this.#emit("codec", payload)
      case "error_event": return this.#emit("error", { ...payload, source: "server" })
      case "goodbye": return this.#do("drop", payload)
      case "unsubscribed": this.#forget(payload.name)
      // falls through
      default: this.#emit(type, payload)
    }
  }

  #welcome(welcome, now) {
    this.#deadline = undefined
    this.#hellos -= 1
    this.#openedAt = now
    this.session = welcome.session
    this.#window = welcome.window
    this.#received = this.#acknowledged = this.#unreadable = 0
    this.pulse = new Pulse(welcome, now)
    this.#move("open", welcome.resumed ? "resumed" : "connected")
    this.#emit("welcome", welcome)
    this.#chosen(Infinity)
    this.#wishes ??= new Map(welcome.channels.map(({ name }) => [name]))
    for (const grant of welcome.channels) this.#track(grant)
    for (const refusal of welcome.refused ?? []) this.#emit("unsubscribed", refusal)
    for (const change of this.#later.values()) change()
    this.#later.clear()
    // The server no longer knows what it answered: what went out may have happened, and must not twice.
    if (!welcome.resumed) this.#failRequests((request) => request.wasSent, "the session is forgotten")
    for (const request of this.#requests.values()) this.#ask(request)
  }

  #track(grant) {
    const known = this.position(grant.name)
    this.channels.set(grant.name, new Channel(grant, known))
    this.lexicon.addChannel(grant.name, grant.handle)
    this.#emit("subscribed", grant)
    // It was given up between the question and this answer: there is no place to go on from.
    if (grant.recovered && !known) this.#send("resync", { name: grant.name, reason: "position" })
  }

  #forget(name) {
    this.positions.delete(name)
    this.channels.delete(name)
  }

  #heartbeat({ echo }, id, ts, wall) {
    if (echo !== undefined && this.pulse) {
      this.pulse.answered(echo, ts, wall)
      this.#emit("heartbeat", { rtt: this.pulse.rtt, offset: this.pulse.offset })
    }
    if (id) this.#send("heartbeat", { echo: ts, hidden: this.isHidden || undefined }, { re: id })
  }

  /** What becomes of a message. */
  arrived(message, now, wall) {
    if (message.channel === "system") {
      this.#control(message, now, wall)
      return "control"
    }
    const channel = this.channels.get(message.channel)
    if (!channel) return "unheard"
    const { skipped, seq } = channel
    const isSnapshot = message.type === "state_snapshot" && !message.delta
    const outcome = isSnapshot ? this.#snapshot(channel, message) : channel.arrived(message)
    this.skipped += channel.skipped - skipped
    if (outcome !== "gap" && outcome !== "delta") return outcome
    this.#emit("desync", { channel: message.channel, reason: outcome, expected: seq + 1, got: message.seq })
    this.#send("resync", { name: message.channel, reason: outcome })
    return "desync"
  }

  #snapshot(channel, message) {
    const items = channel.snapshotArrived(message)
    if (channel.itemsWaiting > snapshotItemsMax) this.#drop(4500, "a snapshot without end")
    const { epoch, seq } = channel
    if (items) this.#do("snapshot", { channel: message.channel, epoch, seq, items, codec: message.codec })
    return "snapshot"
  }

  /** A data record was applied: acknowledged each time that half of the window was. */
  applied() {
    this.#received += 1
    if (!this.#window || this.#received - this.#acknowledged < Math.max(this.#window >> 1, 1)) return
    this.#acknowledged = this.#received
    this.#send("ack", { received: this.#received })
  }

  /** Nothing acknowledges records that are none. Before they fill what must be applied, another connection counts anew. */
  unreadableArrived() {
    this.#unreadable += 1
    const most = Math.min(unreadableMax, this.#window - (this.#window >> 1) || unreadableMax)
    if (this.#unreadable >= most) this.#drop(4002, "unreadable records")
  }

  // What an application asks for

  subscribe(name, maxRate) {
    this.#wishes?.set(name, maxRate)
    if (this.state === "open") this.#send("subscribe", this.#wish(name), this.#reference())
    else this.#later.set(name, () => this.subscribe(name, maxRate))
  }

  unsubscribe(name) {
    this.#wishes?.delete(name)
    this.#forget(name)
    if (this.state === "open") this.#send("unsubscribe", { name }, this.#reference())
    else this.#later.set(name, () => this.unsubscribe(name))
  }

  setCodec(codec, caller) {
    this.codec = codec
    this.#choosing.push(caller)
    if (this.state === "open") this.#send("set_codec", { codec })
  }

  /** The first ones of those who chose a codec have their answer. */
  #chosen(count, error) {
    for (const caller of this.#choosing.splice(0, count)) this.#do("settle", caller, undefined, error)
  }

  /** `caller` comes back with the answer. */
  request(payload, deadline, caller) {
    const request = { ...this.#reference(), payload, deadline, caller }
    this.#requests.set(request.id, request)
    if (this.state === "closed") this.#fail(request, unavailable("the line is closed"))
    else if (this.#requests.size > requestsMax) {
      this.#fail(request, { code: 401, name: "limit_exceeded", message: "too many requests" })
    }
    else if (this.state === "open") this.#ask(request)
  }

  #ask(request) {
    request.wasSent = true
    this.#send("request", request.payload, { id: request.id })
  }

  #reply({ result, error }, re) {
    const request = this.#requests.get(re)
    if (this.#requests.delete(re)) this.#do("settle", request.caller, result, error)
  }

  #failRequests(which, reason) {
    for (const request of [...this.#requests.values()].filter(which)) this.#fail(request, unavailable(reason))
  }

  #fail({ id }, error) {
    this.#reply({ error }, id)
  }
}

// MARK: The shell: a socket, a clock, and those who listen.

/** Milliseconds: a timer set for more rings at once. One that rings early is set again. */
const delayMax = 0x7fffffff

/** The browser's clocks. The wall clock has fractions, and is set right after a sleep. */
class NativeWorld {
  skew = 0

  now() {
    return performance.now()
  }

  wall() {
    const wall = performance.timeOrigin + this.now()
    if (Math.abs(Date.now() - wall - this.skew) > 100) this.skew = Date.now() - wall
    return wall + this.skew
  }

  random() {
    return Math.random()
  }

  wake(delay, fn) {
    const timer = setTimeout(fn, Math.min(delay, delayMax))
    return () => clearTimeout(timer)
  }

  /** Tells when the page is shown or hidden, and when the network is back. */
  watch(shown, online) {
    const { document } = globalThis
    const watching = new AbortController()
    const { signal } = watching
    document?.addEventListener("visibilitychange", () => shown(!document.hidden), { signal })
    globalThis.addEventListener?.("online", online, { signal })
    shown(!document?.hidden)
    return () => watching.abort()
  }
}

const counterOf = {
  applied: "applied", duplicate: "duplicates", waiting: "waited", desync: "desyncs", unheard: "unheard",
  unknownKind: "unknownTypes", unknownChannel: "unknownChannels", message: "badMessages",
}

function socketURL(url) {
  const origin = globalThis.location?.origin
  if (!url && !origin) throw new TypeError("No page here: say where to")
  const address = new URL(url || "/ws", origin)
  address.protocol = address.protocol.replace("http", "ws")
  return address.href
}

/** What throws is a fault of the page, or of this client: seen where such faults are, and all else goes on. */
function attempt(step) {
  try {
    step()
  } catch (error) {
    queueMicrotask(() => { throw error })
  }
}

export class Lifeline {
  #counters = {
    records: 0, messages: 0, bytes: 0, applied: 0, sent: 0, sentBytes: 0, snapshots: 0,
    codecs: { json: { records: 0, messages: 0, bytes: 0 }, energy: { records: 0, messages: 0, bytes: 0 } },
    conflated: 0, joined: 0, dropped: 0, duplicates: 0, waited: 0, unheard: 0, desyncs: 0,
    unknownTypes: 0, unknownChannels: 0, unknownFields: 0, badRecords: 0, badMessages: 0,
    reasons: {}, connections: 0, attempts: 0,
  }
  #listeners = new Map()
  #isPerforming = false
  #options
  #world
  #Socket
  #session
  #socket
  #wakeAt
  #cancelWake
  #unwatch

  constructor(url, options = {}) {
    this.url = socketURL(url)
    this.#options = options
    this.#world = options.world ?? new NativeWorld()
    this.#Socket = options.WebSocket ?? globalThis.WebSocket
    if (!this.#Socket) throw new TypeError("No WebSocket here: pass options.WebSocket")
    this.#session = new Session(options)
    this.#check("hello", this.#session.hello())
    // Who listens from the next line on misses nothing.
    if (options.connect !== false) queueMicrotask(() => this.state === "idle" && this.reconnect())
  }

  get state() { return this.#session.state }
  get rtt() { return this.#session.pulse?.rtt }
  get offset() { return this.#session.pulse?.offset }
  get session() { return this.#session.session }
  get codec() { return this.#session.codec }
  get channels() { return [...this.#session.channels.values()].map((channel) => ({ ...channel })) }
  get counters() { return { ...this.#counters, skipped: this.#session.skipped } }
  get positions() { return Object.fromEntries(this.#session.allPositions) }

  on(event, fn) {
    const listeners = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, listeners.add(fn))
    return () => listeners.delete(fn)
  }

  subscribe(name, { maxRate } = {}) {
    this.#check("subscribe", { name, maxRate })
    this.#change((session) => session.subscribe(name, maxRate))
  }

  unsubscribe(name) {
    this.#change((session) => session.unsubscribe(name))
  }

  request(method, params = {}, { key = newKey(), timeout = 30_000 } = {}) {
    return new Promise((resolve, reject) => {
      const payload = { method, key: key || undefined, params }
      this.#check("request", payload)
      this.#change((session, now) => session.request(payload, timeout ? now + timeout : undefined, { resolve, reject }))
    })
  }

  publish(channel, type, payload, { frame } = {}) {
    if (this.state !== "open") return false
    this.#transmit({ channel, type, payload, frame })
    return true
  }

  setCodec(codec) {
    return new Promise((resolve, reject) => {
      this.#check("set_codec", { codec })
      this.#change((session) => session.setCodec(codec, { resolve, reject }))
    })
  }

  close() {
    this.#change((session) => session.close("closed by this page"))
  }

  reconnect() {
    const hurry = (reason) => this.#change((session, now) => session.hurry(now, reason))
    this.#unwatch ??= this.#world.watch((isShown) => {
      this.#session.isHidden = !isShown
      if (isShown) hurry("shown again")
    }, () => hurry("the network is back"))
    this.#change((session, now) => session.restart(now))
  }

  age({ ts }) {
    return this.offset === undefined ? undefined : this.#world.wall() + this.offset - ts
  }

  // What the session asks for

  #change(step) {
    step(this.#session, this.#world.now())
    this.#perform()
    this.#rearm()
  }

  /** In order, even where a listener asks for more meanwhile. */
  #perform() {
    if (this.#isPerforming) return
    this.#isPerforming = true
    const { effects } = this.#session
    while (effects.length) {
      const [name, ...details] = effects.shift()
      attempt(() => this.#effects[name](...details))
    }
    this.#isPerforming = false
  }

  #effects = {
    dial: () => this.#dial(),
    send: (message) => this.#socket && this.#transmit(message),
    hangUp: (code) => this.#hangUp(code),
    drop: (close) => {
      this.#hangUp(close.code)
      this.#lost(close)
    },
    emit: (event, detail) => this.#tell(event, detail),
    settle: ({ resolve, reject }, result, error) => {
      if (error) reject(new LifelineError(error))
      else resolve(result)
    },
    snapshot: (detail) => {
      this.#counters.snapshots += 1
      for (const item of detail.items) Object.assign(item, { codec: detail.codec, bytes: 0, snapshot: true })
      this.#emit("snapshot", detail)
      for (const item of detail.items) this.#emit(item.type, item)
    },
  }

  #tell(event, detail) {
    if (event === "lag") for (const key of ["conflated", "joined", "dropped"]) this.#counters[key] += detail[key]
    if (event === "welcome") this.#counters.connections += 1
    if (event === "state" && detail.state === "closed") {
      this.#unwatch?.()
      this.#unwatch = undefined
    }
    this.#emit(event, detail)
  }

  #emit(event, detail) {
    for (const listener of this.#listeners.get(event) ?? []) attempt(() => listener(detail))
  }

  #rearm() {
    const { wakeAt } = this.#session
    if (wakeAt === this.#wakeAt) return
    this.#cancelWake?.()
    this.#wakeAt = wakeAt
    const wake = () => {
      this.#wakeAt = undefined
      this.#change((session, now) => session.woke(now))
    }
    this.#cancelWake = wakeAt < Infinity ? this.#world.wake(wakeAt - this.#world.now(), wake) : undefined
  }

  // The socket

  #dial() {
    this.#counters.attempts += 1
    const protocols = ["lifeline.v1.json", "lifeline.v1.energy"]
    let socket
    try {
      socket = new this.#Socket(this.url, this.codec === "energy" ? protocols.reverse() : protocols)
    } catch (error) {
      return this.#lost({ code: 1006, message: error.message })
    }
    socket.binaryType = "arraybuffer"
    this.#socket = socket
    // What an earlier socket still says comes too late.
    const whileMine = (fn) => (event) => socket === this.#socket && fn(event)
    // Node 20 says no more than this of a connection that could not be made; of one that stood there is a close.
    socket.onerror = whileMine(() => this.#lost({ code: 1006 }))
    socket.onopen = whileMine(() => {
      socket.onerror = null
      this.#change((session, now) => session.opened(now))
    })
    socket.onmessage = whileMine(({ data }) => this.#received(socket, data))
    socket.onclose = whileMine(({ code, reason }) => this.#lost({ code, message: reason }))
  }

  /** A socket may only be closed with a code of its user, whatever a goodbye says. */
  #hangUp(code) {
    this.#socket?.close(code >= 3000 && code <= 4999 ? code : 1000)
    this.#socket = undefined
  }

  #lost(close) {
    this.#socket = undefined
    this.#change((session, now) => session.closed(close, now, this.#world.random()))
  }

  /** What cannot be sent is refused where it is asked for. */
  #check(type, payload) {
    this.#encode({ channel: "system", type, payload })
  }

  #encode(message) {
    const codec = this.codec === "energy" ? "energy" : "json"
    return encode({ ts: this.#world.wall(), ...message }, codec, this.#session.lexicon)
  }

  #transmit(message) {
    const record = this.#encode(message)
    const bytes = record.byteLength ?? record.length
    this.#counters.sent += 1
    this.#counters.sentBytes += bytes
    this.#socket.send(record)
    this.#emit("sent", { ...message, bytes })
  }

  #received(socket, data) {
    const now = this.#world.now()
    const codec = typeof data === "string" ? "json" : "energy"
    this.#session.heard(now)
    const totals = [this.#counters, this.#counters.codecs[codec]]
    for (const counts of totals) counts.records += 1
    let reading
    try {
      reading = decode(data, this.#session.lexicon, this.#options.recordMax)
    } catch (error) {
      this.#fault(error)
      return this.#change((session) => session.unreadableArrived())
    }
    for (const counts of totals) {
      counts.messages += reading.messages.length
      counts.bytes += reading.size
    }
    const applied = []
    for (const message of reading.messages) {
      if (socket === this.#socket) this.#take(Object.assign(message, { codec }), applied, now)
    }
    for (const error of reading.faults) this.#fault(error)
    this.#counters.unknownFields += reading.unknownFields
    if (applied.length) this.#emit("batch", { messages: applied, bytes: reading.size, codec })
    if (socket !== this.#socket) return
    // Timers of hidden tabs are slow; what came in is as good a moment.
    this.#change((session) => {
      if (reading.isData) session.applied()
      if (now >= session.wakeAt) session.woke(now)
    })
  }

  #take(message, applied, now) {
    const outcome = this.#session.arrived(message, now, this.#world.wall())
    if (outcome in counterOf) this.#counters[counterOf[outcome]] += 1
    this.#emit("message", { ...message, outcome })
    this.#perform()
    if (outcome !== "applied") return
    applied.push(message)
    this.#emit(message.type, message)
  }

  /** Counted with its reason, and told in words. */
  #fault({ reason, code, message, scope }) {
    const { reasons } = this.#counters
    this.#counters[counterOf[reason] ?? counterOf[scope] ?? "badRecords"] += 1
    reasons[reason] = (reasons[reason] ?? 0) + 1
    this.#emit("error", { code, name: reason, message, fatal: false, source: "client" })
  }
}

/** A UUID of version 4. crypto.randomUUID is there in secure contexts alone. */
function newKey() {
  const digit = (mark) => (mark ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (mark / 4)))).toString(16)
  return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, digit)
}
