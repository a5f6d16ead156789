// Paints a scene with WebGL 2.

import { Effort } from "./effort.js"
import { RECORD } from "./ring.js"
import { BOLT_VERTICES, bolt, halo, ridge, spark } from "./shaders.js"
import { COLUMNS, ROWS, depths } from "./surface.js"

const wishes = {
  alpha: false, antialias: true, powerPreference: "low-power", failIfMajorPerformanceCaveat: true,
}
const levels = [
  { pixels: 2, every: 1 },
  { pixels: 1.4, every: 1 },
  { pixels: 1, every: 1 },
  { pixels: 0.75, every: 2 },
  { pixels: 0.6, every: 3 },
]

export class Glass {
  /**
   * Whether it may be used: not where WebGL 2 cannot be had, or only without a graphics card; then two dimensions are
   * quicker. Tried on a canvas of its own, as one that was asked for WebGL gives nothing else.
   */
  static isThere() {
    const canvas = globalThis.OffscreenCanvas ? new OffscreenCanvas(1, 1) : document.createElement("canvas")
    const gl = canvas.getContext("webgl2", wishes)
    if (!gl) return false
    const names = gl.getExtension("WEBGL_debug_renderer_info")
    const name = names ? gl.getParameter(names.UNMASKED_RENDERER_WEBGL) : ""
    try {
      return !/swiftshader|llvmpipe|software/i.test(name) && Boolean(new Glass(canvas))
    } catch (fault) {
      console.warn(`the stage is drawn without WebGL: ${fault.message}`)
      return false
    } finally {
      gl.getExtension("WEBGL_lose_context")?.loseContext()
    }
  }

  effort = new Effort(levels)
  #gl; #canvas; #programs = {}; #uniforms = {}; #buffers = {}; #texture

  constructor(canvas) {
    const gl = this.#gl = canvas.getContext("webgl2", wishes)
    this.#canvas = canvas
    for (const [name, source] of Object.entries({ ridge, halo, spark, bolt })) this.#build(name, source)
    for (const name of ["spark", "bolt"]) this.#ring(name)
    this.#texture = this.#surface()
    this.#buffers.none = gl.createVertexArray()
    gl.enable(gl.BLEND)
    gl.depthFunc(gl.LEQUAL)
  }

  paint(scene) {
    const gl = this.#gl
    this.#fit(scene)
    gl.clearColor(...scene.paper, 1)
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT)
    this.#remember(scene)

    gl.bindVertexArray(this.#buffers.none)
    gl.enable(gl.DEPTH_TEST)
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
    const at = this.#use("ridge", scene)
    gl.uniform1i(at.surface, 0)
    gl.uniform1fv(at.depths, depths)
    for (const veil of [1, 0]) {
      gl.uniform1f(at.veil, veil)
      gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, COLUMNS * 2, ROWS)
    }
    gl.disable(gl.DEPTH_TEST)
    // Light adds up on black; on paper it would vanish, and lies on top like ink.
    const dark = scene.paper[0] < 0.5
    gl.blendFunc(gl.ONE, dark ? gl.ONE : gl.ONE_MINUS_SRC_ALPHA)
    gl.uniform1fv(this.#use("halo", scene).levels, scene.levels)
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, scene.models)
    this.#use("spark", scene)
    gl.bindVertexArray(this.#buffers.spark.array)
    gl.drawArrays(gl.POINTS, 0, scene.sparks.records.length / RECORD)
    this.#use("bolt", scene)
    gl.bindVertexArray(this.#buffers.bolt.array)
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, BOLT_VERTICES, scene.bolts.records.length / RECORD)
  }

  /** The canvas is as large as its box, with as many pixels as the machine bears. */
  #fit(scene) {
    const canvas = this.#canvas
    const pixels = Math.min(scene.pixels, scene.density)
    const width = Math.max(1, Math.round(scene.width * pixels))
    const height = Math.max(1, Math.round(scene.height * pixels))
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width
      canvas.height = height
      this.#gl.viewport(0, 0, width, height)
    }
  }

  /** Uploads what changed. */
  #remember(scene) {
    const gl = this.#gl
    gl.bindTexture(gl.TEXTURE_2D, this.#texture)
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, COLUMNS, ROWS, gl.RGBA, gl.FLOAT, scene.surface.cells)
    this.#upload("spark", scene.sparks)
    this.#upload("bolt", scene.bolts)
  }

  #upload(name, ring) {
    if (!ring.changed) return
    const gl = this.#gl
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers[name].buffer)
    gl.bufferData(gl.ARRAY_BUFFER, ring.records, gl.DYNAMIC_DRAW)
    ring.changed = false
  }

  #use(name, scene) {
    const gl = this.#gl, at = this.#uniforms[name]
    gl.useProgram(this.#programs[name])
    gl.uniform1f(at.time, scene.time)
    gl.uniform2f(at.size, this.#canvas.width, this.#canvas.height)
    gl.uniform4fv(at.source, scene.source)
    gl.uniform3fv(at.tint, scene.tint)
    gl.uniform3fv(at.paper, scene.paper)
    gl.uniform3fv(at.ink, scene.ink)
    return at
  }

  #build(name, { vertex, fragment }) {
    const gl = this.#gl, program = gl.createProgram()
    for (const [kind, text] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
      const shader = gl.createShader(kind)
      gl.shaderSource(shader, text)
      gl.compileShader(shader)
      gl.attachShader(program, shader)
      if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(`${name}: ${gl.getShaderInfoLog(shader)}`)
    }
    gl.linkProgram(program)
    if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(`${name}: ${gl.getProgramInfoLog(program)}`)
    const uniforms = {}
    for (let i = gl.getProgramParameter(program, gl.ACTIVE_UNIFORMS) - 1; i >= 0; i--) {
      const { name } = gl.getActiveUniform(program, i)
      uniforms[name.replace("[0]", "")] = gl.getUniformLocation(program, name)
    }
    this.#programs[name] = program
    this.#uniforms[name] = uniforms
  }

  /** A ring of four floats each: one per vertex for sparks, one per instance for bolts. */
  #ring(name) {
    const gl = this.#gl, array = gl.createVertexArray(), buffer = gl.createBuffer()
    gl.bindVertexArray(array)
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer)
    gl.enableVertexAttribArray(0)
    gl.vertexAttribPointer(0, 4, gl.FLOAT, false, 0, 0)
    if (name === "bolt") gl.vertexAttribDivisor(0, 1)
    this.#buffers[name] = { array, buffer }
  }

  #surface() {
    const gl = this.#gl, texture = gl.createTexture()
    gl.bindTexture(gl.TEXTURE_2D, texture)
    for (const side of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, side, gl.NEAREST)
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA32F, COLUMNS, ROWS)
    return texture
  }
}
