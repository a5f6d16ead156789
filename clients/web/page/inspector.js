// Any message as JSON, whatever its codec. It keeps the newest few hundred and writes only the rows in sight.

import { count, make, put } from "./elements.js"

const KEPT = 256, CELLS = 6, SHOWN = 18
const PREVIEW_MAX = 160, DETAIL_MAX = 20_000, LIST_MAX = 64
const bad = new Set(["desync", "unheard", "duplicate"])

export class Inspector {
  #ring = new Array(KEPT).fill(undefined)
  #count = 0
  #shownAt = -1
  #words = []
  #isHeld = false
  #chosen
  #rows = []
  #hold = document.getElementById("hold")
  #filter = document.getElementById("filter")
  #detail = document.querySelector("#inspector pre")
  #held = document.querySelector("[data-is=held]")

  constructor() {
    const list = document.querySelector("#inspector .rows")
    for (let i = 0; i < SHOWN; i++) list.append(this.#row())
    this.#filter.form.addEventListener("submit", (event) => event.preventDefault())
    this.#filter.addEventListener("input", () => {
      this.#words = this.#filter.value.toLowerCase().split(/\s+/).filter(Boolean)
      this.#shownAt = -1
    })
    this.#hold.addEventListener("click", () => this.hold())
  }

  focus() { this.#filter.focus() }

  hold() {
    this.#isHeld = !this.#isHeld
    this.#hold.setAttribute("aria-pressed", this.#isHeld)
    this.#held.textContent = this.#isHeld ? "The line goes on; this list does not." : ""
  }

  /** Called for each message. */
  add(message) {
    if (this.#isHeld) return
    this.#ring[this.#count++ % KEPT] = message
  }

  paint() {
    if (this.#shownAt === this.#count) return
    this.#shownAt = this.#count
    let row = 0
    for (let i = this.#count - 1; i >= 0 && i > this.#count - KEPT && row < SHOWN; i--) {
      const message = this.#ring[i % KEPT]
      if (message && this.#matches(message)) this.#write(this.#rows[row++], message)
    }
    for (; row < SHOWN; row++) this.#rows[row].item.hidden = true
    if (!this.#chosen) this.#choose(this.#rows[0].message)
  }

  #matches({ channel, type, codec, outcome }) {
    return this.#words.every((word) => [channel, type, codec, outcome].some((name) => name.includes(word)))
  }

  #row() {
    const cells = Array.from({ length: CELLS }, () => document.createTextNode(""))
    const button = make("button", ...cells.map((cell) => make("span", cell))), item = make("li", button)
    button.type = "button"
    const row = { item, button, cells, message: undefined }
    button.addEventListener("click", () => this.#choose(row.message))
    item.hidden = true
    this.#rows.push(row)
    return item
  }

  #write(row, message) {
    row.item.hidden = false
    row.button.className = `${message.codec === "energy" ? "in-energy" : ""} ${bad.has(message.outcome) ? "bad" : ""}`
    row.button.setAttribute("aria-current", message === this.#chosen)
    if (row.message === message) return
    row.message = message
    const { codec, channel, type, seq = "", bytes, payload } = message
    const text = [codec === "energy" ? "≋" : "{", channel, type, seq, `${Math.round(bytes)} B`, preview(payload)]
    text.forEach((value, i) => put(row.cells[i], String(value)))
  }

  #choose(message) {
    if (!message) return
    this.#chosen = message
    const { codec, bytes, outcome, ...envelope } = message
    const text = JSON.stringify(envelope, plain, 2)
    const how = codec === "energy" ? "energy frame" : "JSON"
    const more = text.length > DETAIL_MAX ? `\n… ${count(text.length - DETAIL_MAX)} more characters` : ""
    const head = `${outcome} · ${how} · ${Math.round(bytes)} bytes on the wire`
    this.#detail.textContent = `${head}\n\n${text.slice(0, DETAIL_MAX)}${more}`
    for (const row of this.#rows) row.button.setAttribute("aria-current", row.message === message)
  }
}

/** A row has room for little: of each field, no more than that is looked at. */
function preview(payload) {
  let text = ""
  for (const key in payload) {
    const value = payload[key]
    text += `${text && "  "}${key} ${brief(value)}`
    if (text.length > PREVIEW_MAX) break
  }
  return text
}

function brief(value) {
  if (typeof value === "string") return JSON.stringify(value.slice(0, PREVIEW_MAX))
  if (typeof value === "object" && value !== null) return `[${value.length ?? "…"}]`
  return typeof value === "number" && !Number.isInteger(value) ? value.toFixed(3) : String(value)
}

function plain(key, value) {
  if (!ArrayBuffer.isView(value)) return value
  const list = Array.from(value.subarray ? value.subarray(0, LIST_MAX) : [])
  return value.length > LIST_MAX ? [...list, `… ${value.length - LIST_MAX} more`] : list
}
