/** One kernel as WGSL, with the names and kinds of its arguments in their order. */
export interface Shader<Fields extends string = string> {
  readonly name: string
  readonly fields: readonly (readonly [Fields, 'u32' | 'f32'])[]
  /** Without bindings: `memory`, `codes`, `spare` and `args` are laid before it (`wgslOf`). */
  readonly code: string
}

/** `fields` as words, those of floats with a colon and f32: "count from to scale:f32". */
export function shader<const Text extends string>(
  name: string,
  fields: Text,
  code: string,
): Shader<FieldsOf<Text>> {
  const named = fields.split(' ').map((field) => {
    const [word, kind] = field.split(':')
    return [word as FieldsOf<Text>, kind === 'f32' ? 'f32' : 'u32'] as const
  })
  return { name, fields: named, code }
}

type FieldsOf<Text extends string> = Text extends `${infer First} ${infer Rest}`
  ? NameOf<First> | FieldsOf<Rest>
  : NameOf<Text>
type NameOf<Word extends string> = Word extends `${infer Name}:f32` ? Name : Word

/** Numbers for a shader by the names of its fields. */
export type Arguments<S> = S extends Shader<infer Fields> ? Readonly<Record<Fields, number>> : never

/** Threads of a group, in every shader that walks single numbers or rows. */
export const groupSize = 256

/**
 * The whole module. Memory holds bits: numbers are cast where they are used, since a float that carries an integer may not
 * survive.
 */
export function wgslOf({ fields, code }: Shader): string {
  const members = fields.map(([name, kind]) => `  ${name}: ${kind},`).join('\n')
  return `struct Args {\n${members}\n}\n${bindings}${code}`
}

const bindings = /* wgsl */ `
@group(0) @binding(0) var<storage, read_write> memory: array<u32>;
@group(0) @binding(1) var<storage, read> codes: array<i32>;
@group(0) @binding(2) var<storage, read_write> spare: array<f32>;
@group(0) @binding(3) var<uniform> args: Args;

fn load(at: u32) -> f32 { return bitcast<f32>(memory[at]); }
fn store(at: u32, x: f32) { memory[at] = bitcast<u32>(x); }
fn code_at(at: u32) -> i32 { return bitcast<i32>(memory[at]); }
`

/** A shader whose threads each have one of args.count values: `i`. */
export function each<const Text extends string>(
  name: string,
  fields: Text,
  body: string,
  before = '',
): Shader<FieldsOf<`count ${Text}`>> {
  return shader(
    name,
    `count ${fields}`,
    /* wgsl */ `${before}
@compute @workgroup_size(${groupSize})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = id.x + id.y * groups.x * ${groupSize}u;
  if (i >= args.count) { return; }
${body}
}`,
  ) as Shader<FieldsOf<`count ${Text}`>>
}

/**
 * A shader with a group of `size` threads for each of args.rows rows: `row`, `lane`, `step` (the size), and the sum and the largest
 * of all lanes, taken in a fixed order.
 */
export function byRow<const Text extends string>(
  name: string,
  fields: Text,
  size: 64 | 256,
  body: string,
  before = '',
): Shader<FieldsOf<`rows ${Text}`>> {
  const folded = /* wgsl */ `
  let row = group.x + group.y * groups.x;
  if (row >= args.rows) { return; }
${body}`
  return grouped(name, `rows ${fields}`, size, folded, before) as Shader<FieldsOf<`rows ${Text}`>>
}

/** The same for rows of many matrices: `row` is the group's x, its y (`group.y`) the matrix. */
export function byRowOfMatrices<const Text extends string>(
  name: string,
  fields: Text,
  size: 64 | 256,
  body: string,
  before = '',
): Shader<FieldsOf<Text>> {
  return grouped(name, fields, size, `  let row = group.x;\n${body}`, before)
}

function grouped<const Text extends string>(
  name: string,
  fields: Text,
  size: 64 | 256,
  body: string,
  before: string,
): Shader<FieldsOf<Text>> {
  const side = Math.sqrt(size)
  const reduction = (called: string, first: string, joined: (a: string, b: string) => string) => /* wgsl */ `
fn ${called}(x: f32, lane: u32) -> f32 {
  lanes[lane] = x;
  workgroupBarrier();
  if (lane < ${side}u) {
    var part = ${first};
    for (var k = 0u; k < ${side}u; k++) { part = ${joined('part', `lanes[lane * ${side}u + k]`)}; }
    parts_of_lanes[lane] = part;
  }
  workgroupBarrier();
  var whole = ${first};
  for (var k = 0u; k < ${side}u; k++) { whole = ${joined('whole', 'parts_of_lanes[k]')}; }
  return whole;
}
`
  return shader(
    name,
    fields,
    /* wgsl */ `
var<workgroup> lanes: array<f32, ${size}>;
var<workgroup> parts_of_lanes: array<f32, ${side}>;
${reduction('sum_of', '0.0', (a, b) => `${a} + ${b}`)}
${reduction('largest_of', '-1e30', (a, b) => `max(${a}, ${b})`)}
${before}
@compute @workgroup_size(${size})
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let step = ${size}u;
${body}
}`,
  )
}

/** A shader that adds to each of args.columns sums the terms of args.rows rows; `term` is WGSL of `row` and `column`. */
export function overColumns<const Text extends string>(
  name: string,
  fields: Text,
  term: string,
  result: string,
  before = '',
): Shader<FieldsOf<`rows columns ${Text}`>> {
  return shader(
    name,
    `rows columns ${fields}`,
    /* wgsl */ `${before}
var<workgroup> lanes: array<f32, 256>;

@compute @workgroup_size(16, 16)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
) {
  let column = (group.x + group.y * groups.x) * 16u + local.x;
  var sum = 0.0;
  if (column < args.columns) {
    for (var row = local.y; row < args.rows; row += 16u) {
      sum += ${term};
    }
  }
  lanes[local.y * 16u + local.x] = sum;
  workgroupBarrier();
  if (local.y == 0u && column < args.columns) {
    var whole = 0.0;
    for (var lane = 0u; lane < 16u; lane++) { whole += lanes[lane * 16u + local.x]; }
    ${result}
  }
}`,
  ) as Shader<FieldsOf<`rows columns ${Text}`>>
}

/** eˣ within what a float holds, 1 / (1 + e⁻ˣ), and tanh by it: the device's own may overflow. */
export const activations = /* wgsl */ `
fn exponential(x: f32) -> f32 { return exp(clamp(x, -87.3, 88.3)); }
fn logistic(x: f32) -> f32 { return 1.0 / (1.0 + exponential(-x)); }
fn hyperbolic(x: f32) -> f32 { return 2.0 * logistic(2.0 * x) - 1.0; }
`

/** Whether dropout keeps value `index`: the hash of the processor's kernel. */
export const dropoutHash = /* wgsl */ `
fn kept(index: u32, seed: u32, threshold: u32) -> bool {
  var h = index * 0x9e3779b1u + seed;
  h ^= h >> 16u;
  h *= 0x21f0aaadu;
  h ^= h >> 15u;
  h *= 0x735a2d97u;
  h ^= h >> 15u;
  return (h >> 8u) >= threshold;
}
`
