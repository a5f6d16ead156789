import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { gzipSync } from "node:zlib"

const read = (name) => readFileSync(new URL(`../../clients/web/${name}`, import.meta.url))
const bytesMax = 12 * 1024

test("a page loads less than 12 KB for the whole client", (context) => {
  const bytes = gzipSync(read("lifeline.min.js"), { level: 9 }).length
  context.diagnostic(`${bytes} of ${bytesMax} bytes, gzip -9`)
  assert.ok(bytes <= bytesMax, `${bytes} bytes`)
})

test("the client is one file that loads no other", () => {
  for (const name of ["lifeline.js", "lifeline.min.js"]) {
    assert.doesNotMatch(read(name).toString(), /^import |import\(|require\(/m)
  }
})
