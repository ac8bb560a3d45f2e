import { activations, type Shader, shader } from '../shader.ts'

/** The widest recurrent state that a group of threads holds. */
export const widestState = 1024
const threads = 128
const own = widestState / threads

type Fields = 'rows' | 'length' | 'hidden' | 'gates' | 'weight' | 'states' | 'cells'
type BackFields = Fields | 'gradient' | 'sums'

/**
 * All steps of a recurrent layer in one dispatch: a group of threads walks one sequence, each thread some of its states, and
 * they meet after every step. One dispatch a step would leave a device waiting for the next most of the time. Rows are
 * ordered by time; `weight` is the state's, hidden × columns.
 *
 * `parts` of the sums come from the state before, part p's weights standing p·hidden columns on. `step` is WGSL that
 * reads `sums[p]` of state j at `at` (its gates), `last` and `cell`, and sets `next`.
 */
function forward(name: string, gatesEach: number, parts: number, step: string): Shader<Fields> {
  return shader(
    name,
    'rows length hidden gates weight states cells',
    /* wgsl */ `${activations}
var<workgroup> last_state: array<f32, ${widestState}>;

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let h = args.hidden;
  for (var j = lane; j < h; j += ${threads}u) { last_state[j] = 0.0; }
  var next_states: array<f32, ${own}>;
  var cell_states: array<f32, ${own}>;
  for (var t = 0u; t < args.length; t++) {
    workgroupBarrier();
    let row = t * args.rows + group.x;
    for (var e = 0u; e < ${own}u; e++) {
      let j = lane + e * ${threads}u;
      if (j < h) {
        // Assigned: a compiler was seen to clear a declared array only once for all turns of the loop.
        var sums: array<f32, ${parts}>;
${Array.from({ length: parts }, (_, p) => `        sums[${p}] = 0.0;`).join('\n')}
        if (t > 0u) {
          for (var i = 0u; i < h; i++) {
            let x = last_state[i];
            let base = args.weight + i * ${parts}u * h + j;
${Array.from({ length: parts }, (_, p) => `            sums[${p}] += x * load(base + ${p}u * h);`).join('\n')}
          }
        }
        let at = args.gates + row * ${gatesEach}u * h + j;
        let last = last_state[j];
        var cell = cell_states[e];
        var next = 0.0;
${step}
        cell_states[e] = cell;
        next_states[e] = next;
        store(args.states + row * h + j, next);
      }
    }
    workgroupBarrier();
    for (var e = 0u; e < ${own}u; e++) {
      let j = lane + e * ${threads}u;
      if (j < h) { last_state[j] = next_states[e]; }
    }
  }
}`,
  )
}

/**
 * The way back of all steps: `step` is WGSL that turns `d`, the gradient of state j, into that of its sums: `parts[p]`
 * is the gradient of part p of the sums that the state before entered, and `round` is what goes to that state past
 * them. `weight` is packed as `packTransposed` writes it.
 */
function backward(name: string, gatesEach: number, parts: number, step: string): Shader<BackFields> {
  return shader(
    name,
    'rows length hidden gates weight states cells gradient sums',
    /* wgsl */ `${activations}
var<workgroup> gradients: array<f32, ${parts * widestState}>;

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let h = args.hidden;
  var carried: array<f32, ${own}>;
  var carried_cell: array<f32, ${own}>;
  for (var back = 0u; back < args.length; back++) {
    let t = args.length - 1u - back;
    let row = t * args.rows + group.x;
    for (var e = 0u; e < ${own}u; e++) {
      let j = lane + e * ${threads}u;
      if (j < h) {
        let at = args.gates + row * ${gatesEach}u * h + j;
        let state = args.states + row * h + j;
        let cell = args.cells + row * h + j;
        let earlier = args.rows * h;
        let d = carried[e] + load(args.gradient + row * h + j);
        var round = 0.0;
        var parts: array<f32, ${parts}>;
${step}
${Array.from({ length: parts }, (_, p) => `        gradients[${p}u * h + j] = parts[${p}];`).join('\n')}
        carried[e] = round;
      }
    }
    workgroupBarrier();
    if (t > 0u) {
      for (var e = 0u; e < ${own}u; e++) {
        let j = lane + e * ${threads}u;
        if (j < h) {
          let base = args.weight + (j >> 3u) * 8u * ${parts}u * h + (j & 7u);
          var sum = carried[e];
          for (var i = 0u; i < ${parts}u * h; i++) { sum += gradients[i] * load(base + i * 8u); }
          carried[e] = sum;
        }
      }
    }
    workgroupBarrier();
  }
}`,
  )
}

