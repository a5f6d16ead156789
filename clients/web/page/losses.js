// Every message that did not reach the page as it was sent, by reason.

import { count, make } from "./elements.js"

const reasons = [
  ["applied", "applied", "new, in order, and on this page"],
  ["conflated", "conflated", "newer states took their place on the way, as the server tells"],
  ["joined", "joined", "texts that travelled together; no letter is missing"],
  ["dropped", "dropped", "events the server had no room for; a snapshot followed"],
  ["skipped", "skipped", "the jumps in the numbering, as this page saw them"],
  ["duplicates", "repeated", "came again after a reconnect, and were ignored"],
  ["waited", "set aside", "came while a channel waited for its snapshot"],
  ["desyncs", "lost places", "a channel lost its place and asked for a snapshot"],
  ["snapshots", "snapshots", "channels that were replaced as a whole"],
  ["unknownTypes", "unknown types", "messages this page has no table for"],
  ["unknownChannels", "unknown channels", "messages of channels nobody announced"],
  ["unknownFields", "unknown fields", "ignored, as a newer server may send more"],
  ["badRecords", "bad records", "could not be read at all"],
  ["badMessages", "bad messages", "bad ones in records that were good"],
]

export class Losses {
  #line
  #rows

  constructor(line) {
    this.#line = line
    const list = document.querySelector("#losses dl")
    this.#rows = reasons.map(([counter, name, words]) => {
      const small = make("small", words), dd = make("dd"), row = make("div", make("dt", name, small), dd)
      list.append(row)
      return { row, dd, small, counter, words, shown: -1 }
    })
  }

  paint() {
    const { counters } = this.#line
    for (const row of this.#rows) {
      const number = counters[row.counter]
      if (number === row.shown) continue
      row.shown = number
      row.row.classList.toggle("none", number === 0)
      row.dd.textContent = count(number)
      if (number && row.counter.startsWith("bad")) row.small.textContent = `${row.words}: ${words(counters.reasons)}`
    }
  }
}

const words = (reasons) => Object.entries(reasons).slice(0, 6).map(([reason, count]) => `${reason} ${count}`).join(", ")
