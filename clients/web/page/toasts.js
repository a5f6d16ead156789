// Rewards, for a moment. Three at most; the oldest gives way.

import { count, make } from "./elements.js"

/** Seconds: how long one is shown, and how long it takes to fade. */
const TOASTS = 3, SHOWN_FOR = 5, FADE = 0.4

export class Toasts {
  #host = document.getElementById("toasts")
  #toasts = Array.from({ length: TOASTS }, () => {
    const title = make("b"), words = make("span"), box = make("div", title, words)
    Object.assign(box, { className: "toast", hidden: true })
    return { box, title, words, since: -Infinity }
  })
  #next = 0
  #waiting = []

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
      toast.since = seconds
      this.#host.append(toast.box)
    }
    for (const { box, since } of this.#toasts) {
      const age = seconds - since
      box.hidden = age > SHOWN_FOR + FADE
      // It is there for a frame before it appears, so that it can do so gently.
      box.classList.toggle("shown", age > 0 && age < SHOWN_FOR)
    }
  }
}
