/**
 * Copies rows of codes and numbers to where a tree works on them: `bytes` of each row of codes, to rows of `stride`
 * bytes (a multiple of 16; what follows a row's codes there has no meaning). `d` and `w` may be 0 for none.
 */
export function gather(
  n: i32,
  rows: usize,
  codes: usize,
  bytes: usize,
  y: usize,
  d: usize,
  w: usize,
  codesTo: usize,
  stride: usize,
  yTo: usize,
  dTo: usize,
  wTo: usize,
): void {
  for (let k = 0; k < n; k++) {
    const row = <usize>load<i32>(rows + (<usize>k << 2))
    const from = codes + row * bytes
    for (let at: usize = 0; at < stride; at += 16) v128.store(codesTo + at, v128.load(from + at))
    codesTo += stride
    const at = <usize>k << 3
    store<f64>(yTo + at, load<f64>(y + (row << 3)))
    if (d) store<f64>(dTo + at, load<f64>(d + (row << 3)))
    if (w) store<f64>(wTo + at, load<f64>(w + (row << 3)))
  }
}

// @ts-expect-error: AssemblyScript inlines what is marked so; TypeScript knows no decorators of functions
@inline
function total(sums: v128): f64 {
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1)
}

// @ts-expect-error: AssemblyScript inlines what is marked so; TypeScript knows no decorators of functions
@inline
function weightsAt(w: usize, at: usize): v128 {
  return w ? v128.load(w + at) : f64x2.splat(1)
}

// @ts-expect-error: AssemblyScript inlines what is marked so; TypeScript knows no decorators of functions
@inline
function weightAt(w: usize, at: usize): f64 {
  return w ? load<f64>(w + at) : 1
}

/**
 * pseudo = w (y − ȳ), what a node of a regression tree is split on. Returns Σ|pseudo|, or −1 where y does not vary.
 * Every array has room for one row more than n; `w` may be 0 for ones.
 */
export function relabelMean(n: i32, y: usize, w: usize, pseudo: usize): f64 {
  const end = <usize>n << 3
  const pairs = end & ~15
  let weights = f64x2.splat(0)
  let sums = f64x2.splat(0)
  let sizes = f64x2.splat(0)
  for (let at: usize = 0; at < pairs; at += 16) {
    const weight = weightsAt(w, at)
    const value = f64x2.mul(weight, v128.load(y + at))
    weights = f64x2.add(weights, weight)
    sums = f64x2.add(sums, value)
    sizes = f64x2.add(sizes, f64x2.abs(value))
  }
  let weight = total(weights)
  let sum = total(sums)
  let size = total(sizes)
  if (pairs < end) {
    weight += weightAt(w, pairs)
    sum += weightAt(w, pairs) * load<f64>(y + pairs)
    size += Math.abs(weightAt(w, pairs) * load<f64>(y + pairs))
  }
  if (!(weight > 0)) return -1
  const mean = f64x2.splat(sum / weight)
  let away = f64x2.splat(0)
  for (let at: usize = 0; at < pairs; at += 16) {
    const value = f64x2.mul(weightsAt(w, at), f64x2.sub(v128.load(y + at), mean))
    v128.store(pseudo + at, value)
    away = f64x2.add(away, f64x2.abs(value))
  }
  let left = total(away)
  if (pairs < end) {
    const value = weightAt(w, pairs) * (load<f64>(y + pairs) - sum / weight)
    store<f64>(pseudo + pairs, value)
    left += Math.abs(value)
  }
  return left > 1e-12 * size ? left : -1
}

/**
 * pseudo = w (d − d̄)(y − ȳ − (d − d̄) τ) with the node's own effect τ (Athey, Tibshirani and Wager 2019, eqs. 8 and 20).
 * Returns Σ|pseudo|, or −1 where the node has no effect to tell; puts d̄ at `meanTo`. `w` may be 0 for ones.
 */
