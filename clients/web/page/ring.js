// What happened of late, oldest first to be forgotten: when, to whom, a number of its own, and how strongly.

/** Numbers of a record. */
export const RECORD = 4

export class Ring {
  records
  /** Whoever uploads the records sets it back. */
  changed = true
  #next = 0
  #number = 0

  constructor(size) { this.records = new Float32Array(size * RECORD).fill(-1e3) }

  add(time, model, strength) {
    const at = this.#next
    this.#next = (at + RECORD) % this.records.length
    this.#number = (this.#number + 1.618) % 997
    this.records[at] = time
    this.records[at + 1] = model
    this.records[at + 2] = this.#number
    this.records[at + 3] = strength
    this.changed = true
  }
}
