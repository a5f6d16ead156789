// What went wrong, in words, and what the person at the page can do about it.

const UNAUTHORIZED = 4502, FORBIDDEN = 4503

export const notLetIn = [
  "Not let in",
  "The token is missing, wrong, or from an earlier start of the server. " +
    "Open the address that the server printed when it started; it ends in ?\u2060token= and a long word.",
]

/** A title and what to do, by close code. */
const finals = {
  4500: ["Not understood", "The server and this page disagree about the protocol. Reload the page: it may be too old."],
  4501: ["Another version", "The server speaks another version of the protocol. Reload the page to get its own."],
  [UNAUTHORIZED]: notLetIn,
  [FORBIDDEN]: ["Not allowed", "The server knows you and refuses. Open the page from the address that it printed."],
  4504: ["Open elsewhere", "The session was taken up in another tab or window. Connect again to take it back."],
  4505: ["Too large", "A record was larger than the server allows. Connect again, or raise --record-max there."],
  4506: ["Too slow to greet", "The server heard no greeting in time; the machine may have slept. Connect again."],
  4507: ["Too many pages", "The server has as many sessions as it allows. Close another tab, then connect again."],
}

const faults = { 200: UNAUTHORIZED, 201: UNAUTHORIZED, 202: FORBIDDEN }

const kept = "What you see is the last that arrived."

/** A title and an explanation for a line that is closed. */
export function closing({ code, reason }, fault) {
  const known = finals[code] ?? finals[faults[fault?.code]]
  if (known) return known
  if (code === 1000 || code === undefined) return ["Closed", `${sentence(reason || "the line was closed")} ${kept}`]
  return ["Closed", `${sentence(reason)} Connect again when you know why.`]
}

/** For a line that is about to dial again. */
export function retrying({ reason, delay, attempt }, url) {
  const wait = delay > 950 ? `in ${Math.round(delay / 1000)} s` : "at once"
  const hint = attempt > 3 ? ` Is the server at ${host(url)} still running?` : ""
  return `${sentence(reason || "the connection broke")} Trying again ${wait}. ${kept}${hint}`
}

export const sentence = (words) => {
  const text = String(words).trim()
  return text ? text[0].toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".") : ""
}

export const host = (url) => {
  try {
    return new URL(url, location.href).host
  } catch {
    return "its address"
  }
}

/** Bytes a second as people say it. */
export const bytes = (count) => {
  if (count < 1000) return `${Math.round(count)} B/s`
  if (count < 1e6) return `${(count / 1000).toFixed(1)} kB/s`
  return `${(count / 1e6).toFixed(1)} MB/s`
}

/** Milliseconds with as many digits as mean something. */
export const milliseconds = (ms) => (ms < 0.1 ? "0.1" : ms < 10 ? ms.toFixed(1) : Math.round(ms).toLocaleString("en"))
