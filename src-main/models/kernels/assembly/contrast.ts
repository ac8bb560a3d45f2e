import { exponential, largestOf, naturalLogarithm, sumOf } from './exponential'

/** Kinds of loss over sampled items. */
const sampledSoftmax: i32 = 0
const pairwise: i32 = 1

/**
 * Loss of each row's target against the same `negatives` sampled items, and its gradient, in place. `scores` are count×negatives, a
 * multiple of 8; `own` holds the targets' scores and receives their gradient. A negative that is the row's own target counts for
 * nothing. Kinds: 0 softmax cross-entropy over the target and the sample, each score less the log of how often it is sampled
 * (`itemLogs` by code; Bengio and Senécal 2008); 1 mean of −ln σ(target − negative) (Rendle et al. 2009); 2 −ln σ(target)
 * less the mean of ln(1 − σ(negative)). Everything times `weight`; returns the sum.
 */
export function contrastLoss(
  kind: i32,
  count: i32,
  negatives: i32,
  scores: usize,
  own: usize,
  targets: usize,
  sampled: usize,
  itemLogs: usize,
  weight: f32,
): f64 {
  const bytes = <usize>negatives << 2
  let total: f64 = 0
  for (let row = 0; row < count; row++) {
    const target = i32.load(targets)
    let valid = 0
    for (let j: usize = 0; j < bytes; j += 4) {
      const code = i32.load(sampled + j)
      if (code == target) f32.store(scores + j, -1e30)
      else {
        valid++
        if (kind == sampledSoftmax) f32.store(scores + j, f32.load(scores + j) - f32.load(itemLogs + (<usize>code << 2)))
      }
    }
    const positive = f32.load(own)
    if (kind == sampledSoftmax) {
      const corrected = positive - f32.load(itemLogs + (<usize>target << 2))
      total += softmaxAgainst(scores, bytes, corrected, own, weight)
    } else if (valid == 0) {
      memory.fill(scores, 0, bytes)
      f32.store(own, 0)
    } else {
      const share = weight / <f32>valid
      const shift = kind == pairwise ? positive : <f32>0
      let gradient: f32 = 0
      total += logisticAgainst(scores, bytes, shift, share)
      if (kind == pairwise) gradient = -sumOfRow(scores, bytes)
      else {
        const e = f32x4.extract_lane(exponential(f32x4.splat(-positive)), 0)
        total += <f64>weight * naturalLogarithm(1 + <f64>e)
        gradient = (-weight * e) / (<f32>1 + e)
      }
      f32.store(own, gradient)
    }
    scores += bytes
    targets += 4
    own += 4
  }
  return total
}

function softmaxAgainst(scores: usize, bytes: usize, positive: f32, own: usize, weight: f32): f64 {
  let most = f32x4.splat(positive)
  for (let j: usize = 0; j < bytes; j += 16) most = f32x4.max(most, v128.load(scores + j))
  const largest = largestOf(most)
  const shift = f32x4.splat(largest)
  let sum = f32x4.splat(0)
  for (let j: usize = 0; j < bytes; j += 16) {
    const e = exponential(f32x4.sub(v128.load(scores + j), shift))
    v128.store(scores + j, e)
    sum = f32x4.add(sum, e)
  }
  const e = f32x4.extract_lane(exponential(f32x4.splat(positive - largest)), 0)
  const all = sumOf(sum) + e
  const scale = f32x4.splat(weight / all)
  for (let j: usize = 0; j < bytes; j += 16) v128.store(scores + j, f32x4.mul(v128.load(scores + j), scale))
  f32.store(own, weight * (e / all - <f32>1))
  return <f64>weight * (naturalLogarithm(<f64>all) + <f64>largest - <f64>positive)
}

/** Σ share·ln(1 + e^(score − shift)); every score becomes share·σ(score − shift). */
function logisticAgainst(scores: usize, bytes: usize, shift: f32, share: f32): f64 {
  const offset = f32x4.splat(shift)
  const one = f32x4.splat(1)
  const factor = f32x4.splat(share)
  let total: f64 = 0
  for (let j: usize = 0; j < bytes; j += 16) {
    const e = exponential(f32x4.sub(v128.load(scores + j), offset))
    const whole = f32x4.add(one, e)
    v128.store(scores + j, f32x4.mul(factor, f32x4.div(e, whole)))
    total += naturalLogarithm(
      <f64>f32x4.extract_lane(whole, 0) *
        <f64>f32x4.extract_lane(whole, 1) *
        <f64>f32x4.extract_lane(whole, 2) *
        <f64>f32x4.extract_lane(whole, 3),
    )
  }
  return <f64>share * total
}

function sumOfRow(at: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0)
  for (let j: usize = 0; j < bytes; j += 16) sum = f32x4.add(sum, v128.load(at + j))
  return sumOf(sum)
}

/** own[row] = states[row]·vectors[targets[row]] + biases[targets[row]], rows of `width` floats, a multiple of 4. */
export function ownScores(
  count: i32,
  width: i32,
  states: usize,
  targets: usize,
  vectors: usize,
  biases: usize,
  own: usize,
): void {
  const bytes = <usize>width << 2
  for (let row = 0; row < count; row++) {
    const code = <usize>i32.load(targets)
    const vector = vectors + code * bytes
    let sum = f32x4.splat(0)
    for (let j: usize = 0; j < bytes; j += 16) {
      sum = f32x4.relaxed_madd(v128.load(states + j), v128.load(vector + j), sum)
    }
    f32.store(own, sumOf(sum) + f32.load(biases + (code << 2)))
    states += bytes
    targets += 4
    own += 4
  }
}

/** The way back: gradient[row] += g·vector, vectorGradient += g·state, biasGradient += g, g = own[row]. */
export function ownScoresBackward(
  count: i32,
  width: i32,
  states: usize,
  targets: usize,
  vectors: usize,
  own: usize,
  gradient: usize,
  vectorGradients: usize,
  biasGradients: usize,
): void {
  const bytes = <usize>width << 2
  for (let row = 0; row < count; row++) {
    const code = <usize>i32.load(targets)
    const g = f32.load(own)
    const factor = f32x4.splat(g)
    const vector = vectors + code * bytes
    const vectorGradient = vectorGradients + code * bytes
    for (let j: usize = 0; j < bytes; j += 16) {
      v128.store(gradient + j, f32x4.relaxed_madd(factor, v128.load(vector + j), v128.load(gradient + j)))
      v128.store(
        vectorGradient + j,
        f32x4.relaxed_madd(factor, v128.load(states + j), v128.load(vectorGradient + j)),
      )
    }
    const bias = biasGradients + (code << 2)
    f32.store(bias, f32.load(bias) + g)
    states += bytes
    gradient += bytes
    targets += 4
    own += 4
  }
}
