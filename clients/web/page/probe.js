// A browser does not tell why a connection was refused. The same server answers a plain request with its reason.

const PATIENCE = 2000
const WORDS_MAX = 300

/** The server's words if it is there and does not let us in; else undefined. */
export async function refusal() {
  try {
    const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) })
    if (answer.status !== 401 && answer.status !== 403) return undefined
    return (await answer.text()).trim().slice(0, WORDS_MAX) || `It answered ${answer.status}.`
  } catch {
    return undefined
  }
}
