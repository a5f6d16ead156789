// What happened, in words, newest first, and no more than fits a glance back.

import { count, make } from "./elements.js"

const LINES_MAX = 40

export class Journal {
  #list = document.querySelector("#journal ol")
  #entries = []       // newest last
  #changed = false

  /** Whoever says the same thing again and again gets one line with a count. */
  add(words, isBad = false) {
    const last = this.#entries.at(-1)
    this.#changed = true
    if (last?.words === words) {
      last.times++
      return
    }
    if (this.#entries.length === LINES_MAX) this.#entries.shift()
    this.#entries.push({ words, isBad, times: 1, time: new Date().toLocaleTimeString("en-GB") })
  }

  paint() {
    if (!this.#changed) return
    this.#changed = false
    while (this.#list.children.length < this.#entries.length) this.#list.append(make("li", make("time"), make("span")))
    this.#entries.toReversed().forEach(({ words, isBad, times, time }, i) => {
      const line = this.#list.children[i]
      line.classList.toggle("bad", isBad)
      line.firstChild.textContent = time
      line.lastChild.textContent = times > 1 ? `${words} (${count(times)} times)` : words
    })
  }
}
