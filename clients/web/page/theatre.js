// Where the stage is: in a worker with the canvas, or here, where a browser cannot do that. Both are told the same.

/** What happened and nobody could draw yet: what is more adds nothing that could still be seen. */
const CALLS_MAX = 512
/** What holds until it is told anew. */
const lasting = new Set(["arrange", "colours", "calm"])

export class Theatre {
  #canvas
  #stage        // here
  #worker       // or there
  #calls = []
  #lasting = new Map()
  #isFree = false
  #isOpen = false
  #answered = []

  constructor(canvas) {
    this.#canvas = canvas
    if (!canvas.transferControlToOffscreen || !window.Worker) {
      this.#perform()
      return
    }
    this.#worker = new Worker(new URL("./backstage.js", import.meta.url), { type: "module" })
    this.#worker.onmessage = ({ data }) => this.#heard(data)
    this.#worker.onerror = (event) => {
      event.preventDefault()
      console.warn(`the page itself draws the stage: ${event.message ?? "the worker cannot be loaded"}`)
      this.#perform()
    }
  }

  tell(name, ...details) {
    if (lasting.has(name)) this.#lasting.set(name, details)
    if (this.#stage) this.#stage[name](...details)
    else if (this.#calls.length < CALLS_MAX || lasting.has(name)) this.#calls.push([name, ...details])
  }

  /** One picture, unless the one before is not done. */
  paint(seconds) {
    if (this.#stage) this.#stage.paint(seconds)
    else if (this.#isFree) this.#send({ seconds })
  }

  /** What the stage answers to a question. */
  async ask(question) {
    while (!this.#stage && !this.#isOpen) await new Promise(requestAnimationFrame)
    if (this.#stage) return this.#stage[question]()
    this.#worker.postMessage({ question })
    return new Promise((resolve) => this.#answered.push(resolve))
  }

  #send(more, transferred) {
    this.#worker.postMessage({ calls: this.#calls, ...more }, transferred)
    this.#calls = []
    this.#isFree = false
    this.#isOpen = true
  }

  #heard({ isReady, answer }) {
    if (answer !== undefined) return this.#answered.shift()(answer)
    this.#isFree = !isReady
    if (!isReady) return
    const canvas = this.#canvas.transferControlToOffscreen()
    this.#send({ canvas }, [canvas])
  }

  /** Here, on a canvas that was never given away. */
  async #perform() {
    this.#worker?.terminate()
    const canvas = this.#canvas.cloneNode()
    this.#canvas.replaceWith(canvas)
    this.#isFree = false
    const { Stage } = await import("./stage.js")
    this.#stage = new Stage(canvas)
    this.#calls = []
    for (const [name, details] of this.#lasting) this.tell(name, ...details)
  }
}
