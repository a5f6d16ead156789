// The channels that can be heard, and a switch for each.

import { count, make } from "./elements.js"

const CHANNELS_MAX = 24
const builtIn = ["energy", "experience", "council", "reward"]
const classes = {
  state: "the newest counts",
  stream: "texts are joined, never lost",
  event: "every one counts",
  control: "first of all",
}

export class Channels {
  #line; #journal
  #list = document.querySelector("#channels ul")
  #rows = new Map()
  #refusals = new Map()

  constructor(line, journal) {
    this.#line = line
    this.#journal = journal
    for (const name of builtIn) this.#add(name)
    line.on("subscribed", ({ name }) => this.#refusals.delete(name))
    line.on("unsubscribed", ({ name, code }) => {
      if (code) this.#refuse(name, code)
    })
    line.on("welcome", ({ refused = [] }) => {
      this.#refusals.clear()
      for (const { name, code } of refused) this.#refuse(name, code)
    })
  }

  /** Counts a message where it belongs; called for each, so it only adds. */
  count(channel) {
    const row = this.#rows.get(channel)
    if (row) row.count++
  }

  paint(seconds) {
    const views = this.#line.channels
    for (const { name } of views) if (name !== "system" && !this.#rows.has(name)) this.#add(name)
    for (const [name, row] of this.#rows) {
      const view = views.find((view) => view.name === name)
      const rate = (row.count - row.before) / Math.max(0.001, seconds - row.since)
      Object.assign(row, { before: row.count, since: seconds })
      if (document.activeElement !== row.input || view) row.input.checked = Boolean(view)
      row.output.textContent = view ? `${Math.round(rate)}/s` : ""
      row.small.textContent = view ? about(view) : this.#refusals.get(name) ?? "not heard"
    }
  }

  #refuse(name, code) {
    this.#refusals.set(name, `refused by the server, code ${code}`)
    this.#journal.add(`The server does not let this page hear ${name} (code ${code}).`, true)
  }

  #add(name) {
    if (this.#rows.size >= CHANNELS_MAX) return
    const input = make("input"), small = make("small"), output = make("output"), label = make("label", name, small)
    Object.assign(input, { type: "checkbox", id: `hear-${this.#rows.size}`, checked: true })
    label.htmlFor = input.id
    input.addEventListener("change", () => {
      if (input.checked) this.#line.subscribe(name); else this.#line.unsubscribe(name)
      this.#journal.add(`${input.checked ? "Hearing" : "No longer hearing"} ${name}.`)
    })
    this.#list.append(make("li", input, label, output))
    this.#rows.set(name, { input, small, output, count: 0, before: 0, since: 0 })
  }
}

function about({ class: delivery, seq, skipped, waiting }) {
  if (waiting) return "lost its place; waiting for a snapshot"
  const more = skipped ? `; ${count(skipped)} skipped` : ""
  return `${delivery}: ${classes[delivery]}, at ${count(seq)}${more}`
}
