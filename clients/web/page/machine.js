// The connection's states, drawn as they are: where it is, the way it came, and why.

import { retrying, sentence } from "./words.js"

export class Machine {
  #states = new Map()
  #edges = new Map()
  #words = document.getElementById("machine-words")
  #line

  constructor(line) {
    this.#line = line
    for (const node of document.querySelectorAll("[data-state]")) this.#states.set(node.dataset.state, node)
    for (const path of document.querySelectorAll("[data-edge]")) this.#edges.set(path.dataset.edge, path)
    line.on("state", (change) => this.#show(change))
    this.#mark(line.state)
    document.getElementById("cut").addEventListener("click", () => line.reconnect())
    document.getElementById("leave").addEventListener("click", () => line.close())
  }

  #show(change) {
    this.#mark(change.state)
    for (const [name, path] of this.#edges) {
      const isTaken = name === `${change.previous}-${change.state}`
      path.classList.toggle("active", isTaken && change.state !== "open")
      path.classList.toggle("rested", isTaken && change.state === "open")
    }
    this.#words.textContent = change.state === "retry" ? retrying(change, this.#line.url) : sentence(change.reason)
  }

  #mark(state) {
    for (const [name, node] of this.#states) node.classList.toggle("active", name === state)
  }
}
