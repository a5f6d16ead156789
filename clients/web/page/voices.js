// The models: what each says and spends. Messages change plain values; `paint` shows them, once per frame, so that a
// text and the energy of its batch appear together.

import { Answers } from "./answer.js"
import { count, put } from "./elements.js"

/** Models that are shown. More are counted in words. */
const VOICES_MAX = 4
const BURST = 8, STALL = 16
const courses = [[BURST, "bursting"], [2, "rising"], [4, "easing"], [1, "steady"]]
/** Spoken within so many seconds: speaking. */
const BREATH = 0.7

export class Voices {
  #host = document.getElementById("voices")
  #template = document.getElementById("voice")
  #voices = []
  #stage
  #numbersAt = 0
  onshape = () => {}

  constructor(stage) {
    this.#stage = stage
    this.name(["the engine"])
  }

  /** One voice per model. Those that stay keep what they said. Says how many find no place. */
  name(models) {
    const names = models.slice(0, VOICES_MAX)
    while (this.#voices.length > names.length) this.#voices.pop().card.remove()
    names.forEach((name, m) => {
      const voice = this.#voices[m] ?? this.#add()
      if (voice.name === name) return
      voice.name = name
      voice.card.querySelector("h2").textContent = name
      voice.card.querySelector(".answer").setAttribute("aria-label", `What ${name} says`)
    })
    this.onshape()
    return models.length - names.length
  }

  status(model, status) {
    const voice = this.#voices[model]
    if (voice) voice.status = status
  }

  /** The streams' numbers start again. */
  forget() {
    for (const { answers } of this.#voices) answers.forget()
  }

  energy({ model, pattern, tokens, energy, total, rate, level, entropy }, isOld) {
    const voice = this.#voices[model]
    if (!voice) return
    const rose = (pattern & BURST && !(voice.pattern & BURST)) || (rate > 48 && voice.rate <= 48)
    Object.assign(voice, { pattern, tokens, total, rate, entropy })
    voice.level = Math.max(0, Math.min(1, level))
    this.#stage.tell("energy", model, voice.level, rate, isOld ? 0 : energy)
    if (rose && !isOld) this.#stage.tell("burst", model, pattern & BURST ? 1.2 : 0.8)
  }

  text({ stream, model, final, at, count, text }, isOld) {
    const voice = this.#voices[model]
    if (!voice) return
    voice.answers.add(stream, at, text, final)
    if (isOld) return
    voice.spoke = true
    this.#stage.tell("tokens", model, count)
    if (count > 3) this.#stage.tell("burst", model, 1)
  }

  /** Where a source belongs: over the middle of its text, or evenly spread where texts stand below each other. */
  places(width) {
    const boxes = this.#voices.map(({ card }) => card.getBoundingClientRect())
    const isColumn = boxes.length > 1 && boxes[1].left < boxes[0].right
    return boxes.map((box, m) => isColumn
      ? ((m + 0.5) / boxes.length * 2 - 1) * 0.86
      : (Math.min(box.left + box.width * 0.42, width * 0.9) / width) * 2 - 1)
  }

  paint(seconds) {
    const numbers = seconds - this.#numbersAt > 0.12
    if (numbers) this.#numbersAt = seconds
    for (const voice of this.#voices) {
      voice.answers.paint(seconds)
      if (voice.spoke) [voice.spoke, voice.spokeAt] = [false, seconds]
      if (voice.shown !== voice.level) voice.bar.style.transform = `scaleX(${(voice.shown = voice.level).toFixed(4)})`
      if (!numbers) continue
      put(voice.rateText, figure(voice.rate, 1))
      put(voice.totalText, figure(voice.total, 0))
      put(voice.tokensText, figure(voice.tokens, 0))
      put(voice.entropyText, figure(voice.entropy, 2))
      put(voice.moodText, mood(voice, seconds))
    }
  }

  #add() {
    const card = this.#template.content.firstElementChild.cloneNode(true)
    const text = (name) => card.querySelector(`[data-is="${name}"]`).appendChild(document.createTextNode(""))
    const voice = {
      card, bar: card.querySelector(".level i"), answers: new Answers(card.querySelector(".answer div")),
      moodText: text("mood"),
      rateText: text("rate"), totalText: text("total"), tokensText: text("tokens"), entropyText: text("entropy"),
      name: "", status: "", pattern: 0, tokens: 0, total: 0, rate: 0, level: 0, entropy: 0, shown: -1,
      spoke: false, spokeAt: -10,
    }
    this.#host.append(card)
    this.#voices.push(voice)
    return voice
  }
}

/** Short, whatever an engine says. */
function figure(value, digits) {
  if (Math.abs(value) >= 1e7) return value.toExponential(1)
  return Math.abs(value) < 10 ? value.toFixed(digits) : count(Math.round(value))
}

function mood({ status, pattern, spokeAt }, seconds) {
  if (status && status !== "ready") return status
  if (pattern & STALL) return "hesitating"
  if (seconds - spokeAt > BREATH) return "listening"
  return courses.find(([bit]) => pattern & bit)?.[1] ?? "speaking"
}
