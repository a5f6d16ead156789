// What was wrong with something that came in, for people who do not read the protocol.

const kinds = {
  unknownKind: "The server sent a message of a type that this page does not know, and it was passed over",
  unknownChannel: "A message came on a channel that nobody announced, and was passed over",
  recordTooLarge: "The server sent more at once than this page takes, and it was passed over",
  unsupportedLayout: "The server sends frames of another version. Reload the page to get the server’s own",
}
const broken = new Set([
  "unexpectedByte", "invalidNumber", "invalidUTF8", "loneSurrogate", "duplicateKey", "tooDeep", "tooManyMessages",
  "tooManyUnknownKeys", "nestedBatch", "truncated", "trailingBytes", "invalidMagic", "invalidLength", "invalidOffset",
])

/** One sentence about a fault, whoever noticed it. */
export function account({ name, message, source, channel }) {
  const where = channel ? ` on ${channel}` : ""
  if (source === "server") return `The server complains${where}: ${message || name}.`.replace(/\.\.$/, ".")
  const kind = kinds[name] ?? (broken.has(name)
    ? "Something came that is no record of this protocol, and was passed over"
    : "A message came with a value it cannot have, and was passed over")
  return `${kind} (${message}).`
}