export const gruSequence = {
  forward: forward(
    'gru-sequence',
    4,
    3,
    /* wgsl */ `
        let r = logistic(load(at + h) + sums[0]);
        let z = logistic(load(at + 2u * h) + sums[1]);
        let c = load(at + 3u * h) + sums[2];
        let n = hyperbolic(load(at) + r * c);
        store(at, n);
        store(at + h, r);
        store(at + 2u * h, z);
        store(at + 3u * h, c);
        next = n + z * (last - n);`,
  ),
  backward: backward(
    'gru-sequence-backward',
    4,
    3,
    /* wgsl */ `
        let n = load(at);
        let r = load(at + h);
        let z = load(at + 2u * h);
        let c = load(at + 3u * h);
        var last = 0.0;
        if (t > 0u) { last = load(state - earlier); }
        let dn = d * (1.0 - z) * (1.0 - n * n);
        parts[0] = dn * c * r * (1.0 - r);
        parts[1] = d * (last - n) * z * (1.0 - z);
        parts[2] = dn * r;
        store(at, dn);
        store(at + h, parts[0]);
        store(at + 2u * h, parts[1]);
        store(at + 3u * h, parts[2]);
        round = d * z;`,
  ),
}

export const lstmSequence = {
  forward: forward(
    'lstm-sequence',
    4,
    4,
    /* wgsl */ `
        let admit = logistic(load(at) + sums[0]);
        let forget = logistic(load(at + h) + sums[1]);
        let g = hyperbolic(load(at + 2u * h) + sums[2]);
        let o = logistic(load(at + 3u * h) + sums[3]);
        store(at, admit);
        store(at + h, forget);
        store(at + 2u * h, g);
        store(at + 3u * h, o);
        cell = forget * cell + admit * g;
        store(args.cells + row * h + j, cell);
        next = o * hyperbolic(cell);`,
  ),
  backward: backward(
    'lstm-sequence-backward',
    4,
    4,
    /* wgsl */ `
        let admit = load(at);
        let forget = load(at + h);
        let g = load(at + 2u * h);
        let o = load(at + 3u * h);
        let y = hyperbolic(load(cell));
        var last = 0.0;
        if (t > 0u) { last = load(cell - earlier); }
        let dc = d * o * (1.0 - y * y) + carried_cell[e];
        parts[0] = dc * g * admit * (1.0 - admit);
        parts[1] = dc * last * forget * (1.0 - forget);
        parts[2] = dc * admit * (1.0 - g * g);
        parts[3] = d * y * o * (1.0 - o);
        store(at, parts[0]);
        store(at + h, parts[1]);
        store(at + 2u * h, parts[2]);
        store(at + 3u * h, parts[3]);
        carried_cell[e] = dc * forget;`,
  ),
}

/** The gates of a simple layer are the states themselves: the sums stand where the states will. */
export const tanhSequence = {
  forward: forward('tanh-sequence', 1, 1, '        next = hyperbolic(load(at) + sums[0]);'),
  backward: backward(
    'tanh-sequence-backward',
    1,
    1,
    /* wgsl */ `
        let s = load(state);
        parts[0] = d * (1.0 - s * s);
        store(args.sums + row * h + j, parts[0]);`,
  ),
}
