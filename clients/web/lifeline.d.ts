/**
 * Lifeline for browsers, workers and Node: one connection that carries every channel, keeps its place in each, and
 * comes back by itself.
 *
 * ```js
 * import { Lifeline } from "/client/lifeline.js"
 *
 * const line = new Lifeline()
 * line.on("energy_update", ({ payload }) => draw(payload.level))
 * line.on("token_stream", ({ payload }) => { answer.textContent += payload.text })
 * ```
 */

/** What the server sends. Every client reads both codecs at all times; `mixed` keeps control readable. */
export type Codec = "json" | "energy" | "mixed"

/** How a channel behaves under pressure: `state` skips, `stream` joins, `event` queues. */
export type Delivery = "control" | "state" | "stream" | "event"

/** idle → connecting → open → retry → connecting | closed */
export type State = "idle" | "connecting" | "open" | "retry" | "closed"

export interface LifelineOptions {
  /** Proof of who we are, where no cookie carries it. */
  token?: string
  /** Channels to hear. Absent: every built-in channel that the server lets us read. */
  channels?: string[]
  /** What the server shall send. Default "json"; `setCodec` changes it at any time. */
  codec?: Codec
  /** Data records the server may be ahead of us; 0 is no limit. Default: as the server says. */
  window?: number
  /** At most so many messages a second on `state` channels: for all, or by channel. */
  maxRate?: number | Record<string, number>
  /** A session to take up again, as `line.session` said. */
  session?: string
  /** Where it left off, as `line.positions` said. */
  positions?: Record<string, Position>
  /** Attempts in a row before giving up. Default: never, as a local server restarts. */
  retriesMax?: number
  /** The WebSocket class. Default: the global one; Node 20 has none. */
  WebSocket?: new (url: string, protocols: string[]) => unknown
  /** False: stays idle until `reconnect()`. Default true. */
  connect?: boolean
  /** Name and version of this program, as the server's logs will have it. Default "lifeline.js/" and our version. */
  client?: string
  /** Types of the application, by name; what a field may be, the tables in lifeline.js show. */
  types?: Record<string, { code: number; fields: string }>
  /** Bytes of the largest record that is read. Default 1 MiB. */
  recordMax?: number
}

/** A message as it travels, whatever its codec. */
export interface Message<T extends string = string> {
  channel: string
  type: T
  /** By the server, for published messages: per channel and epoch, one more for each. */
  seq?: number
  /** The number of a request; `re` is that of the request answered. */
  id?: number
  re?: number
  /** The tick it belongs to. */
  frame?: number
  /** Milliseconds since the Unix epoch, with three decimals, by the sender's clock. */
  ts: number
  /** It came as the changes since `seq − 1`. Handlers have the whole payload all the same. */
  delta?: true
  /** An old message, sent again. */
  replay?: true
  payload: PayloadOf<T>
}

/** A message that was received. */
export interface Received<T extends string = string> extends Message<T> {
  /** Which codec this one came in. */
  codec: "json" | "energy"
  /** Its size on the wire; of a JSON batch, its even share; of an item of a snapshot, 0: its snapshot has it. */
  bytes: number
  /** It is an item of a snapshot. */
  snapshot?: true
}

/** Why there is another state. */
export interface StateChange {
  state: State
  previous: State
  /** What happened, in words. */
  reason: string
  /** The close code, if a connection ended. */
  code?: number
  /** In `retry`: milliseconds until the next attempt. */
  delay?: number
  /** Attempts since it was last steadily open. */
  attempt: number
}

/** Something went wrong; the line goes on unless `fatal`. */
export interface Fault {
  /** As in the table of PROTOCOL's errors. */
  code: number
  /** By the server `unauthorized`, `rate_limited` …; by the client the reason of a `CodecError`. */
  name: string
  /** What happened, in words. */
  message: string
  fatal: boolean
  /** Milliseconds to wait before another try. */
  retry?: number
  channel?: string
  /** Who noticed. */
  source: "server" | "client"
}

/** What a promise of `request` and others is rejected with. */
export class LifelineError extends Error {
  code: number
  /** `rate_limited`, `timeout` … */
  fault: string
  retry?: number
}

/** One channel as the client knows it. */
export interface ChannelView extends Position {
  name: string
  handle: number
  class: Delivery
  /** 1 read, 2 publish, 4 request. */
  rights: number
  /** Messages that were conflated or dropped on their way, by the jumps in `seq`. */
  skipped: number
  /** It lost its place, and waits for a snapshot. */
  waiting: boolean
}

/** Since the line was made. Nothing is lost without being counted here. */
export interface Counters {
  /** Records and messages that came in. */
  records: number
  messages: number
  /** Messages that were new and in order. */
  applied: number
  bytes: number
  /** By the codec they came in. */
  codecs: Record<"json" | "energy", { records: number; messages: number; bytes: number }>
  /** Records and bytes that went out. */
  sent: number
  sentBytes: number
  snapshots: number
  /** As the server's `lag` notices say. */
  conflated: number
  joined: number
  dropped: number
  /** Messages that jumps of `seq` skipped, as seen here. */
  skipped: number
  duplicates: number
  /** Messages that came while a channel waited for its snapshot. */
  waited: number
  /** Messages of channels that were given up. */
  unheard: number
  desyncs: number
  unknownTypes: number
  unknownChannels: number
  unknownFields: number
  badRecords: number
  badMessages: number
  /** Bad records and messages by reason, `missingField` and so on. */
  reasons: Record<string, number>
  /** Connections that stood, and attempts. */
  connections: number
  attempts: number
}

