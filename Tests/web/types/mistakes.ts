// What the types of the client must refuse: a line behind a mark that compiled would be a fault.

import { Lifeline, decode, encode, type StateChange } from "../../../clients/web/lifeline.js"

const line = new Lifeline()

// @ts-expect-error no such codec
new Lifeline(null, { codec: "xml" })
// @ts-expect-error no such option
new Lifeline(null, { tokn: "word" })
// @ts-expect-error a payload of another type
line.on("energy_update", ({ payload }) => payload.text)
// @ts-expect-error a field that is a number
line.on("token_stream", ({ payload }) => payload.at.trim())
// @ts-expect-error a handler for something else
line.on("state", (change: { state: number }) => change)
// @ts-expect-error it may be undefined
line.rtt.toFixed()
// @ts-expect-error it cannot be set
line.state = "open"
// @ts-expect-error a field is missing
line.publish("energy", "energy_update", { model: 0 })
// @ts-expect-error no such codec
line.setCodec("text")
// @ts-expect-error an answer is unknown until somebody looks
line.request("prompt").then((answer) => answer.text)
// @ts-expect-error a frame is bytes
encode({ channel: "energy", type: "energy_update" }, "energy").trim()
// @ts-expect-error a record is text or bytes
decode(17)
// @ts-expect-error a state that is none
export const change: StateChange["state"] = "broken"
