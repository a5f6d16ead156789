// How old messages are when this page has them: exact figures of the last ten seconds, and a histogram.

const SECONDS = 10
/** Bars: eight for a factor of ten, from 0.1 ms to 1 s. */
const PER_DECADE = 8, LEAST = 0.1, BARS = 32
const SAMPLES = 2048
const PROMISES = [5, 10]

export class Latency {
  median; high
  #bars = new Uint32Array(SECONDS * BARS)
  #sums = new Uint32Array(BARS)
  #samples = new Float32Array(SAMPLES)
  #sorted = new Float32Array(SAMPLES)
  #count = 0; #second = -1; #row = 0
  #graph

  constructor(graph) { this.#graph = graph }

  add(age) {
    if (!(age >= -1000)) return
    const ms = Math.max(age, 0)
    this.#samples[this.#count++ % SAMPLES] = ms
    const bar = Math.floor(Math.log10(Math.max(ms, LEAST) / LEAST) * PER_DECADE)
    this.#bars[this.#row * BARS + Math.min(bar, BARS - 1)]++
  }

  /** Once a second: the oldest second is forgotten. */
  tick(second) {
    if (second === this.#second) return false
    this.#second = second
    this.#sums.fill(0)
    for (let i = 0; i < this.#bars.length; i++) this.#sums[i % BARS] += this.#bars[i]
    this.#row = (this.#row + 1) % SECONDS
    this.#bars.fill(0, this.#row * BARS, (this.#row + 1) * BARS)
    this.#quantiles()
    return true
  }

  forget() {
    this.#count = 0
    this.#bars.fill(0)
    this.median = this.high = undefined
  }

  #quantiles() {
    const count = Math.min(this.#count, SAMPLES)
    if (count === 0) return
    this.#sorted.fill(Infinity)
    for (let i = 0; i < count; i++) this.#sorted[i] = this.#samples[i]
    this.#sorted.sort()
    this.median = this.#sorted[count >> 1]
    this.high = this.#sorted[Math.min(count - 1, Math.floor(count * 0.99))]
    this.#count = count === SAMPLES ? SAMPLES + this.#count % SAMPLES : count
  }

  paint() {
    const { pen, width, height, ink, quiet, hair, own } = this.#graph.begin()
    const floor = height - 22, step = width / BARS
    let most = 1
    for (const sum of this.#sums) most = Math.max(most, sum)
    pen.fillStyle = hair
    pen.fillRect(0, floor, width, 1)
    for (let i = 0; i < BARS; i++) {
      if (!this.#sums[i]) continue
      const tall = Math.max(2, this.#sums[i] / most * (floor - 30))
      pen.fillStyle = own
      pen.fillRect(i * step + 1, floor - tall, step - 2, tall)
    }
    pen.fillStyle = quiet
    for (let ms = LEAST; ms <= 1000; ms *= 10) {
      const x = place(ms) * width
      pen.textAlign = ms === LEAST ? "left" : ms === 1000 ? "right" : "center"
      pen.fillText(ms < 1000 ? `${ms} ms` : "1 s", x, height - 4)
    }
    pen.fillStyle = ink
    for (const ms of PROMISES) {
      pen.fillRect(Math.round(place(ms) * width), 8, 1, floor - 8)
      pen.textAlign = ms === PROMISES[0] ? "right" : "left"
      pen.fillText(String(ms), place(ms) * width + (ms === PROMISES[0] ? -5 : 6), 18)
    }
  }
}

const place = (ms) => Math.log10(ms / LEAST) * PER_DECADE / BARS
