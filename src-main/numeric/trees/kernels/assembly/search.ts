/**
 * The best split of a node from its histogram: the greatest Σ²_left/n_left + Σ²_right/n_right of packed pseudo-outcomes,
 * which is (Σ_left − n_left · drift)² n / (n_left n_right) with `drift` their mean as rounded. A side has at least `least`
 * rows; where `above` ≥ 0 it has `leastTold` rows up to the mean treatment and as many above it. Gains must beat what came
 * before by 1e−10 of it, so that rounding decides nothing. Returns the feature, or −1.
 *
 * At `out`: the gain (f64); at out + 8 the threshold, −1 where categories decide, whose bits follow at out + 16.
 * `scratch` has room for 256 numbers and 256 places.
 */
export function searchNode(
  histogram: usize,
  room: usize,
  slots: i32,
  featureOf: usize,
  bins: usize,
  categorical: usize,
  n: i32,
  sum: f64,
  least: i32,
  above: i32,
  leastTold: i32,
  out: usize,
  scratch: usize,
): i32 {
  const width = room << 3
  const told = above >= 0
  const drift = sum / <f64>n
  const rows = <f64>n
  const most = n - least
  const balanced = !told || least > 2 * leastTold
  // Just outside of what a side may have: there is no comparison with equality in one instruction.
  const tooFew = i32x4.splat(least - 1)
  const tooMany = i32x4.splat(most + 1)
  // Of each 32 bits the lower 16 count rows up to the mean treatment, the upper those above it.
  const tooFewTold = i16x8.splat(<i16>(told ? leastTold - 1 : 0))
  const tooManyTold = i32x4.splat(told ? (n - above - leastTold + 1) | ((above - leastTold + 1) << 16) : 0)
  const ones = i16x8.splat(1)
  const all = i32x4.splat(-1)
  const half = i32x4.splat(<i32>0x80000000)
  const halves = i64x2.splat(0x80000000)
  const drifts = f32x4.splat(<f32>drift)
  const every = f32x4.splat(<f32>n)
  let best = 1e-9
  let filter = f32x4.splat(0)
  let chosen = -1
  let threshold = -1

  for (let s = 0; s < slots; s += 4) {
    const first = load<i32>(featureOf + (<usize>s << 2))
    const a = histogram + <usize>s * width
    let steps = numericSteps(first, bins, categorical)
    let lanes = i32x4.splat(0)
    if (steps > 0) lanes = i32x4.replace_lane(lanes, 0, -1)
    let b = a
    let c = a
    let d = a
    if (s + 1 < slots) {
      const own = numericSteps(load<i32>(featureOf + (<usize>(s + 1) << 2)), bins, categorical)
      b = a + width
      if (own > 0) lanes = i32x4.replace_lane(lanes, 1, -1)
      steps = max(steps, own)
    }
    if (s + 2 < slots) {
      const own = numericSteps(load<i32>(featureOf + (<usize>(s + 2) << 2)), bins, categorical)
      c = b + width
      if (own > 0) lanes = i32x4.replace_lane(lanes, 2, -1)
      steps = max(steps, own)
    }
    if (s + 3 < slots) {
      const own = numericSteps(load<i32>(featureOf + (<usize>(s + 3) << 2)), bins, categorical)
      d = c + width
      if (own > 0) lanes = i32x4.replace_lane(lanes, 3, -1)
      steps = max(steps, own)
    }
    // A half more than the sums, so that the upper 32 bits are counts whatever the sign below.
    let sumsA = halves
    let sumsB = halves
    for (let bin = 0; bin < steps; bin++) {
      const at = <usize>bin << 3
      sumsA = i64x2.add(sumsA, v128.load64_lane(b + at, v128.load64_zero(a + at), 1))
      sumsB = i64x2.add(sumsB, v128.load64_lane(d + at, v128.load64_zero(c + at), 1))
      let counts = v128.shuffle<i32>(sumsA, sumsB, 1, 3, 5, 7)
      let ok = lanes
      if (told) {
        const inside = v128.and(i16x8.gt_s(counts, tooFewTold), i16x8.gt_s(tooManyTold, counts))
        ok = v128.and(ok, i32x4.eq(inside, all))
        counts = i32x4.dot_i16x8_s(counts, ones)
      }
      if (balanced) ok = v128.and(ok, v128.and(i32x4.gt_s(counts, tooFew), i32x4.gt_s(tooMany, counts)))
      if (!v128.any_true(ok)) continue
      const lower = v128.xor(v128.shuffle<i32>(sumsA, sumsB, 0, 2, 4, 6), half)
      const left = f32x4.convert_i32x4_s(counts)
      const away = f32x4.sub(f32x4.convert_i32x4_s(lower), f32x4.mul(left, drifts))
      // Roughly first, without dividing; what may beat the best is then reckoned in full.
      const bar = f32x4.mul(filter, f32x4.mul(left, f32x4.sub(every, left)))
      const rough = f32x4.mul(away, away)
      let candidates = i32x4.bitmask(v128.and(ok, f32x4.gt(rough, bar)))
      while (candidates) {
        const lane = ctz(candidates)
        candidates &= candidates - 1
        const value = lane < 2 ? lane == 0 ? i64x2.extract_lane(sumsA, 0) : i64x2.extract_lane(sumsA, 1)
          : lane == 2 ? i64x2.extract_lane(sumsB, 0) : i64x2.extract_lane(sumsB, 1)
        const gain = gainOf(value - 0x80000000, told, drift, rows)
        if (gain > best * (1 + 1e-10)) {
          best = gain
          filter = f32x4.splat(<f32>((gain * 0.9999) / rows))
          chosen = load<i32>(featureOf + (<usize>(s + lane) << 2))
          threshold = bin
        }
      }
    }
  }

  for (let s = 0; s < slots; s++) {
    const feature = load<i32>(featureOf + (<usize>s << 2))
    if (!load<u8>(categorical + feature)) continue
    const at = histogram + <usize>s * width
    const levels = load<i32>(bins + (<usize>feature << 2))
    const present = byMean(at, levels, told, scratch)
    const places = scratch + (256 << 3)
    let packed: i64 = 0
    let last = -1
    let heavier = false
    for (let k = 0; k < present - 1; k++) {
      packed += load<i64>(at + (<usize>load<i32>(places + (<usize>k << 2)) << 3))
      const count = countOf(packed, told)
      if (count < least || count > most) continue
      if (told) {
        const upper = <i32>((packed + 0x80000000) >> 32)
        const high = upper >>> 16
        const low = upper & 0xffff
        if (high < leastTold || low < leastTold) continue
        if (above - high < leastTold || n - above - low < leastTold) continue
      }
      const gain = gainOf(packed, told, drift, rows)
      if (gain > best * (1 + 1e-10)) {
        best = gain
        last = k
        heavier = 2 * count > n
      }
    }
    if (last < 0) continue
    chosen = feature
    threshold = -1
    keepSet(places, present, last, heavier, levels, out + 16)
  }
  store<f64>(out, best)
  store<i32>(out + 8, threshold)
  return chosen
}

