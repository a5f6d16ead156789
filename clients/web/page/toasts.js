// Rewards, for a moment. Three at most; the oldest gives way.

import { count, make } from "./elements.js"

const TOASTS = 3, SHOWN_FOR = 5

export class Toasts {
  #toasts = Array.from({ length: TOASTS }, () => {
    const title = make("b"), words = make("span"), box = make("div", title, words)
    box.className = "toast"
    return { box, title, words, until: 0 }
  })
  #next = 0
  #waiting = []

  constructor() {
    document.getElementById("toasts").append(...this.#toasts.map(({ box }) => box))
  }

  reward({ kind, level, points, badge }) {
    if (kind !== "unlocked" || this.#waiting.length >= TOASTS) return
    const words = `Unlocked at level ${count(level)}, ${count(points)} points`
    this.#waiting.push({ title: badge.replaceAll(/[-_]/g, " "), words })
  }

  paint(seconds) {
    for (const { title, words } of this.#waiting.splice(0)) {
      const toast = this.#toasts[this.#next++ % TOASTS]
      toast.title.textContent = title
      toast.words.textContent = words
      toast.until = seconds + SHOWN_FOR
      toast.box.classList.add("shown")
    }
    for (const toast of this.#toasts) {
      if (toast.until && seconds > toast.until) {
        toast.until = 0
        toast.box.classList.remove("shown")
      }
    }
  }
}
