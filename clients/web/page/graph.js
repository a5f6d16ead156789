// A small canvas to draw figures on: as large as its box, in the colours of the page.

export class Graph {
  #canvas; #pen; #palette

  constructor(canvas, palette) {
    this.#canvas = canvas
    this.#pen = canvas.getContext("2d")
    this.#palette = palette
    this.tall = Number(canvas.getAttribute("height"))
  }

  /** Empties it. The same object every time. */
  begin() {
    const canvas = this.#canvas, pen = this.#pen, pixels = window.devicePixelRatio || 1
    const width = canvas.clientWidth, height = this.tall
    if (canvas.width !== Math.round(width * pixels)) {
      canvas.width = Math.round(width * pixels)
      canvas.height = Math.round(height * pixels)
      canvas.style.height = `${height}px`
    }
    pen.setTransform(pixels, 0, 0, pixels, 0, 0)
    pen.clearRect(0, 0, width, height)
    pen.font = "12.5px system-ui, sans-serif"
    return Object.assign(this.#palette.pens, { pen, width, height })
  }
}