/** Thresholds of a feature of numbers; 0 of categories. */
function numericSteps(feature: i32, bins: usize, categorical: usize): i32 {
  return load<u8>(categorical + feature) ? 0 : load<i32>(bins + (<usize>feature << 2)) - 1
}

// @ts-expect-error: AssemblyScript inlines what is marked so; TypeScript knows no decorators of functions
@inline
function countOf(packed: i64, told: bool): i32 {
  const upper = <i32>((packed + 0x80000000) >> 32)
  return told ? (upper & 0xffff) + (upper >>> 16) : upper
}

function gainOf(packed: i64, told: bool, drift: f64, rows: f64): f64 {
  const left = <f64>countOf(packed, told)
  const away = <f64>(<i32>packed) - left * drift
  return (away * away * rows) / (left * (rows - left))
}

/**
 * Categories that the node has, in order of their mean (Fisher 1958: the best subset is a run of them), equal means by
 * code; upwards or downwards, whichever begins with the lower code, so that turning all signs turns nothing. Places follow
 * 256 means at `scratch`; returns how many.
 */
function byMean(at: usize, levels: i32, told: bool, scratch: usize): i32 {
  const places = scratch + (256 << 3)
  const present = sorted(at, levels, told, 1, scratch)
  if (present < 2) return present
  let last = present - 1
  const greatest = load<f64>(scratch + (<usize>last << 3))
  while (last > 0 && load<f64>(scratch + (<usize>(last - 1) << 3)) == greatest) last--
  return load<i32>(places + (<usize>last << 2)) < load<i32>(places)
    ? sorted(at, levels, told, -1, scratch)
    : present
}

function sorted(at: usize, levels: i32, told: bool, sign: f64, scratch: usize): i32 {
  const places = scratch + (256 << 3)
  let present = 0
  for (let level = 0; level < levels; level++) {
    const packed = load<i64>(at + (<usize>level << 3))
    if (packed == 0) continue
    const mean = (sign * <f64>(<i32>packed)) / <f64>countOf(packed, told)
    let k = present
    while (k > 0 && load<f64>(scratch + (<usize>(k - 1) << 3)) > mean) {
      store<f64>(scratch + (<usize>k << 3), load<f64>(scratch + (<usize>(k - 1) << 3)))
      store<i32>(places + (<usize>k << 2), load<i32>(places + (<usize>(k - 1) << 2)))
      k--
    }
    store<f64>(scratch + (<usize>k << 3), mean)
    store<i32>(places + (<usize>k << 2), level)
    present++
  }
  return present
}

/** The first `last` + 1 categories as bits, with those the node lacks where it is the heavier side. */
function keepSet(places: usize, present: i32, last: i32, heavier: bool, levels: i32, set: usize): void {
  memory.fill(set, 0, 32)
  if (heavier) {
    for (let level = 0; level < levels; level++) flip(set, level)
    for (let k = last + 1; k < present; k++) flip(set, load<i32>(places + (<usize>k << 2)))
  } else {
    for (let k = 0; k <= last; k++) flip(set, load<i32>(places + (<usize>k << 2)))
  }
}

// @ts-expect-error: AssemblyScript inlines what is marked so; TypeScript knows no decorators of functions
@inline
function flip(set: usize, level: i32): void {
  const at = set + (<usize>(level >> 5) << 2)
  store<u32>(at, load<u32>(at) ^ (<u32>1 << (level & 31)))
}
