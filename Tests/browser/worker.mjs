// A worker without the page: it holds the client to the golden vectors, and hears the server itself.

import * as client from "/client/lifeline.js"
import { broken } from "/tests/vectors.mjs"

const files = await (await fetch("/tests/vectors.json")).json()
const line = new client.Lifeline()
const heard = { updates: 0, pieces: 0, text: "", hasDocument: "document" in globalThis, ...broken(client, files) }

line.on("energy_update", ({ snapshot }) => { heard.updates += !snapshot })
line.on("token_stream", ({ snapshot, payload: { text } }) => {
  if (snapshot) return
  heard.pieces += 1
  heard.text += text
  if (heard.pieces < 20 || heard.updates < 20) return
  postMessage({ ...heard, state: line.state, counters: line.counters })
  line.close()
})
