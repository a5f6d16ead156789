// How much drawing this machine bears: fewer pixels first, fewer pictures next. Words and figures never wait for them.

/** Milliseconds from frame to frame: too many, good enough to try more, and no frames at all. */
const SLOW = 24, QUICK = 17.6, PAUSE = 200
/** Milliseconds that a picture takes: too many, for a processor that others need, and few enough to try more. */
const LONG = 8, SHORT = 4
/** Seconds between two looks; after more was tried in vain it waits twice as long, up to a minute. */
const LOOK = 1, WAIT_MAX = 60

export class Effort {
  #levels; #level
  #pace = 16; #took = 0; #last = 0; #look = 0
  #wait = 6; #quickSince = 0
  #turn = 0

  /** Each level says how many pixels, and a picture every how many frames; it begins with the one at `first`. */
  constructor(levels, first = 0) {
    this.#levels = levels
    this.#level = first
  }

  get pixels() { return this.#levels[this.#level].pixels }

  /** Called for every frame: whether this one is for a picture. */
  frame(seconds) {
    const pace = (seconds - this.#last) * 1000
    this.#last = seconds
    // A hidden tab, or a still picture, says nothing about the machine.
    if (pace < PAUSE) this.#pace += (pace - this.#pace) * 0.05
    if (seconds - this.#look > LOOK) {
      this.#look = seconds
      this.#judge(seconds)
    }
    this.#turn = (this.#turn + 1) % this.#levels[this.#level].every
    return this.#turn === 0
  }

  /** What a picture took. Where others want the processor, it takes longer: then, too, less is better. */
  took(milliseconds) { this.#took += (Math.min(milliseconds, PAUSE) - this.#took) * 0.1 }

  #judge(seconds) {
    if (this.#pace > QUICK || this.#took > SHORT) this.#quickSince = seconds
    if ((this.#pace > SLOW || this.#took > LONG) && this.#level < this.#levels.length - 1) {
      this.#level++
      this.#wait = Math.min(WAIT_MAX, this.#wait * 2)
    } else if (seconds - this.#quickSince > this.#wait && this.#level > 0) {
      this.#level--
      this.#quickSince = seconds
    }
  }
}
