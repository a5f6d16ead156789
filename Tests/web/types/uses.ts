// Every public thing of the client, used as lifeline.d.ts says. It is compiled, and never run.

import {
  CodecError, Lifeline, LifelineError, decode, encode, version,
  type ChannelView, type Codec, type Counters, type Delivery, type Fault, type Inspected, type LifelineOptions,
  type LineEvents, type Message, type PayloadOf, type Received, type Sent, type State, type StateChange, type Vocabulary,
} from "../../../clients/web/lifeline.js"

const options: LifelineOptions = {
  token: "word", channels: ["energy"], codec: "mixed", window: 64, maxRate: { energy: 30 }, session: "s",
  positions: { energy: { epoch: 1, seq: 2 } }, retriesMax: 3, WebSocket, connect: false, client: "types/1",
  types: { weather: { code: 0x7001, fields: "wind:f32 gusts?:[f32]" } }, recordMax: 1 << 16,
}
const line = new Lifeline("ws://127.0.0.1:8145/ws", options)
new Lifeline()
new Lifeline(new URL("ws://127.0.0.1:8145/ws"), { maxRate: 10 })

// What one listens to.
const stop: () => void = line.on("energy_update", ({ payload, bytes, codec }: Received<"energy_update">) => {
  const level: number = payload.level + bytes
  const how: "json" | "energy" = codec
  return [level, how]
})
stop()
line.on("energy_field", ({ payload }) => payload.cells.subarray(0, payload.width))
line.on("token_stream", ({ payload, replay, snapshot }) => [payload.text.trim(), replay === true, snapshot === true])
line.on("interference_event", ({ payload: { kind, models } }) => [kind === "mixed", models.at(0)])
line.on("weather", ({ payload }) => payload.wind)
line.on("state", ({ state, previous, reason, code, delay, attempt }: StateChange) => {
  const known: State[] = [state, previous]
  return [known, reason.length, code?.toFixed(), delay?.toFixed(), attempt + 1]
})
line.on("welcome", ({ channels, resumed }) => channels.map(({ handle }) => handle + Number(resumed)))
line.on("startup_complete", ({ models }) => models.join())
line.on("model_status", ({ status }) => status === "ready")
line.on("lag", ({ conflated, joined, dropped }) => conflated + joined + dropped)
line.on("error", ({ name, message, fatal, source }: Fault) => [name, message, fatal, source === "server"])
line.on("snapshot", ({ items }) => items.map(({ type }) => type))
line.on("codec", ({ codec }) => { const now: Codec = codec; return now })
line.on("batch", ({ messages, bytes }) => messages.length / bytes)
line.on("message", ({ outcome }: Inspected) => outcome === "applied")
line.on("sent", ({ bytes, type }) => [bytes, type])
line.on("subscribed", (grant) => { const delivery: Delivery = grant.class; return delivery })
line.on("unsubscribed", ({ name, code }) => [name, code])
line.on("desync", ({ expected, got }) => got - expected)
line.on("heartbeat", (beat: LineEvents["heartbeat"]) => beat.rtt + beat.offset)

// What one asks for.
line.subscribe("council")
line.subscribe("energy", { maxRate: 10 })
line.unsubscribe("energy")
const went: boolean = line.publish("energy", "energy_field", {
  model: 0, width: 1, height: 1, min: 0, max: 1, cells: [0.5],
}, { frame: 7 })
line.publish("weather", "weather", { wind: 3 })
async function ask(): Promise<unknown> {
  await line.setCodec("energy")
  try {
    return await line.request("prompt", { text: "why?" }, { key: false, timeout: 1000 })
  } catch (error) {
    if (error instanceof LifelineError) return [error.code, error.fault, error.retry, error.message]
    throw error
  }
}
line.close()
line.reconnect()

// What one looks at.
const age: number | undefined = line.age({ ts: 1 })
const views: ChannelView[] = line.channels
const counters: Counters = line.counters
const figures: Array<number | undefined> = [line.rtt, line.offset, counters.codecs.json.bytes, counters.reasons.truncated]
const again: LifelineOptions = { session: line.session, positions: line.positions, codec: line.codec }
const words: string[] = [line.url, line.state, version, ...views.map(({ name, waiting }) => `${name} ${waiting}`)]

// The codecs alone.
const vocabulary: Vocabulary = { types: options.types, channels: { weather: 900 } }
const text: string = encode({ channel: "energy", type: "energy_update", payload: {} }, "json")
const frame: Uint8Array = encode([{ channel: "weather", type: "weather", payload: { wind: 1 } }], "energy", vocabulary)
const { messages, isBatch, faults, unknownFields } = decode(frame.buffer, vocabulary, 1024)
const first: Message | undefined = messages[0]
const [fault] = faults
if (fault instanceof CodecError) words.push(fault.reason, fault.scope, String(fault.code))
const update: PayloadOf<"energy_update"> = {
  model: 0, pattern: 1, tokens: 2, energy: 3, total: 4, rate: 5, level: 6, entropy: 7,
}
const sent: Sent<PayloadOf<"resonance_event">> = { event: 1, duration: 2, frequency: 3, amplitude: 4, models: [0, 1] }

export { age, again, ask, figures, first, isBatch, sent, text, unknownFields, update, went }
