// One answer, put together by where its pieces belong. It keeps a bounded end of the text, and touches the page only
// when painted.

import { make } from "./elements.js"

/** Characters of an answer on the page. */
const SHOWN_MAX = 6000
/** New words keep their model's colour for so many seconds. */
const FRESH = 0.45
const FRESH_MAX = 48

export class Answer {
  stream = -1
  #end = 0            // bytes of UTF-8 that we have
  #arrived = ""       // not painted yet
  #isNew = false
  #isFinal = false
  #freshAt = 0
  #said = document.createTextNode("")
  #fresh = document.createTextNode("")
  #paragraph = make("p", this.#said, make("span", this.#fresh))

  begin(stream) {
    this.stream = stream
    this.#isNew = true
    this.#isFinal = false
    this.#end = 0
    this.#arrived = ""
  }

  add(at, text, isFinal) {
    this.#isFinal ||= isFinal
    const end = at + utf8Length(text)
    if (end <= this.#end) return
    if (at > this.#end) this.#arrived += "… "
    this.#arrived += at < this.#end ? withoutBytes(text, this.#end - at) : text
    this.#end = end
    if (this.#arrived.length > SHOWN_MAX) this.#arrived = "…" + this.#arrived.slice(-SHOWN_MAX / 2)
  }

  /** A new one goes to the end of the pane. */
  paint(seconds, pane) {
    if (this.#isNew) {
      this.#isNew = false
      this.#said.data = this.#fresh.data = ""
      this.#paragraph.classList.remove("done")
      pane.append(this.#paragraph)
    }
    if (this.#fresh.data && (seconds - this.#freshAt > FRESH || this.#fresh.length > FRESH_MAX)) {
      this.#said.appendData(this.#fresh.data)
      this.#fresh.data = ""
      if (this.#said.length > SHOWN_MAX) this.#said.replaceData(0, SHOWN_MAX / 4, "…")
      this.#paragraph.classList.toggle("done", this.#isFinal)
    }
    if (!this.#arrived) return
    this.#fresh.appendData(this.#arrived)
    this.#arrived = ""
    this.#freshAt = seconds
  }
}

/** The newest answers of one model. Several may be under way at once. */
export class Answers {
  #answers = Array.from({ length: 3 }, () => new Answer())
  #pane

  constructor(pane) { this.#pane = pane }

  /** Streams are numbered anew: whatever comes next is another answer. What is shown stays. */
  forget() {
    for (const answer of this.#answers) answer.stream = -1
  }

  add(stream, at, text, isFinal) {
    let answer = this.#answers.find((answer) => answer.stream === stream)
    if (!answer) {
      // The one that began first gives way.
      answer = this.#answers.shift()
      this.#answers.push(answer)
      answer.begin(stream)
    }
    answer.add(at, text, isFinal)
  }

  paint(seconds) {
    for (const answer of this.#answers) answer.paint(seconds, this.#pane)
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
