import { activations, each } from '../shader.ts'

/**
 * One step of a recurrent layer, for every state by itself; the equations stand with the processor's kernels. A place of 0
 * for what was before means zeros.
 */
export const gruForward = each(
  'gru-forward',
  'hidden gates before state',
  /* wgsl */ `
  let h = args.hidden;
  let at = args.gates + i / h * 4u * h + i % h;
  let r = logistic(load(at + h));
  let z = logistic(load(at + 2u * h));
  let n = hyperbolic(load(at) + r * load(at + 3u * h));
  store(at, n);
  store(at + h, r);
  store(at + 2u * h, z);
  var last = 0.0;
  if (args.before != 0u) { last = load(args.before + i); }
  store(args.state + i, n + z * (last - n));`,
  activations,
)

export const gruBackward = each(
  'gru-backward',
  'hidden gates before carried',
  /* wgsl */ `
  let h = args.hidden;
  let at = args.gates + i / h * 4u * h + i % h;
  let n = load(at);
  let r = load(at + h);
  let z = load(at + 2u * h);
  let c = load(at + 3u * h);
  let d = load(args.carried + i);
  var last = 0.0;
  if (args.before != 0u) { last = load(args.before + i); }
  let dn = d * (1.0 - z) * (1.0 - n * n);
  store(at, dn);
  store(at + h, dn * c * r * (1.0 - r));
  store(at + 2u * h, d * (last - n) * z * (1.0 - z));
  store(at + 3u * h, dn * r);
  store(args.carried + i, d * z);`,
)

export const lstmForward = each(
  'lstm-forward',
  'hidden gates before cell state',
  /* wgsl */ `
  let h = args.hidden;
  let at = args.gates + i / h * 4u * h + i % h;
  let admit = logistic(load(at));
  let forget = logistic(load(at + h));
  let g = hyperbolic(load(at + 2u * h));
  let o = logistic(load(at + 3u * h));
  store(at, admit);
  store(at + h, forget);
  store(at + 2u * h, g);
  store(at + 3u * h, o);
  var last = 0.0;
  if (args.before != 0u) { last = load(args.before + i); }
  let now = forget * last + admit * g;
  store(args.cell + i, now);
  store(args.state + i, o * hyperbolic(now));`,
  activations,
)

export const lstmBackward = each(
  'lstm-backward',
  'hidden gates before cell carried carriedCell',
  /* wgsl */ `
  let h = args.hidden;
  let at = args.gates + i / h * 4u * h + i % h;
  let admit = load(at);
  let forget = load(at + h);
  let g = load(at + 2u * h);
  let o = load(at + 3u * h);
  let d = load(args.carried + i);
  let t = hyperbolic(load(args.cell + i));
  var last = 0.0;
  if (args.before != 0u) { last = load(args.before + i); }
  let dc = d * o * (1.0 - t * t) + load(args.carriedCell + i);
  store(at, dc * g * admit * (1.0 - admit));
  store(at + h, dc * last * forget * (1.0 - forget));
  store(at + 2u * h, dc * admit * (1.0 - g * g));
  store(at + 3u * h, d * t * o * (1.0 - o));
  store(args.carriedCell + i, dc * forget);`,
  activations,
)

export const tanhForward = each(
  'tanh-forward',
  'sums state',
  '  store(args.state + i, hyperbolic(load(args.sums + i)));',
  activations,
)

export const tanhBackward = each(
  'tanh-backward',
  'state carried',
  '  let s = load(args.state + i);\n  store(args.carried + i, load(args.carried + i) * (1.0 - s * s));',
)
