import { Lifeline, decode, encode } from "./client.mjs"

/** A clock that goes when it is told to, a page that can be hidden, and sockets whose other end is the test. */
export class World {
  time = 1000
  wallOffset = 1_700_000_000_000
  sockets = []
  #timers = new Set()

  /** What `random()` gives: the largest waits there are, unless a test says otherwise. */
  luck = 1

  constructor() {
    const world = this
    this.WebSocket = class extends Socket {
      constructor(url, protocols) {
        super(url, protocols)
        world.sockets.push(this)
      }
    }
  }

  now() {
    return this.time
  }

  wall() {
    return this.wallOffset + this.time
  }

  random() {
    return this.luck
  }

  wake(delay, fn) {
    const timer = { at: this.time + delay, fn }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  watch(shown, online) {
    Object.assign(this, { shown, online, isWatched: true })
    return () => (this.isWatched = false)
  }

  /** Lets time pass, and runs each timer at its moment. */
  pass(milliseconds) {
    const end = this.time + milliseconds
    for (let next; (next = this.#due(end)); ) {
      this.#timers.delete(next)
      this.time = Math.max(this.time, next.at)
      next.fn()
    }
    this.time = end
  }

  /** Time passes and nothing runs, as in a laptop with its lid down. */
  sleep(milliseconds) {
    this.time += milliseconds
  }

  #due(end) {
    return [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
  }

  get socket() {
    return this.sockets.at(-1)
  }

  /** A line on this world, dialling. */
  line(options = {}) {
    const line = new Lifeline("ws://127.0.0.1:8145/ws", {
      world: this, WebSocket: this.WebSocket, connect: false, ...options,
    })
    line.reconnect()
    return line
  }

  /** A line that is open, with these grants. */
  open(options = {}, welcome = {}) {
    const line = this.line(options)
    this.socket.accept()
    this.welcome(welcome)
    return line
  }

  welcome(payload = {}) {
    this.socket.say({ channel: "system", type: "welcome", payload: { ...welcome, ...payload } })
  }
}

class Socket {
  sent = []

  constructor(url, protocols) {
    Object.assign(this, { url, protocols })
  }

  send(record) {
    this.sent.push(...decode(record, vocabulary).messages)
  }

  close(code) {
    if (code !== 1000 && !(code >= 3000 && code <= 4999)) throw new Error(`no socket may be closed with ${code}`)
    this.closedWith = code
  }

  accept() {
    this.onopen()
  }

  /** A record from the server; an array is a batch. */
  say(message, codec = "json") {
    const record = encode(message, codec, vocabulary)
    this.hear(codec === "json" ? record : record.slice().buffer)
  }

  hear(data) {
    this.onmessage({ data })
  }

  /** The other end has gone. */
  lose(code = 1006, reason = "") {
    this.onclose({ code, reason })
  }

  /** What was sent of one type. */
  all(type) {
    return this.sent.filter((message) => message.type === type)
  }

  last(type) {
    return this.all(type).at(-1)
  }
}

export const vocabulary = {
  channels: { "thread:1": 256 },
  types: { shiny: { code: 0x400, fields: "size:u16" } },
}

const grant = { recovered: false, rights: 1, seq: 0 }
export const grants = {
  energy: { ...grant, name: "energy", handle: 1, class: "state", epoch: 11 },
  experience: { ...grant, name: "experience", handle: 2, class: "stream", epoch: 12 },
  council: { ...grant, name: "council", handle: 3, class: "event", epoch: 13 },
}

const welcome = {
  session: "s1", resumed: false, server: "test/1", version: "1.0", heartbeat: 1000, timeout: 3000, window: 8,
  recordMax: 1 << 20, caps: [], channels: Object.values(grants),
}

export const update = (seq, payload = {}, more = {}) => ({
  channel: "energy", type: "energy_update", seq, ...more,
  payload: { model: 0, pattern: 0, tokens: seq, energy: 1, total: seq, rate: 60, level: 0.5, entropy: 0.25, ...payload },
})

export const token = (seq, text, more = {}) => ({
  channel: "experience", type: "token_stream", seq,
  payload: { stream: 1, model: 0, final: false, at: 0, count: 1, text, ...more },
})

export const clash = (seq) => ({
  channel: "council", type: "interference_event", seq,
  payload: { event: seq, kind: "mixed", strength: 1, phase: 0, models: [0, 1] },
})

export const snapshot = (channel, seq, items, more = {}) => ({
  channel, type: "state_snapshot", seq: seq || undefined,
  payload: { epoch: grants[channel].epoch, part: 0, last: true, items: items.map(timed), ...more },
})

const timed = (item) => ({ ts: 1_700_000_000_000, ...item })

/** Everything that a line tells of one event, in order. */
export function listen(line, event) {
  const heard = []
  line.on(event, (detail) => heard.push(detail))
  return heard
}
