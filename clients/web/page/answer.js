// One model's answer, put together by where its pieces belong. It keeps a bounded end of the text, and touches the page
// only when painted.

/** Characters on the page: of the answer, and of the one before it. */
const SHOWN_MAX = 6000, BEFORE_MAX = 600
/** New words keep their model's colour for so long. */
const FRESH = 0.45

export class Answer {
  #stream = -1
  #end = 0            // bytes of UTF-8 that we have
  #arrived = ""       // not painted yet
  #isNew = false
  #freshAt = 0
  #before; #said; #fresh

  constructor(pane) {
    [this.#before, this.#said, this.#fresh] = [".before", ".said", ".fresh"].map((name) =>
      pane.querySelector(name).appendChild(document.createTextNode("")))
  }

  /** Streams are numbered anew: whatever comes next is another answer. What is shown stays. */
  forget() { this.#stream = -1 }

  add(stream, at, text) {
    if (stream !== this.#stream) {
      this.#stream = stream
      this.#isNew = true
      this.#end = 0
      this.#arrived = ""
    }
    const end = at + utf8Length(text)
    if (end <= this.#end) return
    if (at > this.#end) this.#arrived += "… "
    this.#arrived += at < this.#end ? withoutBytes(text, this.#end - at) : text
    this.#end = end
    if (this.#arrived.length > SHOWN_MAX) this.#arrived = "…" + this.#arrived.slice(-SHOWN_MAX / 2)
  }

  paint(seconds) {
    if (this.#isNew && this.#arrived) {
      this.#isNew = false
      const old = this.#said.data + this.#fresh.data
      this.#before.data = old.length > BEFORE_MAX ? "…" + old.slice(-BEFORE_MAX) : old
      this.#said.data = this.#fresh.data = ""
    }
    const isStale = seconds - this.#freshAt > FRESH
    if (this.#fresh.data && (isStale || this.#fresh.data.length > 48)) {
      this.#said.appendData(this.#fresh.data)
      this.#fresh.data = ""
      if (this.#said.length > SHOWN_MAX) this.#said.replaceData(0, SHOWN_MAX / 4, "…")
    }
    if (!this.#arrived) return
    this.#fresh.appendData(this.#arrived)
    this.#arrived = ""
    this.#freshAt = seconds
  }
}

export function utf8Length(text) {
  let size = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    // Two halves of a pair are four bytes together.
    if (unit > 0x7f) size += unit > 0x7ff && (unit & 0xf800) !== 0xd800 ? 2 : 1
  }
  return size
}

/** What is left of a text after so many bytes of its UTF-8. */
function withoutBytes(text, count) {
  let i = 0
  for (const sign of text) {
    if (count <= 0) break
    count -= utf8Length(sign)
    i += sign.length
  }
  return text.slice(i)
}
