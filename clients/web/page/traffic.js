// Messages a second over the last minute, and bytes a second by codec.

import { count, plural } from "./elements.js"
import { bytes } from "./words.js"

const SECONDS = 60
const codecs = ["json", "energy", "mixed"]
const forms = { json: "text", energy: "binary", mixed: "binary but for control messages" }

export class Traffic {
  rate = 0
  #line; #graph
  #rates = new Float32Array(SECONDS)
  #at = 0
  #before; #since = 0
  #measured = { json: 0, energy: 0, mixed: 0 }
  #changedAt = 0
  #rateText = document.querySelector("#rate [data-is=rate]")
  #sumText = document.querySelector("#rate [data-is=sum]")
  #words = document.querySelector("[data-is=codec-words]")
  #rows = codecs.map((codec) => ({
    codec,
    input: document.querySelector(`#codec [value=${codec}]`),
    text: document.querySelector(`[data-rate=${codec}]`),
    bar: document.querySelector(`[data-bar=${codec}]`),
  }))

  constructor(line, graph) {
    this.#line = line
    this.#graph = graph
    for (const { input, codec } of this.#rows) input.addEventListener("change", () => this.choose(codec))
    line.on("codec", ({ codec }) => this.#show(codec))
    this.#show(line.codec)
  }

  next() { this.choose(codecs[(codecs.indexOf(this.#line.codec) + 1) % codecs.length]) }

  async choose(codec) {
    try {
      await this.#line.setCodec(codec)
      this.#words.textContent = `Everything since then is ${forms[codec]}. No message was lost by the change.`
    } catch (error) {
      this.#words.textContent = `The codec stays ${this.#line.codec}: ${error.message}`
      this.#show(this.#line.codec)
    }
  }

  /** Once a second. */
  tick(now) {
    const { messages, bytes: size } = this.#line.counters
    const seconds = now - this.#since
    if (this.#before && seconds < 3) {
      this.rate = (messages - this.#before.messages) / seconds
      // A second with two codecs in it tells of neither.
      if (now - this.#changedAt > 1.2 && this.#line.state === "open") this.#learn((size - this.#before.size) / seconds)
    }
    this.#before = { messages, size }
    this.#since = now
    this.#at = (this.#at + 1) % SECONDS
    this.#rates[this.#at] = this.rate
  }

  paint() {
    this.#rateText.textContent = count(Math.round(this.rate))
    const { counters } = this.#line
    const sums = `${plural(counters.messages, "message")} in ${plural(counters.records, "record")}`
    this.#sumText.textContent = `${sums} since the page was opened.`
    const most = Math.max(...Object.values(this.#measured), 1)
    for (const { codec, text, bar } of this.#rows) {
      const size = this.#measured[codec]
      const when = codec === this.#line.codec ? "" : " when last used"
      text.textContent = size ? bytes(size) + when : "not measured yet"
      bar.style.transform = `scaleX(${size / most})`
    }
    this.#paintMinute()
  }

  #paintMinute() {
    const { pen, width, height, hair, own } = this.#graph.begin()
    const step = width / SECONDS
    let most = 10
    for (const rate of this.#rates) most = Math.max(most, rate)
    pen.fillStyle = hair
    pen.fillRect(0, height - 1, width, 1)
    pen.fillStyle = own
    for (let i = 0; i < SECONDS; i++) {
      const tall = this.#rates[(this.#at + 1 + i) % SECONDS] / most * (height - 4)
      pen.fillRect(i * step, height - 1 - tall, Math.max(1, step - 1.5), tall)
    }
  }

  #learn(size) {
    const { codec } = this.#line, before = this.#measured[codec]
    this.#measured[codec] = before ? before + (size - before) * 0.2 : size
  }

  #show(codec) {
    this.#changedAt = performance.now() / 1000
    this.#before = undefined
    for (const row of this.#rows) row.input.checked = row.codec === codec
  }
}
