// Rewards, for a moment. Three at most; the oldest gives way.

const TOASTS = 3, SHOWN_FOR = 5

export class Toasts {
  #toasts = Array.from({ length: TOASTS }, () => {
    const box = document.createElement("div"), title = document.createElement("b"), words = document.createElement("span")
    box.className = "toast"
    box.append(title, words)
    return { box, title, words, until: 0 }
  })
  #next = 0
  #waiting = []

  constructor() {
    document.getElementById("toasts").append(...this.#toasts.map(({ box }) => box))
  }

  reward({ kind, level, points, badge }) {
    if (kind !== "unlocked" || this.#waiting.length >= TOASTS) return
    this.#waiting.push({ title: badge.replaceAll(/[-_]/g, " "), words: `Unlocked at level ${level}, ${points.toLocaleString("en")} points` })
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
