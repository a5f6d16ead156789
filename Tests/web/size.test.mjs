import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { gzipSync } from "node:zlib"

const source = readFileSync(new URL("../../clients/web/lifeline.js", import.meta.url))
const bytesMax = 18.5 * 1024

test("a page loads less than 18.5 KB for the whole client, comments and all", (context) => {
  const bytes = gzipSync(source, { level: 9 }).length
  context.diagnostic(`${bytes} of ${bytesMax} bytes, gzip -9`)
  assert.ok(bytes <= bytesMax, `${bytes} bytes`)
})

test("the client is one file that loads no other", () => {
  assert.doesNotMatch(source.toString(), /^import |import\(|require\(/m)
})
