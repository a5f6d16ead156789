// The colours of the style sheet, as canvases want them; and the choice between light and dark.

const choices = ["auto", "light", "dark"]
const VOICES = 4

export class Palette {
  /** For two-dimensional canvases. */
  pens = { ink: "", quiet: "", hair: "", own: "" }
  onchange = () => {}
  #probe = document.createElement("i")
  #button = document.getElementById("theme")

  constructor() {
    this.#probe.hidden = true
    document.body.append(this.#probe)
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#read())
    this.#button.addEventListener("click", () => this.next())
    this.#choose(remembered())
  }

  next() {
    const choice = choices[(choices.indexOf(this.choice) + 1) % choices.length]
    try {
      localStorage.setItem("theme", choice)
    } catch {
      // It holds until the page is closed.
    }
    this.#choose(choice)
  }

  /** For the stage: three numbers from 0 to 1 each. */
  get stage() {
    const parts = (name) => this.#colour(name).match(/[\d.]+/g).slice(0, 3).map((part) => part / 255)
    const tints = Array.from({ length: VOICES }, (_, m) => parts(`voice-${m}`))
    return { paper: parts("paper"), ink: parts("ink"), tints }
  }

  #choose(choice) {
    this.choice = choice
    document.documentElement.dataset.theme = choice
    this.#button.textContent = `Theme: ${choice}`
    this.#button.setAttribute("aria-label", `Theme: ${choice}`)
    this.#read()
  }

  #read() {
    for (const name of ["ink", "quiet", "hair"]) this.pens[name] = this.#colour(name)
    this.pens.own = this.#colour("voice-0")
    this.onchange()
  }

  #colour(name) {
    this.#probe.style.color = `var(--${name})`
    return getComputedStyle(this.#probe).color
  }
}

function remembered() {
  try {
    const choice = localStorage.getItem("theme")
    return choices.includes(choice) ? choice : "auto"
  } catch {
    return "auto"
  }
}
