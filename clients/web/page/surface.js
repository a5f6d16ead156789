// The surface is a ripple tank: every model's energy runs outwards from its source as waves, and where two meet they
// add up. Worked out here once per frame for whoever paints it.

/** Models that are drawn. */
export const MODELS = 4
/** Moments of history, sixty a second: as far back as a wave that now reaches the edge. */
export const MOMENTS = 256
/** Ridges from the horizon to the shore, and points on each. */
export const ROWS = 56
export const COLUMNS = 180
/** How far the points reach beyond both edges of the screen, and how much larger near things are than far ones. */
export const REACH = 1.05
export const DEEP = 2.5
/** Numbers of a cell: red, green, blue, height. */
const CELL = 4

/** What is less than this has the colour of ink. */
const QUIET = 0.018
const SPEED = 1.25, CREST = 17
const STEP = 1 / 256, FAR = 2048

/** By distance: how much of a wave is left, and the hill above a source. */
const fall = Float32Array.from({ length: FAR }, (_, i) => 1 / (1 + 1.5 * (i * STEP) ** 2))
const hill = Float32Array.from({ length: FAR }, (_, i) => 0.34 * Math.exp(-26 * (i * STEP) ** 2))

/** Row 0 is the horizon. Rows lie closer together far away. */
export const depths = Float32Array.from({ length: ROWS }, (_, row) => {
  const far = 1 - row / (ROWS - 1)
  return far * far * 0.55 + far * 0.45
})

export class Surface {
  cells = new Float32Array(ROWS * COLUMNS * CELL)
  /** Per cell: the model that has most of it, or -1. */
  owners = new Int8Array(ROWS * COLUMNS)
  #shares = new Float32Array(MODELS)

  work(scene) {
    for (let row = 0; row < ROWS; row++) this.#ridge(scene, row)
  }

  #ridge(scene, row) {
    const { cells, owners } = this, shares = this.#shares
    const { models, source, history, levels, still, tint, ink, field, standing, aspect } = scene
    const depth = depths[row], wide = 1 + depth * DEEP
    const fieldRow = field.row(depth)
    const from = standing[0], to = standing[1], strength = standing[2], phase = standing[3]
    const between = strength * 0.12 * Math.exp(-(((depth - source[1]) * 4.5) ** 2)) * Math.cos(phase)
    for (let column = 0; column < COLUMNS; column++) {
      const x = (column / (COLUMNS - 1) * 2 - 1) * REACH
      let height = 0, sum = 0, most = QUIET, owner = -1
      for (let m = 0; m < models; m++) {
        const at = m * 4, z = source[at + 1]
        const dx = (x * wide - source[at] * (1 + z * DEEP)) * aspect, dz = (depth - z) * 3.4
        const distance = Math.sqrt(dx * dx + dz * dz)
        const place = Math.min(FAR - 1, distance / STEP | 0)
        const age = Math.min(MOMENTS - 2, distance / SPEED * 60), moment = age | 0, part = age - moment
        const then = (m * MOMENTS + moment) * 2, left = fall[place]
        const level = history[then] + (history[then + 2] - history[then]) * part
        const ring = history[then + 1] + (history[then + 3] - history[then + 1]) * part
        const own = left * (level * Math.cos(distance * CREST - source[at + 2]) * 0.115 + ring * 0.045 * (1 - still))
          + levels[m] * hill[place]
        height += own
        const share = Math.abs(own) + level * left * 0.06
        shares[m] = share
        sum += share
        if (share > most) [most, owner] = [share, m]
      }
      if (between !== 0) height += between * bump(x, from, to) * Math.cos(x * 44)
      if (!field.isEmpty) height += field.at(fieldRow, column / (COLUMNS - 1)) * 0.08
      const cell = row * COLUMNS + column, at = cell * CELL
      owners[cell] = owner
      // As much of the models' colours as there is of them; the rest is ink.
      const paint = Math.min(1, sum * 16), each = sum > 0 ? paint / sum : 0
      for (let part = 0; part < 3; part++) {
        let value = ink[part] * (1 - paint)
        for (let m = 0; m < models; m++) value += tint[m * 3 + part] * shares[m] * each
        cells[at + part] = value
      }
      cells[at + 3] = height
    }
  }
}

/** 1 between two places, 0 outside. */
function bump(x, from, to) {
  return ramp((x - from + 0.1) * 5) * ramp((to - x + 0.1) * 5)
}

const ramp = (x) => (x <= 0 ? 0 : x >= 1 ? 1 : x * x * (3 - 2 * x))
