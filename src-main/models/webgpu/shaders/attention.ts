import { byRow, byRowOfMatrices, dropoutHash, each } from '../shader.ts'

/**
 * Attention weights of every head of every sequence: the group's row is a position, its y a head of a sequence. The scores become their
 * softmax over what the position sees; `thinned` is a copy under dropout where there is any.
 */
export const attentionWeights = byRowOfMatrices(
  'attention-weights',
  'length across heads weights thinned scale:f32 causal lengths seeds threshold keep:f32',
  64,
  /* wgsl */ `
  let head = group.y;
  let keys = u32(code_at(args.lengths + head / args.heads));
  let seen = min(keys, select(args.length, row + 1u, args.causal != 0u));
  let inside = row * args.across;
  let at = args.weights + head * args.length * args.across + inside;
  var most = -1e30;
  for (var j = lane; j < seen; j += step) { most = max(most, args.scale * load(at + j)); }
  let largest = largest_of(most, lane);
  var part = 0.0;
  for (var j = lane; j < seen; j += step) { part += exp(args.scale * load(at + j) - largest); }
  let over = 1.0 / sum_of(part, lane);
  let thinned = args.thinned + head * args.length * args.across + inside;
  let seed = bitcast<u32>(code_at(args.seeds + head));
  for (var j = lane; j < args.across; j += step) {
    var weight = 0.0;
    if (j < seen) { weight = exp(args.scale * load(at + j) - largest) * over; }
    store(at + j, weight);
    if (args.threshold > 0u) {
      store(thinned + j, select(0.0, weight * args.keep, kept(inside + j, seed, args.threshold)));
    }
  }`,
  dropoutHash,
)

/** Gradient of the scores before scaling, over that of the (thinned) weights. */
export const attentionWeightsBackward = byRowOfMatrices(
  'attention-weights-backward',
  'length across weights gradient scale:f32 seeds threshold keep:f32',
  64,
  /* wgsl */ `
  let head = group.y;
  let inside = row * args.across;
  let base = head * args.length * args.across + inside;
  let seed = bitcast<u32>(code_at(args.seeds + head));
  var part = 0.0;
  for (var j = lane; j < args.length; j += step) {
    var g = load(args.gradient + base + j);
    if (args.threshold > 0u) {
      g = select(0.0, g * args.keep, kept(inside + j, seed, args.threshold));
      store(args.gradient + base + j, g);
    }
    part += g * load(args.weights + base + j);
  }
  let mean = sum_of(part, lane);
  for (var j = lane; j < args.length; j += step) {
    let d = load(args.gradient + base + j) - mean;
    store(args.gradient + base + j, load(args.weights + base + j) * d * args.scale);
  }`,
  dropoutHash,
)

/** Of one head of one sequence whose length the host knows; the processor's kernels of these names. */
export const singleAttentionWeights = byRow(
  'single-attention-weights',
  'across scores scale:f32 keys causal',
  64,
  /* wgsl */ `
  let seen = min(args.keys, select(args.keys, row + 1u, args.causal != 0u));
  let at = args.scores + row * args.across;
  var most = -1e30;
  for (var j = lane; j < seen; j += step) { most = max(most, args.scale * load(at + j)); }
  let largest = largest_of(most, lane);
  var part = 0.0;
  for (var j = lane; j < seen; j += step) { part += exp(args.scale * load(at + j) - largest); }
  let over = 1.0 / sum_of(part, lane);
  for (var j = lane; j < args.across; j += step) {
    var weight = 0.0;
    if (j < seen) { weight = exp(args.scale * load(at + j) - largest) * over; }
    store(at + j, weight);
  }`,
)

/** Vectors turned by the angles of their places, as the processor's kernel turns them: one thread a pair of entries. */
export const rotate = each(
  'rotate',
  'length blocks size angles x stride sign:f32',
  /* wgsl */ `
  let half = args.size / 2u;
  let j = i % half;
  let position = i / (half * args.blocks);
  let at = args.x + position * args.stride + ((i / half) % args.blocks) * args.size + j;
  let angle = args.angles + (position % args.length) * args.size + j;
  let cosine = load(angle);
  let sine = args.sign * load(angle + half);
  let a = load(at);
  let b = load(at + half);
  store(at, a * cosine - b * sine);
  store(at + half, a * sine + b * cosine);`,
)
