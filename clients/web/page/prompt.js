// The prompt box. Prompts take their own way, POST /prompt, and never travel on the line.

const ANSWER_MAX = 400, PATIENCE = 10_000

export class Prompt {
  #form = document.getElementById("prompt")
  #text = document.getElementById("prompt-text")
  #button = this.#form.querySelector("button")
  #said = document.getElementById("prompt-said")
  #journal

  constructor(journal) {
    this.#journal = journal
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault()
      this.#send()
    })
    this.#text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return
      event.preventDefault()
      this.#send()
    })
    this.#text.addEventListener("input", () => this.#say(""))
  }

  focus() { this.#text.focus() }

  async #send() {
    const prompt = this.#text.value.trim()
    if (!prompt) return this.#say("Write something first.", true)
    this.#button.disabled = true
    this.#say("Sending …")
    try {
      const answer = await fetch("/prompt", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ prompt }),
        signal: AbortSignal.timeout(PATIENCE),
      })
      if (answer.ok) {
        this.#text.value = ""
        this.#say("Sent. The answer comes on the line.")
      } else {
        this.#refused(await words(answer), answer)
      }
    } catch (error) {
      this.#say(error.name === "TimeoutError"
        ? "The server did not answer within ten seconds. Your prompt is still here; send it again."
        : "The server cannot be reached. Your prompt is still here; send it when the line is open again.", true)
    }
    this.#button.disabled = false
  }

  #refused(words, { status, headers }) {
    const wait = headers.get("Retry-After")
    const hint = status === 401 ? " Open the address that the server printed." : wait ? ` Try again in ${wait} s.` : ""
    this.#say(`Not taken: ${words}${hint}`, true)
    this.#journal.add(`The server did not take a prompt: ${words}`, true)
  }

  #say(words, isBad = false) {
    this.#said.textContent = words
    this.#said.classList.toggle("bad", isBad)
  }
}

/** The server's own words, in JSON or as plain text. */
async function words(answer) {
  const text = (await answer.text()).slice(0, ANSWER_MAX * 4)
  let said = text
  try {
    const tree = JSON.parse(text)
    said = tree?.error?.message ?? tree?.message ?? (typeof tree?.error === "string" ? tree.error : text)
  } catch {
    // It is plain text, then.
  }
  return String(said).trim().slice(0, ANSWER_MAX) || `status ${answer.status} without a word.`
}
