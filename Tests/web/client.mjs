// The client that is tried: as it is written, or as LIFELINE_CLIENT names it.

const name = process.env.LIFELINE_CLIENT || "lifeline.js"
export const { Lifeline, LifelineError, CodecError, decode, encode, version } = await import(`../../clients/web/${name}`)
