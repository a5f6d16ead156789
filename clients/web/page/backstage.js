// The stage in a worker: drawing never keeps the page from hearing what comes.

import { Stage } from "./stage.js"

let stage

onmessage = ({ data: { canvas, calls, seconds, question } }) => {
  if (canvas) stage = new Stage(canvas)
  for (const [name, ...details] of calls ?? []) stage[name](...details)
  if (seconds !== undefined) stage.paint(seconds)
  postMessage(question ? { answer: stage[question]() } : { isFree: true })
}

// The page sends the canvas to a worker that is there.
postMessage({ isReady: true })
