// How much drawing this machine bears: fewer pixels first, fewer pictures next. Words and figures never wait for them.

/** A picture for every frame, as long as that is borne. */
const levels = [
  { pixels: 2, every: 1 },
  { pixels: 1.4, every: 1 },
  { pixels: 1, every: 1 },
  { pixels: 0.75, every: 2 },
  { pixels: 0.6, every: 3 },
]
/** Milliseconds from frame to frame: too many, good enough to try more, and no frames at all. */
const SLOW = 24, QUICK = 17.6, PAUSE = 200
/** Seconds between two looks; after more was tried in vain it waits twice as long, up to a minute. */
const LOOK = 1.5, WAIT_MAX = 60

export class Effort {
  #level = 0
  #pace = 16; #last = 0; #look = 0
  #wait = 6; #quickSince = 0
  #turn = 0

  get pixels() { return levels[this.#level].pixels }

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
    this.#turn = (this.#turn + 1) % levels[this.#level].every
    return this.#turn === 0
  }

  #judge(seconds) {
    if (this.#pace > QUICK) this.#quickSince = seconds
    if (this.#pace > SLOW && this.#level < levels.length - 1) {
      this.#level++
      this.#wait = Math.min(WAIT_MAX, this.#wait * 2)
    } else if (seconds - this.#quickSince > this.#wait && this.#level > 0) {
      this.#level--
      this.#quickSince = seconds
    }
  }
}
