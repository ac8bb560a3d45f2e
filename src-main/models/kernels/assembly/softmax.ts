import { exponential, largestOf, naturalLogarithm, sumOf } from './exponential'

/**
 * Softmax cross-entropy of a tile and its gradient, in place. Rows of `logits` are `width` floats (a multiple of 8) of which
 * the first `items` count; each becomes weight·(softmax − one at the target), zero in the padding.
 * Returns Σ weight·(log Σ eˣ − x of the target).
 */
export function softmaxCrossEntropy(
  rows: i32,
  items: i32,
  width: i32,
  logits: usize,
  targets: usize,
  weight: f32,
): f64 {
  let loss: f64 = 0
  for (let row = 0; row < rows; row++) {
    const target = i32.load(targets + ((<usize>row) << 2))
    const at = logits + ((<usize>row * <usize>width) << 2)
    const chosen = f32.load(at + ((<usize>target) << 2))
    const largest = padToLargest(at, items, width)
    const sum = exponentials(at, width, largest, items)
    const scale = f32x4.splat(weight / sum)
    const bytes = (<usize>width) << 2
    for (let j: usize = 0; j < bytes; j += 16) v128.store(at + j, f32x4.mul(v128.load(at + j), scale))
    const slot = at + ((<usize>target) << 2)
    f32.store(slot, f32.load(slot) - weight)
    loss += <f64>weight * (naturalLogarithm(<f64>sum) + <f64>largest - <f64>chosen)
  }
  return loss
}

/** The largest of the first `items`; what follows up to `width` is set so low that its exponential vanishes. */
function padToLargest(at: usize, items: i32, width: i32): f32 {
  for (let j = items; j < width; j++) f32.store(at + ((<usize>j) << 2), -1e30)
  let largest = v128.load(at)
  const bytes = (<usize>width) << 2
  for (let j: usize = 16; j < bytes; j += 16) largest = f32x4.max(largest, v128.load(at + j))
  return largestOf(largest)
}

function exponentials(at: usize, width: i32, largest: f32, items: i32): f32 {
  const shift = f32x4.splat(largest)
  let sum = f32x4.splat(0)
  const bytes = (<usize>width) << 2
  for (let j: usize = 0; j < bytes; j += 16) {
    const e = exponential(f32x4.sub(v128.load(at + j), shift))
    v128.store(at + j, e)
    sum = f32x4.add(sum, e)
  }
  for (let j = items; j < width; j++) f32.store(at + ((<usize>j) << 2), 0)
  return sumOf(sum)
}

/**
 * Attention weights of one head of one sequence, in place: row i of `scores` (`width` floats, a multiple of 8) becomes the
 * softmax of scale·scores over its first `min(i + 1, keys)` entries where causal, else its first `keys`; zero elsewhere.
 */
export function attentionWeights(
  length: i32,
  width: i32,
  scores: usize,
  scale: f32,
  keys: i32,
  causal: bool,
): void {
  const bytes = (<usize>width) << 2
  const factor = f32x4.splat(scale)
  for (let i = 0; i < length; i++) {
    const seen = causal ? min(i + 1, keys) : keys
    const at = scores + <usize>i * bytes
    const used = (<usize>((seen + 3) & ~3)) << 2
    for (let j: usize = 0; j < used; j += 16) v128.store(at + j, f32x4.mul(v128.load(at + j), factor))
    const largest = padToLargest(at, seen, <i32>(used >> 2))
    const sum = exponentials(at, <i32>(used >> 2), largest, seen)
    const over = f32x4.splat(<f32>1 / sum)
    for (let j: usize = 0; j < used; j += 16) v128.store(at + j, f32x4.mul(v128.load(at + j), over))
    memory.fill(at + used, 0, bytes - used)
  }
}

/** Gradient of the scores before scaling, over `gradient` (that of the weights): scale·p·(g − Σ g·p). */
export function attentionWeightsBackward(
  length: i32,
  width: i32,
  weights: usize,
  gradient: usize,
  scale: f32,
): void {
  const bytes = (<usize>width) << 2
  const factor = f32x4.splat(scale)
  for (let i = 0; i < length; i++) {
    const p = weights + <usize>i * bytes
    const g = gradient + <usize>i * bytes
    let sum = f32x4.splat(0)
    for (let j: usize = 0; j < bytes; j += 16) {
      sum = f32x4.relaxed_madd(v128.load(p + j), v128.load(g + j), sum)
    }
    const mean = f32x4.splat(sumOf(sum))
    for (let j: usize = 0; j < bytes; j += 16) {
      const d = f32x4.sub(v128.load(g + j), mean)
      v128.store(g + j, f32x4.mul(f32x4.mul(v128.load(p + j), d), factor))
    }
  }
}
