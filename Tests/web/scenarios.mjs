// What a client and the real server go through together, wherever the client runs: server.test.mjs tries each of these
// in Node, Tests/browser/on_both_sides.py in a browser. Nothing is imported here, so that both run the same.
//
// Time is real: each wait ends with what it waits for, and none is longer than this.
const patience = 20_000

/** Where a scenario takes place. The relay is on its way to the server, and does to records what it is told to. */
export class Place {
  #lines = []

  /** `ask(order)` has the relay, or who starts servers, do something; see relay.mjs for what it can do. */
  constructor({ Lifeline }, { url, token, ask }) {
    Object.assign(this, { Lifeline, url, token, ask })
  }

  line(options) {
    const line = new this.Lifeline(this.url, { token: this.token, ...options })
    this.#lines.push(line)
    return line
  }

  async run(sentence) {
    try {
      return await scenarios[sentence](this)
    } finally {
      for (const line of this.#lines.splice(0)) line.close()
    }
  }
}

function holds(condition, ...told) {
  if (!condition) throw new Error(told.map((one) => JSON.stringify(one)).join(" "))
}

const same = (one, other) => holds(JSON.stringify(one) === JSON.stringify(other), one, other)

/** The first event that satisfies the condition. */
function once(line, event, condition = () => true) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no such ${event} in ${patience} ms`)), patience)
    const stop = line.on(event, (detail) => {
      if (!condition(detail)) return
      clearTimeout(timer)
      stop()
      resolve(detail)
    })
  })
}

/** What is said on the stream, of which a snapshot is a new beginning; `holes` where text is missing, `twice` where it is again. */
function listen(line) {
  const heard = { pieces: 0, holes: 0, twice: 0 }
  const ends = new Map(), utf8 = new TextEncoder()
  let next
  line.on("snapshot", ({ channel, seq }) => {
    if (channel !== "experience") return
    next = seq + 1
    ends.clear()
  })
  line.on("token_stream", ({ snapshot, seq, payload: { from = seq, stream, at, text } }) => {
    const end = ends.get(stream)
    ends.set(stream, at + utf8.encode(text).length)
    if (snapshot) return
    // Neighbours in a record cover the same numbers; their texts do not overlap.
    heard.holes += from > next || at > end
    heard.twice += seq < next || at < end
    heard.pieces += 1
    next = seq + 1
  })
  return heard
}

const isLive = ({ snapshot, replay }) => !snapshot && !replay

function isFaultless({ counters }) {
  const { badRecords, badMessages, unknownTypes, unknownChannels, duplicates, desyncs } = counters
  same([badRecords, badMessages, unknownTypes, unknownChannels, duplicates, desyncs], [0, 0, 0, 0, 0, 0])
}

/** The text goes on after something went wrong, and with it the other channels; nothing was told twice. */
async function goesOn(line, heard) {
  const { pieces } = heard
  await once(line, "token_stream", (message) => isLive(message) && heard.pieces > pieces + 10)
  await once(line, "energy_update", isLive)
  same(line.channels.filter(({ waiting }) => waiting), [])
  same([heard.holes, heard.twice], [0, 0])
}

/** A listener that has heard something live, and what it heard. */
async function listener(place, options) {
  const line = place.line(options)
  const heard = listen(line)
  await once(line, "token_stream", isLive)
  return [line, heard]
}

/** The first time that each of these is told, in any order. */
const told = (line, events) => Promise.all(Object.entries(events).map(([event, condition]) => once(line, event, condition)))

export const scenarios = {
  // Connect

  async "a first connection hears welcome, startup_complete, a snapshot of each channel, and then what is live"(place) {
    const line = place.line()
    const snapshots = []
    line.on("snapshot", ({ channel }) => snapshots.push(channel))
    const [{ channels }, { models }] = await told(line, { welcome: undefined, startup_complete: undefined })
    holds(models.length > 0, models)
    await once(line, "token_stream", isLive)
    same(snapshots.sort(), channels.map(({ name }) => name).sort())
    isFaultless(line)
  },

  async "a wrong token ends in closed, and in words what to do"(place) {
    const line = place.line({ token: "0123456789abcdef-of-another" })
    const [{ name }, { reason, code }] = await told(line, { error: undefined, state: ({ state }) => state === "closed" })
    same([name, code], ["unauthorized", 4502])
    holds(reason.includes("token: open the address that it printed"), reason)
  },

  async "a method that nobody has is refused by its name"(place) {
    const error = await place.line().request("no_such_method").then(() => undefined, (error) => error)
    same([error?.code, error?.fault], [103, "unknown_method"])
  },

  async "round trip and clock offset of one machine are small, and ages are of this moment"(place) {
    const line = place.line()
    await once(line, "heartbeat")
    holds(line.rtt >= 0 && line.rtt < 1000, line.rtt)
    holds(Math.abs(line.offset) < 500, line.offset)
    const age = line.age(await once(line, "energy_update", isLive))
    holds(age > -100 && age < 5000, age)
  },

  // Cut and resume

  async "a connection that is cut resumes its session, and the text goes on without a hole"(place) {
    const [line, heard] = await listener(place)
    const { session } = line
    for (let cut = 0; cut < 3; cut += 1) {
      const welcome = once(line, "welcome")
      await place.ask("cut")
      holds((await welcome).resumed)
      await goesOn(line, heard)
    }
    same(line.session, session)
    isFaultless(line)
  },

  async "a server that is killed and started again is found, and says so in another epoch"(place) {
    const [line, heard] = await listener(place)
    const { epoch } = line.channels[0]
    const welcome = once(line, "welcome")
    await place.ask("restart")
    same((await welcome).resumed, false)
    await goesOn(line, heard)
    holds(line.channels[0].epoch !== epoch, epoch)
  },

  // Conflate

  async "a listener that is slow gets less of what is state, all of the text, and the newest at the end"(place) {
    const [line, heard] = await listener(place, { window: 1, channels: ["energy", "experience"] })
    const stop = line.on("batch", () => {
      for (const end = performance.now() + 120; performance.now() < end; );
    })
    await once(line, "lag", ({ conflated }) => conflated > 0)
    stop()
    await goesOn(line, heard)
    holds(line.counters.skipped > 0, line.counters)
    isFaultless(line)
  },

  // Codec switch

  async "JSON, energy and mixed say the same while they change in mid-stream, and nothing is missed"(place) {
    const [line, heard] = await listener(place)
    for (const [codec, arrives] of [["energy", "energy"], ["json", "json"], ["mixed", "energy"]]) {
      await line.setCodec(codec)
      await once(line, "token_stream", (message) => message.codec === arrives)
      await goesOn(line, heard)
    }
    isFaultless(line)
  },

  // Desync: told below, in each codec

  async "a position of another epoch is made up for with a snapshot"(place) {
    const [first] = await listener(place)
    const { epoch, seq } = first.positions.experience
    await isPlacedAnew(place, { epoch: epoch ^ 1, seq })
  },

  async "a position that the server has not reached is made up for with a snapshot"(place) {
    const [first] = await listener(place)
    const { epoch, seq } = first.positions.experience
    await isPlacedAnew(place, { epoch, seq: seq + 1_000_000 })
  },
}

async function isPlacedAnew(place, experience) {
  const line = place.line({ positions: { experience } })
  const heard = listen(line)
  const [{ channels }, { epoch, seq }] = await told(line, {
    welcome: undefined, snapshot: ({ channel }) => channel === "experience",
  })
  same(channels.find(({ name }) => name === "experience").recovered, false)
  await goesOn(line, heard)
  const now = line.positions.experience
  holds(now.epoch === epoch && now.seq > seq && now.seq < seq + 1_000_000, now)
  isFaultless(line)
}

for (const codec of ["json", "energy", "mixed"]) {
  scenarios[`in ${codec}, a record that is lost is noticed and told, and a snapshot makes up for it`] = async (place) => {
    const [line, heard] = await listener(place, { codec })
    const lost = told(line, {
      desync: ({ channel, reason, expected, got }) => channel === "experience" && reason === "gap" && got > expected,
      snapshot: ({ channel }) => channel === "experience",
    })
    await place.ask("spoil lose")
    await lost
    await goesOn(line, heard)
    same([line.counters.connections, line.counters.badRecords], [1, 0])
  }

  scenarios[`in ${codec}, a record that comes again instead of the next is told once, and what is missing made up for`] =
    async (place) => {
      const [line, heard] = await listener(place, { codec })
      const lost = told(line, {
        message: ({ channel, outcome }) => channel === "experience" && outcome === "duplicate",
        desync: ({ channel, reason }) => channel === "experience" && reason === "gap",
        snapshot: ({ channel }) => channel === "experience",
      })
      await place.ask("spoil repeat")
      await lost
      await goesOn(line, heard)
      same([line.counters.connections, line.counters.badRecords], [1, 0])
    }

  scenarios[`in ${codec}, a record that is garbage is told, and what it said is made up for`] = async (place) => {
    const [line, heard] = await listener(place, { codec })
    const lost = told(line, {
      error: ({ source, fatal }) => source === "client" && !fatal,
      desync: ({ channel }) => channel === "experience",
      snapshot: ({ channel }) => channel === "experience",
    })
    await place.ask("spoil garble")
    await lost
    await goesOn(line, heard)
    same([line.counters.connections, line.counters.badRecords], [1, 1])
  }

  scenarios[`in ${codec}, a line that brings nothing but garbage is given up for another, and resumes`] = async (place) => {
    const [line, heard] = await listener(place, { codec })
    const resumed = told(line, {
      state: ({ state, code, reason }) => state === "retry" && code === 4002 && reason.includes("unreadable records"),
      welcome: ({ resumed }) => resumed,
    })
    await place.ask("spoil garble 4")
    await resumed
    await goesOn(line, heard)
    same([line.counters.connections, line.counters.badRecords], [2, 4])
  }

  scenarios[`in ${codec}, a line that breaks within a record resumes, and misses nothing`] = async (place) => {
    const [line, heard] = await listener(place, { codec })
    const resumed = told(line, { state: ({ state }) => state === "retry", welcome: ({ resumed }) => resumed })
    await place.ask("spoil tear")
    await resumed
    await goesOn(line, heard)
    same([line.counters.connections, line.counters.desyncs, line.counters.badRecords], [2, 0, 0])
  }
}