/** A message in the inspector, and what became of it. */
export interface Inspected extends Received {
  outcome: "applied" | "control" | "snapshot" | "duplicate" | "waiting" | "desync" | "unheard"
}

/** Events of the line itself. Everything else one listens to is the name of a message type. */
export interface LineEvents {
  state: StateChange
  welcome: Welcome
  startup_complete: StartupComplete
  model_status: ModelStatus
  /** What the server could not deliver since the last notice. */
  lag: Lag
  error: Fault
  /** All that is known of a channel is replaced by these. Each of them is heard by its type as well, after this. */
  snapshot: { channel: string; epoch: number; seq: number; items: Received[] }
  /** The server sends in another codec from here on. */
  codec: { codec: Codec }
  /** What one record had that is to be shown in one step: after the handlers of each message. */
  batch: { messages: Received[]; bytes: number; codec: "json" | "energy" }
  /** Every message that could be read. */
  message: Inspected
  /** Every message that went out. */
  sent: Message & { bytes: number }
  /** A channel is heard from now on; unless recovered, a snapshot follows. */
  subscribed: Grant
  unsubscribed: { name: string; code?: number }
  /** A channel lost its place; a snapshot was asked for. */
  desync: { channel: string; reason: string; expected: number; got: number }
  heartbeat: { rtt: number; offset: number }
}

export class Lifeline {
  /**
   * @param url `ws://`, `wss://`, or a path. Default: `/ws` where the page comes from.
   */
  constructor(url?: string | URL | null, options?: LifelineOptions)

  /** Calls `fn` for each event, or each message of a type. Returns a function that ends it. */
  on<E extends keyof LineEvents>(event: E, fn: (detail: LineEvents[E]) => void): () => void
  on<T extends DataType>(type: T, fn: (message: Received<T>) => void): () => void
  on(type: string, fn: (message: Received) => void): () => void

  /** Hears a channel, now and after every reconnect. */
  subscribe(name: string, options?: { maxRate?: number }): void
  unsubscribe(name: string): void

  /**
   * Asks for an action. It happens once however often the connection breaks: unless `key` is false, the request has a
   * key and is sent again until it is answered.
   * Rejects with `LifelineError`: the server refused, it took too long (default 30 s; 0 waits for ever), or the line
   * was closed.
   */
  request(method: string, params?: unknown, options?: { key?: string | false; timeout?: number }): Promise<unknown>

  /** Sends a message of a channel, where the server grants that. False: there is no connection at the moment. */
  publish<T extends string>(channel: string, type: T, payload: Sent<PayloadOf<T>>, options?: { frame?: number }): boolean

  /** Resolves when the server has changed, or at the next welcome. */
  setCodec(codec: Codec): Promise<void>

  /** For good. */
  close(): void
  /** Drops the connection, if there is one, and dials at once; from `closed` too. */
  reconnect(): void

  /** How old a message is, in milliseconds by the server's clock; undefined before its clock is known. */
  age(message: { ts: number }): number | undefined

  readonly url: string
  readonly state: State
  /** Round trip in milliseconds, smoothed; undefined before the first answer. */
  readonly rtt: number | undefined
  /** The server's clock minus ours, in milliseconds. */
  readonly offset: number | undefined
  /** To take the session up again after a reload. */
  readonly session: string | undefined
  readonly positions: Record<string, Position>
  readonly codec: Codec
  readonly channels: ChannelView[]
  readonly counters: Counters
}

export const version: string

/** What readers and writers must agree on. */
export interface Vocabulary {
  /** Types besides our own. */
  types?: Record<string, { code: number; fields: string }>
  /** Handles by name of channels that are not built in. */
  channels?: Record<string, number>
}

/** One message, or the messages of one batch, as a record: text for "json", bytes for "energy". Throws `CodecError`. */
export function encode(message: AnyMessage | AnyMessage[], codec: "json", vocabulary?: Vocabulary): string
export function encode(message: AnyMessage | AnyMessage[], codec: "energy", vocabulary?: Vocabulary): Uint8Array

/**
 * A record as messages. Throws `CodecError` if it is none; a bad message in a good record is among `faults`, and so is
 * an item of a snapshot that nobody here knows or can read: the snapshot goes without it.
 * Lists of numbers are typed arrays; those of an energy frame lie in the record itself where they are aligned.
 */
export function decode(
  record: string | ArrayBuffer | ArrayBufferView,
  vocabulary?: Vocabulary,
  recordMax?: number,
): {
  messages: Array<Message & { bytes: number }>
  isBatch: boolean
  faults: CodecError[]
  /** Fields that nobody here knows. */
  unknownFields: number
}

