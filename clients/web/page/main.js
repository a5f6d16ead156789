// The live page. Messages change plain values as they come; once per frame, and nowhere else, the page is painted.

import { Lifeline } from "../lifeline.js"
import { Channels } from "./channels.js"
import { count, plural } from "./elements.js"
import { account } from "./faults.js"
import { Graph } from "./graph.js"
import { Hero } from "./hero.js"
import { Inspector } from "./inspector.js"
import { Journal } from "./journal.js"
import { listen } from "./keys.js"
import { Latency } from "./latency.js"
import { Losses } from "./losses.js"
import { Machine } from "./machine.js"
import { Palette } from "./palette.js"
import { Prompt } from "./prompt.js"
import { Toasts } from "./toasts.js"
import { Theatre } from "./theatre.js"
import { takeToken } from "./token.js"
import { Traffic } from "./traffic.js"
import { Voices } from "./voices.js"
import { milliseconds, sentence } from "./words.js"

const wire = document.getElementById("wire")
const graph = (id) => new Graph(document.querySelector(`#${id} canvas`), palette)
const figure = (name) => document.querySelector(`#latency [data-is=${name}]`)

const line = new Lifeline(null, { token: takeToken(), client: "lifeline-page/1", connect: false })
const palette = new Palette()
const stage = new Theatre(document.getElementById("stage"))
const voices = new Voices(stage)
const journal = new Journal()
const latency = new Latency(graph("latency"))
const traffic = new Traffic(line, graph("rate"))
const hero = new Hero(line, latency, traffic)
const channels = new Channels(line, journal)
const losses = new Losses(line)
const inspector = new Inspector()
const prompt = new Prompt(journal)
const toasts = new Toasts()
new Machine(line)

// MARK: What is said

const isOld = ({ replay, snapshot }) => Boolean(replay || snapshot)
line.on("energy_update", (message) => voices.energy(message.payload, isOld(message)))
line.on("energy_field", ({ payload }) => stage.tell("field", payload))
line.on("token_stream", (message) => voices.text(message.payload, isOld(message)))
line.on("interference_event", (message) => {
  const { kind, strength, phase, models } = message.payload
  if (!isOld(message)) stage.tell("interference", kind, strength, phase, models)
})
line.on("resonance_event", (message) => {
  const { duration, frequency, amplitude, models } = message.payload
  if (!isOld(message)) stage.tell("resonance", duration, frequency, amplitude, models)
})
line.on("reward_event", (message) => { if (!isOld(message)) toasts.reward(message.payload) })
line.on("message", (message) => {
  channels.count(message.channel)
  inspector.add(message)
  if (message.seq !== undefined && !isOld(message)) latency.add(line.age(message))
})

// MARK: What happens to the line

const epochs = new Map()
line.on("state", (change) => {
  // Of tries in a row the failures are enough.
  if (change.state === "connecting" && change.previous === "retry") return
  const isBad = change.state === "retry" || change.state === "closed"
  journal.add(`${sentence(change.state)} ${sentence(change.reason)}`, isBad)
  if (change.state === "open") latency.forget()
})
line.on("welcome", ({ resumed, channels }) => {
  journal.add(`${resumed ? "The session goes on" : "A new session"}, with ${plural(channels.length, "channel")}.`)
  channels.forEach(noteEpoch)
})
line.on("subscribed", noteEpoch)
line.on("startup_complete", ({ model, models, tier }) => {
  document.documentElement.classList.add("named")
  const unseen = voices.name(models.length ? models : [model])
  const more = unseen ? ` ${plural(unseen, "model")} more than this page has room for.` : ""
  journal.add(`The engine is ready: ${models.slice(0, 8).join(", ") || model}, tier ${tier}.${more}`)
})
line.on("model_status", ({ model, status, code }) => {
  voices.status(model, status)
  journal.add(`Model ${model} is ${status}${code ? `, code ${code}` : ""}.`, status === "error")
})
line.on("snapshot", ({ channel, epoch, items }) => {
  noteEpoch({ name: channel, epoch })
  journal.add(`A snapshot of ${channel}: ${plural(items.length, "message")}.`)
})
line.on("codec", ({ codec }) => journal.add(`The server now sends ${codec}.`))
line.on("lag", ({ name, conflated, joined, dropped }) => {
  const sums = Object.entries({ conflated, joined, dropped }).filter(([, sum]) => sum)
  journal.add(`This page was slow on ${name}: ${sums.map(([what, sum]) => `${count(sum)} ${what}`).join(", ")}.`, dropped > 0)
})
line.on("desync", ({ channel, reason }) => {
  journal.add(`The channel ${channel} lost its place (${reason}) and asked for a snapshot.`, true)
})
line.on("error", (fault) => journal.add(account(fault), true))

