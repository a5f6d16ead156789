// The engine's own field of energy, of whatever size, as the surface has room for.

/** Cells of a side. */
const SIDE = 64

export class Field {
  cells = new Float32Array(SIDE * SIDE)
  /** Nothing was said of a field yet. */
  isEmpty = true

  take({ width, height, min, max, cells }) {
    const span = max - min
    if (!(width > 0 && height > 0 && cells.length >= width * height && span > 0)) return
    for (let y = 0; y < SIDE; y++) {
      const row = y / (SIDE - 1) * (height - 1), top = Math.floor(row), low = Math.min(height - 1, top + 1)
      for (let x = 0; x < SIDE; x++) {
        const place = x / (SIDE - 1) * (width - 1), left = Math.floor(place), right = Math.min(width - 1, left + 1)
        const above = mix(cells[top * width + left], cells[top * width + right], place - left)
        const below = mix(cells[low * width + left], cells[low * width + right], place - left)
        this.cells[y * SIDE + x] = Math.max(0, Math.min(1, (mix(above, below, row - top) - min) / span))
      }
    }
    this.isEmpty = false
  }

  /** Where the row of a depth begins, from 0 to 1. */
  row(depth) { return Math.min(SIDE - 1, depth * SIDE | 0) * SIDE }

  /** The value at a place of a row, from 0 to 1 along it. */
  at(row, place) {
    const along = place * (SIDE - 2), left = row + (along | 0)
    return mix(this.cells[left], this.cells[left + 1], along - (along | 0))
  }
}

const mix = (from, to, part) => from + (to - from) * part