export class CodecError extends Error {
  /** `truncated`, `missingField` … */
  reason: string
  /** Whether the rest of the record could be read. */
  scope: "record" | "message"
  /** As in the table of PROTOCOL's errors. */
  code: number
}

type AnyMessage = Pick<Message, "channel" | "type"> & Partial<Message>

/** What may be sent where typed arrays are received. */
export type Sent<P> = {
  [K in keyof P]: P[K] extends Float32Array | Float64Array | Uint16Array | Uint32Array ? ArrayLike<number> : P[K]
}

/** Types of messages that channels carry. */
export type DataType = Exclude<keyof Payloads, keyof LineEvents>
/** The payload of a type; of a type of the application, whatever it is. */
export type PayloadOf<T extends string> = T extends keyof Payloads ? Payloads[T] : any

// From here on written by scripts/schemas, from the descriptions of the messages.
// tables:begin
export interface Payloads {
  hello: Hello
  welcome: Welcome
  startup_complete: StartupComplete
  model_status: ModelStatus
  heartbeat: Heartbeat
  subscribe: Subscribe
  subscribed: Subscribed
  unsubscribe: Unsubscribe
  unsubscribed: Unsubscribed
  ack: Ack
  resync: Resync
  lag: Lag
  set_codec: SetCodec
  codec_set: CodecSet
  auth: Auth
  request: Request
  reply: Reply
  error_event: ErrorEvent
  goodbye: Goodbye
  energy_update: EnergyUpdate
  energy_field: EnergyField
  token_stream: TokenStream
  interference_event: InterferenceEvent
  resonance_event: ResonanceEvent
  reward_event: RewardEvent
  state_snapshot: StateSnapshot
}

export interface Hello {
  client: string
  auth?: string
  channels?: Array<Wish>
  codec?: "json" | "energy" | "mixed"
  session?: string
  window?: number
  caps?: Array<string>
}

export interface Welcome {
  session: string
  resumed: boolean
  server: string
  version: string
  heartbeat: number
  timeout: number
  window: number
  recordMax: number
  caps: Array<string>
  channels: Array<Grant>
  refused?: Array<Refusal>
}

export interface StartupComplete {
  model: string
  tier: "low" | "mid" | "high"
  version: string
  models: Array<string>
  state?: string
}

export interface ModelStatus {
  model: number
  status: "loading" | "ready" | "error"
  code?: number
}

export interface Heartbeat {
  echo?: number
  lag?: number
  hidden?: boolean
}

export interface Subscribe {
  name: string
  since?: Position
  maxRate?: number
}

export interface Subscribed {
  name: string
  handle: number
  class: "control" | "state" | "stream" | "event"
  epoch: number
  seq: number
  recovered: boolean
  rights: number
}

export interface Unsubscribe {
  name: string
}

export interface Unsubscribed {
  name: string
  code?: number
}

export interface Ack {
  received: number
}

export interface Resync {
  name: string
  reason: string
}

export interface Lag {
  name: string
  conflated: number
  joined: number
  dropped: number
}

export interface SetCodec {
  codec: "json" | "energy" | "mixed"
}

export interface CodecSet {
  codec: "json" | "energy" | "mixed"
}

export interface Auth {
  token: string
}

export interface Request {
  method: string
  key?: string
  params: unknown
}

export interface Reply {
  result?: unknown
  error?: Failure
}

export interface ErrorEvent {
  code: number
  name: string
  message: string
  fatal: boolean
  retry?: number
  channel?: string
}

export interface Goodbye {
  code: number
  message: string
  resume: boolean
  retry?: number
}

export interface EnergyUpdate {
  model: number
  pattern: number
  tokens: number
  energy: number
  total: number
  rate: number
  level: number
  entropy: number
}

export interface EnergyField {
  model: number
  width: number
  height: number
  min: number
  max: number
  cells: Float32Array
}

export interface TokenStream {
  stream: number
  model: number
  final: boolean
  at: number
  from?: number
  count: number
  text: string
}

export interface InterferenceEvent {
  event: number
  kind: "constructive" | "destructive" | "mixed"
  strength: number
  phase: number
  models: Uint16Array
}

export interface ResonanceEvent {
  event: number
  duration: number
  frequency: number
  amplitude: number
  models: Uint16Array
}

export interface RewardEvent {
  event: number
  kind: "unlocked" | "progress"
  level: number
  points: number
  badge: string
}

export interface StateSnapshot {
  epoch: number
  part: number
  last: boolean
  items: Message[]
}

export interface Wish {
  name: string
  since?: Position
  maxRate?: number
}

export interface Position {
  epoch: number
  seq: number
}

export interface Grant {
  name: string
  handle: number
  class: "control" | "state" | "stream" | "event"
  epoch: number
  seq: number
  recovered: boolean
  rights: number
}

export interface Refusal {
  name: string
  code: number
}

export interface Failure {
  code: number
  name: string
  message: string
  retry?: number
}
// tables:end