/** Milliseconds: what was measured by a clock that was further off tells more of the clock than of the messages. */
const CLOCK_OFF_MAX = 5
let clock
line.on("heartbeat", ({ offset }) => {
  if (Math.abs(offset - clock) > CLOCK_OFF_MAX) latency.forget()
  clock = offset
})

/** Another epoch: the channel starts anew, and so do the numbers of its answers. */
function noteEpoch({ name, epoch }) {
  if (name === "experience" && epochs.has(name) && epochs.get(name) !== epoch) voices.forget()
  epochs.set(name, epoch)
}

// MARK: Painting

/** What tests and curious people look at: `lifeline.line` is the line of this page. */
const frames = { count: 0, longest: 0, over50: 0 }
window.lifeline = { line, latency, traffic, frames, stage }

let isPaused = false, isLiveInSight = true, isWireInSight = false
let tenthAt = 0, quarterAt = 0, stageAt = 0
const isStill = matchMedia("(prefers-reduced-motion: reduce)")

function frame(now) {
  requestAnimationFrame(frame)
  if (isPaused) return
  const began = performance.now(), seconds = now / 1000
  voices.paint(seconds)
  toasts.paint(seconds)
  // Whoever wants no motion gets a still picture, four times a second.
  if (isLiveInSight && (!isStill.matches || seconds - stageAt > 0.25)) {
    stageAt = seconds
    stage.paint(seconds)
  }
  if (seconds - quarterAt > 0.25) {
    quarterAt = seconds
    tick(seconds)
  }
  if (isWireInSight && seconds - tenthAt > 0.1) {
    tenthAt = seconds
    inspector.paint()
  }
  const took = performance.now() - began
  frames.count++
  frames.longest = Math.max(frames.longest, took)
  if (took > 50) frames.over50++
}

function tick(seconds) {
  const isNewSecond = latency.tick(Math.floor(seconds))
  if (isNewSecond) traffic.tick(seconds)
  if (isLiveInSight) hero.paint()
  if (!isWireInSight) return
  journal.paint()
  losses.paint()
  if (!isNewSecond) return
  channels.paint(seconds)
  latency.paint()
  traffic.paint()
  const show = (name, value, unit = " ms") => { figure(name).textContent = value === undefined ? "–" : value + unit }
  show("median", latency.median === undefined ? undefined : milliseconds(latency.median))
  show("high", latency.high === undefined ? undefined : milliseconds(latency.high))
  show("rtt", line.rtt === undefined ? undefined : milliseconds(line.rtt))
  show("offset", line.offset === undefined ? undefined : (Math.round(line.offset * 10) / 10 + 0).toFixed(1))
}

// MARK: The page

const STAGE_MIN = 16
function arrange() {
  const { clientWidth, clientHeight } = document.getElementById("stage")
  // A window that is being put up or away may have hardly any size: nothing worth drawing.
  if (clientHeight < STAGE_MIN) return
  stage.tell("arrange", voices.places(clientWidth), clientWidth, clientHeight, window.devicePixelRatio || 1)
}
voices.onshape = arrange
addEventListener("resize", arrange)
new ResizeObserver(arrange).observe(document.getElementById("live"))
palette.onchange = () => stage.tell("colours", palette.stage)
const settle = () => stage.tell("calm", isStill.matches)
isStill.addEventListener("change", settle)

new IntersectionObserver(([entry]) => { isLiveInSight = entry.isIntersecting }).observe(document.getElementById("live"))
new IntersectionObserver(([entry]) => { isWireInSight = entry.isIntersecting }).observe(wire)

const pauseButton = document.getElementById("pause")
function pause() {
  isPaused = !isPaused
  pauseButton.textContent = isPaused ? "Go on" : "Pause"
  pauseButton.setAttribute("aria-pressed", isPaused)
}
const help = () => document.getElementById("shortcuts").showModal()
pauseButton.addEventListener("click", pause)
document.getElementById("help").addEventListener("click", help)

listen({
  "/": () => prompt.focus(),
  p: pause,
  c: () => traffic.next(),
  w: () => (isWireInSight && !isLiveInSight ? document.body : wire).scrollIntoView(),
  f: () => inspector.focus(),
  h: () => inspector.hold(),
  r: () => line.reconnect(),
  t: () => palette.next(),
  "?": help,
})

palette.onchange()
settle()
arrange()
line.reconnect()
requestAnimationFrame(frame)
