// Paints a scene in two dimensions, where there is no graphics card.

import { Effort } from "./effort.js"
import { RECORD } from "./ring.js"
import { COLUMNS, DEEP, MODELS, REACH, ROWS, depths } from "./surface.js"

const HORIZON = 0.42
/** A ridge changes its colour every so many points; brightness comes in so many steps. */
const RUN = 6, SHADES = 12
const JOINTS = 14
/** Here the processor draws that messages wait for: every second frame will do, until there is time for more. */
const levels = [
  { pixels: 1, every: 1 },
  { pixels: 1, every: 2 },
  { pixels: 0.75, every: 2 },
  { pixels: 0.75, every: 3 },
  { pixels: 0.5, every: 4 },
]
const FIRST = 1

export class Flat {
  effort = new Effort(levels, FIRST)
  #pen; #canvas
  #paper = ""; #colours = []
  #skyline = new Float32Array(COLUMNS)

  constructor(canvas) {
    this.#canvas = canvas
    this.#pen = canvas.getContext("2d", { alpha: false })
  }

  paint(scene) {
    const pen = this.#pen, canvas = this.#canvas
    if (!pen) return
    const pixels = Math.min(scene.pixels, 1, scene.density)
    const width = Math.round(scene.width * pixels), height = Math.round(scene.height * pixels)
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width
      canvas.height = height
    }
    this.#mix(scene)
    pen.fillStyle = this.#paper
    pen.fillRect(0, 0, width, height)
    // Up to one pixel a line is a hair, which takes a third of the time of one that has edges.
    pen.lineWidth = 1
    this.#skyline.fill(Infinity)
    // A machine that bears fewer pixels gets every second ridge.
    const step = scene.pixels < 1 ? 2 : 1
    for (let row = ROWS - 1; row >= 0; row -= step) this.#ridge(scene, row, width, height)
    this.#sparks(scene, width, height, 2 * pixels)
    this.#bolts(scene, width, height)
    // Pens only note what to draw. Asked for a point, this one draws, while somebody looks how long that takes.
    pen.getImageData(0, 0, 1, 1)
  }

  /** The part of a ridge that no nearer one hides. Ridges are drawn from the shore to the horizon. */
  #ridge({ surface: { cells, owners } }, row, width, height) {
    const pen = this.#pen, skyline = this.#skyline, near = 1 / (1 + depths[row] * DEEP)
    const mist = Math.max(0, Math.min(1, (1 - depths[row]) * 3, depths[row] * 4 - 0.1))
    const ground = height * (HORIZON + (1 - HORIZON) * near), tall = height * 1.15 * near
    const first = row * COLUMNS, step = 2 * REACH / (COLUMNS - 1) / 2 * width, left = (1 - REACH) / 2 * width
    let colour = -1, wasSeen = false
    pen.beginPath()
    for (let column = 0; column < COLUMNS; column++) {
      const cell = first + column, height = cells[cell * 4 + 3], y = ground - height * tall
      const isSeen = y < skyline[column]
      if (isSeen) {
        skyline[column] = y
        const x = left + column * step
        if (wasSeen) pen.lineTo(x, y)
        if (column % RUN === 0 || !wasSeen) {
          const glow = (0.22 + Math.min(0.78, Math.abs(height) * 5)) * mist
          const next = (owners[cell] + 1) * SHADES + Math.min(SHADES - 1, glow * SHADES | 0)
          if (next !== colour) {
            if (colour >= 0) this.#draw(colour)
            colour = next
          }
          pen.moveTo(x, y)
        }
      }
      wasSeen = isSeen
    }
    if (colour >= 0) this.#draw(colour)
  }

  #draw(colour) {
    this.#pen.strokeStyle = this.#colours[colour]
    this.#pen.stroke()
    this.#pen.beginPath()
  }

  #sparks({ sparks: { records: sparks }, time, source }, width, height, size) {
    for (let at = 0; at < sparks.length; at += RECORD) {
      const age = (time - sparks[at]) / 2
      if (age < 0 || age > 1) continue
      const m = sparks[at + 1], own = sparks[at + 2], sway = Math.sin(own * 7) * (0.01 + 0.08 * age)
      this.#pen.fillStyle = this.#shade(m, 1 - age)
      this.#pen.fillRect((source[m * 4] + sway + 1) / 2 * width, height * (0.68 - age * (0.15 + 0.4 * (own % 1))), size, size)
    }
  }

  #bolts({ bolts: { records: bolts }, time, source }, width, height) {
    const pen = this.#pen
    for (let at = 0; at < bolts.length; at += RECORD) {
      const age = (time - bolts[at]) / 0.42
      if (age < 0 || age > 1) continue
      const m = bolts[at + 1], end = (source[m * 4] + 1) / 2 * width
      pen.strokeStyle = this.#shade(age < 0.3 ? -1 : m, (1 - age) ** 1.6)
      pen.beginPath()
      pen.moveTo(end + Math.sin(bolts[at + 2]) * width * 0.1, 0)
      for (let joint = 1; joint <= JOINTS; joint++) {
        const left = 1 - joint / JOINTS, seed = bolts[at + 2] * joint * 12.9 + (age * 5 | 0)
        const sway = (Math.sin(bolts[at + 2]) * 0.1 + Math.sin(seed) * 0.03) * left
        pen.lineTo(end + sway * width, height * 0.68 * (1 - left))
      }
      pen.stroke()
    }
  }

  #shade(m, alpha) { return this.#colours[(m + 1) * SHADES + Math.min(SHADES - 1, Math.max(0, alpha * SHADES | 0))] }

  /** Once per theme: ink and each model's colour in every brightness. */
  #mix({ paper, ink, tint }) {
    const own = css(paper, 0, 1)
    if (own === this.#paper) return
    this.#paper = own
    this.#colours = []
    for (let m = -1; m < MODELS; m++) {
      for (let shade = 0; shade < SHADES; shade++) {
        this.#colours.push(css(m < 0 ? ink : tint, m < 0 ? 0 : m * 3, (shade + 0.5) / SHADES))
      }
    }
  }
}

const css = (colours, at, alpha) =>
  `rgb(${colours[at] * 255 | 0} ${colours[at + 1] * 255 | 0} ${colours[at + 2] * 255 | 0} / ${alpha.toFixed(2)})`
