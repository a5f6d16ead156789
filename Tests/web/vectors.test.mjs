import { readdirSync, readFileSync } from "node:fs"
import { test } from "node:test"
import * as client from "./client.mjs"
import { vectors } from "./vectors.mjs"

const folder = new URL("../../schemas/vectors/", import.meta.url)
const read = (name) => JSON.parse(readFileSync(new URL(name, folder), "utf8"))

vectors(client, Object.fromEntries(readdirSync(folder).map((name) => [name, read(name)])), test)
