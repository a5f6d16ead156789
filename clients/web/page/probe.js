// A browser does not tell why a connection was refused. The same server answers a plain request with its reason.

const PATIENCE = 2000
const WORDS_MAX = 300

/** Status and words of a server that is there and does not let us in; else undefined. */
export async function refusal() {
  try {
    const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) })
    if (answer.status !== 401 && answer.status !== 403) return undefined
    const words = (await answer.text()).trim().slice(0, WORDS_MAX)
    return { status: answer.status, words: words || `The server answers ${answer.status} without a word.` }
  } catch {
    return undefined
  }
}