export function relabelEffect(n: i32, y: usize, d: usize, w: usize, pseudo: usize, meanTo: usize): f64 {
  const end = <usize>n << 3
  const pairs = end & ~15
  let weights = f64x2.splat(0)
  let sumsY = f64x2.splat(0)
  let sumsD = f64x2.splat(0)
  for (let at: usize = 0; at < pairs; at += 16) {
    const weight = weightsAt(w, at)
    weights = f64x2.add(weights, weight)
    sumsY = f64x2.add(sumsY, f64x2.mul(weight, v128.load(y + at)))
    sumsD = f64x2.add(sumsD, f64x2.mul(weight, v128.load(d + at)))
  }
  let weight = total(weights)
  let sumY = total(sumsY)
  let sumD = total(sumsD)
  if (pairs < end) {
    weight += weightAt(w, pairs)
    sumY += weightAt(w, pairs) * load<f64>(y + pairs)
    sumD += weightAt(w, pairs) * load<f64>(d + pairs)
  }
  if (!(weight > 0)) return -1
  const meanY = sumY / weight
  const meanD = sumD / weight
  store<f64>(meanTo, meanD)
  const meansY = f64x2.splat(meanY)
  const meansD = f64x2.splat(meanD)
  let squares = f64x2.splat(0)
  let products = f64x2.splat(0)
  for (let at: usize = 0; at < pairs; at += 16) {
    const away = f64x2.sub(v128.load(d + at), meansD)
    const weighted = f64x2.mul(weightsAt(w, at), away)
    squares = f64x2.add(squares, f64x2.mul(weighted, away))
    products = f64x2.add(products, f64x2.mul(weighted, f64x2.sub(v128.load(y + at), meansY)))
  }
  let variance = total(squares)
  let covariance = total(products)
  if (pairs < end) {
    const away = load<f64>(d + pairs) - meanD
    variance += weightAt(w, pairs) * away * away
    covariance += weightAt(w, pairs) * away * (load<f64>(y + pairs) - meanY)
  }
  if (!(variance > 1e-10 * weight)) return -1
  const effect = covariance / variance
  const effects = f64x2.splat(effect)
  let sizes = f64x2.splat(0)
  for (let at: usize = 0; at < pairs; at += 16) {
    const away = f64x2.sub(v128.load(d + at), meansD)
    const left = f64x2.sub(f64x2.sub(v128.load(y + at), meansY), f64x2.mul(away, effects))
    const value = f64x2.mul(f64x2.mul(weightsAt(w, at), away), left)
    v128.store(pseudo + at, value)
    sizes = f64x2.add(sizes, f64x2.abs(value))
  }
  let size = total(sizes)
  if (pairs < end) {
    const away = load<f64>(d + pairs) - meanD
    const value = weightAt(w, pairs) * away * (load<f64>(y + pairs) - meanY - away * effect)
    store<f64>(pseudo + pairs, value)
    size += Math.abs(value)
  }
  return size > 0 ? size : -1
}

/**
 * Turns pseudo-outcomes where they stand into packed integers: the scaled pseudo-outcome, rounded, below; 2³² above, or
 * where `d` is given 2³² for treatment up to the mean and 2⁴⁸ for treatment above it. Returns the sum of the rounded, puts
 * the rows above the mean at `aboveTo`.
 */
export function packNode(n: i32, pseudo: usize, scale: f64, d: usize, mean: f64, aboveTo: usize): f64 {
  const end = <usize>n << 3
  const pairs = end & ~15
  const scales = f64x2.splat(scale)
  const shift = f64x2.splat(roundingShift)
  const shiftBits = i64x2.splat(roundingShiftBits)
  const means = f64x2.splat(mean)
  const low = i64x2.splat(<i64>1 << 32)
  const high = i64x2.splat(<i64>1 << (d ? 48 : 32))
  let sums = i64x2.splat(0)
  let negated = i64x2.splat(0)
  for (let at: usize = 0; at < pairs; at += 16) {
    const rounded = i64x2.sub(f64x2.add(f64x2.mul(v128.load(pseudo + at), scales), shift), shiftBits)
    const isHigh = d ? f64x2.gt(v128.load(d + at), means) : i64x2.splat(0)
    sums = i64x2.add(sums, rounded)
    negated = i64x2.add(negated, isHigh)
    v128.store(pseudo + at, i64x2.add(rounded, v128.bitselect(high, low, isHigh)))
  }
  let sum = i64x2.extract_lane(sums, 0) + i64x2.extract_lane(sums, 1)
  let above = -(i64x2.extract_lane(negated, 0) + i64x2.extract_lane(negated, 1))
  if (pairs < end) {
    const rounded = reinterpret<i64>(load<f64>(pseudo + pairs) * scale + roundingShift) - roundingShiftBits
    const isHigh = d ? load<f64>(d + pairs) > mean : false
    sum += rounded
    above += isHigh ? 1 : 0
    store<i64>(pseudo + pairs, rounded + ((<i64>1) << (isHigh ? 48 : 32)))
  }
  store<i32>(aboveTo, <i32>above)
  return <f64>sum
}

/** 3 · 2⁵¹: added to a number within ± 2⁵¹, it leaves the nearest integer in the lowest bits, the even one of two. */
const roundingShift: f64 = 6755399441055744
const roundingShiftBits: i64 = 0x4338000000000000
