// The stage: models as sources on one luminous surface. It is told what happened and asked to paint; in between it does
// nothing, and it allocates nothing either. It runs where theatre.js puts it: in a worker, if it can.

import { Field } from "./field.js"
import { Flat } from "./flat.js"
import { Glass } from "./glass.js"
import { Ring } from "./ring.js"
import { MODELS, MOMENTS, Surface } from "./surface.js"

const SPARKS = 768
const BOLTS = 6
/** How quickly a history follows: less makes cliffs, more makes mush. */
const CALM = 0.09
/** Seconds. */
const RESONANCE_MAX = 20

export class Stage {
  /** What the renderers read. One object, for the page's whole life. */
  scene = {
    time: 0, still: 0, models: 0, width: 1, height: 1, density: 1, aspect: 1, pixels: 1,
    surface: new Surface(),
    source: new Float32Array(MODELS * 4),
    tint: new Float32Array(MODELS * 3),
    paper: new Float32Array(3), ink: new Float32Array(3),
    levels: new Float32Array(MODELS),
    history: new Float32Array(MOMENTS * MODELS * 2),
    standing: new Float32Array(4),
    sparks: new Ring(SPARKS), bolts: new Ring(BOLTS), field: new Field(),
  }
  #effort
  #home = new Float32Array(MODELS)
  #pull = new Float32Array(MODELS)     // how strongly a source is drawn to the others
  #meeting = 0                         // where they meet
  #impulse = new Float32Array(MODELS)
  #rings = new Float32Array(MODELS)
  #rates = new Float32Array(MODELS)
  #moment = 0
  #resonance = { until: 0, amplitude: 0, frequency: 0, models: 0 }
  #boost = 0

  constructor(canvas) {
    this.painter = Glass.isThere() ? new Glass(canvas) : new Flat(canvas)
    this.#effort = this.painter.effort
    canvas.addEventListener("webglcontextlost", (event) => { event.preventDefault(); this.lost = true })
    canvas.addEventListener("webglcontextrestored", () => {
      this.painter = new Glass(canvas)
      this.lost = false
      this.scene.sparks.changed = this.scene.bolts.changed = true
    })
    this.arrange([0], 2, 1, 1)
  }

  /** Puts one source over each of these places, from -1, the left edge, to 1, of a box of this size. */
  arrange(places, width, height, density) {
    Object.assign(this.scene, { width, height, density, aspect: Math.max(0.45, width / Math.max(1, height) / 2) })
    this.scene.models = Math.min(places.length, MODELS)
    for (let m = 0; m < this.scene.models; m++) this.#home[m] = places[m]
  }

  colours({ paper, ink, tints }) {
    this.scene.paper.set(paper)
    this.scene.ink.set(ink)
    tints.slice(0, MODELS).forEach((tint, m) => this.scene.tint.set(tint, m * 3))
  }

  /** Whoever wants no motion gets none. */
  calm(isStill) { this.scene.still = isStill ? 1 : 0 }

  energy(m, level, rate, spent) {
    if (m >= MODELS) return
    this.scene.levels[m] = level
    this.#rates[m] = within(0, rate, 120)
    this.#impulse[m] = within(0, this.#impulse[m] + spent, 8)
  }

  tokens(m, count) {
    if (m >= MODELS || this.scene.still) return
    for (let i = Math.min(count, 12); i > 0; i--) this.scene.sparks.add(this.scene.time, m, 1 + count * 0.1)
  }

  burst(m, strength) {
    if (m >= MODELS || this.scene.still) return
    for (let i = 1; i <= 2; i++) this.scene.bolts.add(this.scene.time, m, strength / i)
    this.tokens(m, 12)
  }

  /** They come together, and their waves are shifted against each other as the event says. */
  interference(kind, strength, phase, models) {
    const force = within(0, strength, 1)
    this.#gather(models, force)
    this.#boost = kind === "constructive" ? force : kind === "destructive" ? -force : 0
    const shift = within(-Math.PI, phase, Math.PI) / 2
    for (const m of models) if (m < MODELS) this.scene.source[m * 4 + 2] += m % 2 ? -shift : shift
  }

  resonance(duration, frequency, amplitude, models) {
    this.#gather(models, 0.35)
    this.#resonance.until = this.scene.time + Math.min(duration / 1000, RESONANCE_MAX)
    this.#resonance.amplitude = within(0, amplitude, 1)
    this.#resonance.frequency = within(0, frequency, 6)
    this.#resonance.models = 0
    for (const m of models) if (m < MODELS) this.#resonance.models |= 1 << m
  }

  field(payload) { this.scene.field.take(payload) }

  /** One frame. `seconds` is the page's clock. */
  paint(seconds) {
    if (!this.#effort.frame(seconds)) return
    const { scene } = this, step = Math.min(0.1, Math.max(0, seconds - scene.time))
    scene.time = seconds
    this.#move(step)
    const moment = Math.floor(seconds * 60)
    const missed = Math.min(MOMENTS, moment - this.#moment)
    for (let i = 0; i < missed; i++) this.#remember()
    this.#moment = moment
    scene.pixels = this.#effort.pixels
    const began = performance.now()
    scene.surface.work(scene)
    if (!this.lost) this.painter.paint(scene)
    this.#effort.took(performance.now() - began)
  }

  // What those ask who want to know whether the picture is sound.
  heights() { return this.scene.surface.cells.slice() }
  isStill() { return this.scene.still === 1 }

  #gather(models, strength) {
    let sum = 0, count = 0
    for (const m of models) if (m < this.scene.models) { sum += this.#home[m]; count++ }
    if (count < 2) return
    this.#meeting = sum / count
    for (const m of models) if (m < MODELS) this.#pull[m] = 0.45 + strength * 0.5
  }

  #move(step) {
    const { source, standing, models, time, still } = this.scene
    let left = 1, right = -1
    for (let m = 0; m < models; m++) {
      this.#pull[m] *= Math.exp(-step / 1.6)
      const aim = this.#home[m] + (this.#meeting - this.#home[m]) * (still ? 0 : this.#pull[m] * 0.72)
      const at = m * 4
      source[at] += (aim - source[at]) * Math.min(1, step * 5)
      source[at + 1] = 0.24
      if (!still) source[at + 2] += step * (1.6 + this.#rates[m] * 0.06)
      source[at + 3] = this.#pull[m]
      if (!(this.#resonance.models & (1 << m))) continue
      left = Math.min(left, source[at])
      right = Math.max(right, source[at])
    }
    this.#boost *= Math.exp(-step / 0.9)
    const rest = this.#resonance.until - time
    standing[0] = left
    standing[1] = right
    standing[2] = rest > 0 && !still ? this.#resonance.amplitude * Math.min(1, rest * 3) : 0
    standing[3] = time * this.#resonance.frequency * Math.PI * 2
  }

  /** Shifts every model's history by a moment and writes the newest. */
  #remember() {
    const { history, levels, models } = this.scene
    for (let m = 0; m < models; m++) {
      const row = m * MOMENTS * 2
      history.copyWithin(row + 2, row, row + (MOMENTS - 1) * 2)
      const level = levels[m] * (1 + this.#boost * this.#pull[m])
      history[row] = history[row + 2] + (level - history[row + 2]) * CALM
      // A token is felt for some moments, and swells before it ebbs.
      this.#rings[m] = Math.min(4, this.#rings[m] * 0.84 + this.#impulse[m] * 0.6)
      history[row + 1] = history[row + 3] + (this.#rings[m] - history[row + 3]) * CALM * 2
      this.#impulse[m] = 0
    }
  }
}

const within = (least, value, most) => Math.max(least, Math.min(most, value))
