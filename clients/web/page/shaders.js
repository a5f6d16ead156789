// What the stage runs on the graphics card. No vertex is ever uploaded: every shape follows from its index, the
// surface, and a short record of when something happened.

import { COLUMNS, DEEP, MODELS, REACH, ROWS } from "./surface.js"

const BOLT_JOINTS = 22
export const BOLT_VERTICES = (BOLT_JOINTS + 1) * 2

const common = `#version 300 es
precision highp float;
precision highp sampler2D;
uniform float time;
uniform vec2 size;
uniform vec4 source[${MODELS}];   // x on the screen, depth, phase of its waves, how far it has merged
uniform vec3 tint[${MODELS}];
uniform vec3 paper, ink;
const float horizon = 0.16, shore = -1.0, deep = ${DEEP.toFixed(2)};
float nearness(float depth) { return 1.0 / (1.0 + depth * deep); }
float hash(float n) { return fract(sin(n * 127.1) * 43758.5453); }
vec2 ground(float x, float depth) { return vec2(x, mix(horizon, shore, nearness(depth))); }
vec2 foot(int m) { return ground(source[m].x, source[m].y); }
`

export const ridge = {
  vertex: common + `
uniform sampler2D surface;
uniform float depths[${ROWS}];
uniform float veil;               // 1: the dark below a ridge, which hides what lies behind; 0: the ridge itself
out vec4 light;
out float across;
vec2 lifted(int column, int row, float depth, out vec4 cell) {
  cell = texelFetch(surface, ivec2(clamp(column, 0, ${COLUMNS - 1}), row), 0);
  float x = (float(column) / ${COLUMNS - 1}.0 * 2.0 - 1.0) * ${REACH.toFixed(2)};
  return ground(x, depth) + vec2(0.0, cell.a * 2.3 * nearness(depth));
}
void main() {
  int row = gl_InstanceID, column = gl_VertexID / 2;
  float depth = depths[row], side = float(gl_VertexID & 1);
  vec4 cell, unused;
  vec2 position = lifted(column, row, depth, cell);
  float order = 0.9 - 0.8 * float(row) / ${ROWS}.0;
  across = side * 2.0 - 1.0;
  if (veil > 0.5) {
    light = vec4(paper, 1.0);
    position.y = mix(position.y, ground(0.0, depth).y - 0.5 * nearness(depth), side);
  } else {
    vec2 along = normalize((lifted(column + 1, row, depth, unused) - lifted(column - 1, row, depth, unused)) * size);
    float wide = (0.55 + 0.6 * nearness(depth) + clamp(cell.a, 0.0, 0.4) * 2.0) * size.y / 560.0;
    position += vec2(-along.y, along.x) * across * wide / size * 2.0;
    order -= 0.004;
    float glow = 0.13 + clamp(abs(cell.a) * 5.0, 0.0, 0.87);
    float mist = smoothstep(1.0, 0.66, depth) * smoothstep(0.02, 0.24, depth);
    light = vec4(cell.rgb, glow * mist);
  }
  gl_Position = vec4(position, order, 1.0);
}`,
  fragment: `#version 300 es
precision highp float;
uniform float veil;
in vec4 light;
in float across;
out vec4 colour;
void main() {
  float soft = veil > 0.5 ? 1.0 : 1.0 - across * across;
  colour = vec4(light.rgb, 1.0) * light.a * soft;
}`,
}

// A token is a spark that leaves its model and rises.
export const spark = {
  vertex: common + `
layout(location = 0) in vec4 born; // when, whose, a number of its own, strength
out vec4 light;
void main() {
  float age = (time - born.x) / (1.6 + hash(born.z) * 1.2);
  int m = int(born.y);
  vec2 from = foot(m);
  float turn = hash(born.z + 1.0) * 6.2832;
  float spread = 0.012 + 0.09 * age * hash(born.z + 2.0);
  vec2 position = from + vec2(cos(turn + age * 2.0) * spread, 0.10 + age * (0.25 + 0.75 * hash(born.z + 3.0)));
  float fade = age < 0.0 || age > 1.0 || born.w <= 0.0 ? 0.0 : (1.0 - age) * smoothstep(0.0, 0.08, age);
  light = vec4(mix(tint[m], ink, 0.25), fade * 0.9);
  gl_Position = vec4(fade > 0.0 ? position : vec2(9.0), 0.02, 1.0);
  gl_PointSize = (2.4 + 3.4 * hash(born.z + 4.0) * min(born.w, 1.6)) * size.y / 620.0 * (1.0 - age * 0.5);
}`,
  fragment: `#version 300 es
precision highp float;
in vec4 light;
out vec4 colour;
void main() {
  float r = length(gl_PointCoord * 2.0 - 1.0);
  colour = vec4(light.rgb, 1.0) * light.a * smoothstep(1.0, 0.1, r);
}`,
}

// The light around a source.
export const halo = {
  vertex: common + `
uniform float levels[${MODELS}];
out vec2 at;
out vec4 light;
void main() {
  vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1)) * 2.0 - 1.0;
  int m = gl_InstanceID;
  float level = levels[m];
  at = corner;
  light = vec4(tint[m], 0.5 * level);
  float reach = 0.22 + 0.30 * level;
  vec2 middle = foot(m) + vec2(0.0, level * 0.30);
  gl_Position = vec4(middle + corner * vec2(reach * size.y / size.x * 1.5, reach), 0.01, 1.0);
}`,
  fragment: `#version 300 es
precision highp float;
in vec2 at;
in vec4 light;
out vec4 colour;
void main() {
  float r = max(0.0, 1.0 - length(at));
  colour = vec4(light.rgb, 1.0) * light.a * r * r * r;
}`,
}

// A burst: from somewhere above down to the model that had it.
export const bolt = {
  vertex: common + `
layout(location = 0) in vec4 born;
out vec4 light;
out float across;
float sway(float along, float seed) {
  float sum = 0.0, reach = 0.16;
  for (int octave = 0; octave < 4; octave++) {
    float at = along * exp2(float(octave) + 1.0);
    float i = floor(at);
    sum += mix(hash(i + seed), hash(i + 1.0 + seed), fract(at)) * reach - reach * 0.5;
    reach *= 0.55;
    seed += 17.3;
  }
  return sum * sin(along * 3.1416);
}
void main() {
  float age = (time - born.x) / 0.42;
  float along = float(gl_VertexID / 2) / ${BOLT_JOINTS}.0;
  across = float(gl_VertexID & 1) * 2.0 - 1.0;
  int m = int(born.y);
  vec2 to = foot(m) + vec2(0.0, 0.16), from = vec2(to.x + (hash(born.z) - 0.5) * 0.5, 1.05);
  float flash = age < 0.0 || age > 1.0 ? 0.0 : pow(1.0 - age, 1.6) * (0.65 + 0.35 * sin(age * 60.0));
  float seed = born.z + floor(age * 5.0) * 3.7;
  vec2 position = mix(from, to, along) + vec2(sway(along, seed), 0.0);
  position.x += across * (1.2 + 2.2 * flash * born.w) / size.x * 2.0;
  light = vec4(mix(tint[m], ink, 0.7), flash);
  gl_Position = vec4(flash > 0.0 ? position : vec2(9.0), 0.015, 1.0);
}`,
  fragment: `#version 300 es
precision highp float;
in vec4 light;
in float across;
out vec4 colour;
void main() {
  float soft = 1.0 - across * across;
  colour = vec4(light.rgb, 1.0) * light.a * soft;
}`,
}
