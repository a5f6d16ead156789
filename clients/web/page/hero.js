// The first thing one reads: how far behind the engine this page is, or why it shows nothing new.

import { count, put } from "./elements.js"
import { refusal } from "./probe.js"
import { closing, host, milliseconds, notLetIn, retrying } from "./words.js"

const titles = { idle: "Not connected", connecting: "Connecting", retry: "Connection lost", closed: "Closed" }

export class Hero {
  #line; #latency; #traffic
  #figure = document.getElementById("figure")
  #value = document.getElementById("figure-value")
  #unit = document.getElementById("figure-unit")
  #words = document.getElementById("words")
  #deeds = document.getElementById("deeds")
  #status = document.querySelector("#status span")
  #again = document.getElementById("again")
  #state; #change; #fault; #refusal; #server = ""

  constructor(line, latency, traffic) {
    this.#line = line
    this.#latency = latency
    this.#traffic = traffic
    line.on("state", (change) => {
      this.#change = change
      if (change.state === "open") this.#refusal = undefined
      if (change.state === "retry" && change.previous === "connecting") this.#ask()
      if (change.state === "open") this.#fault = undefined
      this.paint()
    })
    line.on("error", (fault) => { if (fault.fatal) this.#fault = fault })
    line.on("welcome", ({ server }) => { this.#server = server })
    this.#again.addEventListener("click", () => line.reconnect())
  }

  paint() {
    const { state } = this.#line
    if (state !== this.#state) this.#enter(state)
    if (state === "open") return this.#open()
    if (state === "retry") {
      if (this.#refusal?.status === 401) this.#say(...notLetIn)
      else if (this.#refusal) this.#say(notLetIn[0], this.#refusal.words)
      else this.#say("Reconnecting", retrying(this.#change ?? {}, this.#line.url))
    } else if (state === "closed") {
      const [title, words] = closing(this.#change ?? {}, this.#fault)
      this.#say(title, words)
    } else if (!this.#change?.attempt) {
      this.#say("Connecting", `Calling the server at ${host(this.#line.url)}.`)
    }
    put(this.#status, titles[state])
  }

  #enter(state) {
    this.#state = state
    document.documentElement.dataset.line = state
    document.title = state === "open" ? "Lifeline" : `${titles[state]} – Lifeline`
    this.#deeds.hidden = state !== "closed" && state !== "retry"
    put(this.#again, state === "retry" ? "Try now" : "Connect again")
  }

  async #ask() {
    this.#refusal = await refusal()
    this.paint()
  }

  #open() {
    const { median, high } = this.#latency
    put(this.#status, this.#server ? `Live from ${this.#server}` : "Live")
    if (median === undefined) return this.#say("Live", "The line is open. Nothing was said on it yet.")
    const rate = count(Math.round(this.#traffic.rate))
    this.#say(milliseconds(median), `from the engine to this page: the median of ${rate} messages a second. \
99 of 100 are here within ${milliseconds(high)} ms.`, "ms")
  }

  #say(value, words, unit = "") {
    put(this.#value, value)
    put(this.#unit, unit)
    put(this.#words, words)
    this.#figure.classList.toggle("wordy", unit === "")
  }
}
