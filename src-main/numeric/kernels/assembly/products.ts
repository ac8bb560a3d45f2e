/**
 * Adds Σ w x_j x_k over n rows to entry (j, k) of p × p sums at `out`, for every k ≤ j. Columns lie `stride` bytes apart,
 * a multiple of 16, with room for a row more than n. `w` may be 0 for ones; `scaled` has room for two columns.
 *
 * Two columns by four at a time: eight pairs of sums that do not wait for one another.
 */
export function addProducts(n: i32, p: i32, stride: usize, x: usize, w: usize, scaled: usize, out: usize): void {
  const bytes = (<usize>n << 3) + (<usize>(n & 1) << 3)
  if (n & 1) {
    for (let j = 0; j < p; j++) store<f64>(x + <usize>j * stride + (<usize>n << 3), 0)
    if (w) store<f64>(w + (<usize>n << 3), 0)
  }
  for (let j = 0; j < p; j += 2) {
    const nextJ = min(j + 1, p - 1)
    let first = x + <usize>j * stride
    let second = x + <usize>nextJ * stride
    if (w) {
      for (let at: usize = 0; at < bytes; at += 16) {
        const weight = v128.load(w + at)
        v128.store(scaled + at, f64x2.mul(weight, v128.load(first + at)))
        v128.store(scaled + stride + at, f64x2.mul(weight, v128.load(second + at)))
      }
      first = scaled
      second = scaled + stride
    }
    for (let k = 0; k <= nextJ; k += 4) {
      const c = x + <usize>k * stride
      const d = x + <usize>min(k + 1, p - 1) * stride
      const e = x + <usize>min(k + 2, p - 1) * stride
      const f = x + <usize>min(k + 3, p - 1) * stride
      let firstC = f64x2.splat(0)
      let firstD = f64x2.splat(0)
      let firstE = f64x2.splat(0)
      let firstF = f64x2.splat(0)
      let secondC = f64x2.splat(0)
      let secondD = f64x2.splat(0)
      let secondE = f64x2.splat(0)
      let secondF = f64x2.splat(0)
      for (let at: usize = 0; at < bytes; at += 16) {
        const a = v128.load(first + at)
        const b = v128.load(second + at)
        let other = v128.load(c + at)
        firstC = f64x2.add(firstC, f64x2.mul(a, other))
        secondC = f64x2.add(secondC, f64x2.mul(b, other))
        other = v128.load(d + at)
        firstD = f64x2.add(firstD, f64x2.mul(a, other))
        secondD = f64x2.add(secondD, f64x2.mul(b, other))
        other = v128.load(e + at)
        firstE = f64x2.add(firstE, f64x2.mul(a, other))
        secondE = f64x2.add(secondE, f64x2.mul(b, other))
        other = v128.load(f + at)
        firstF = f64x2.add(firstF, f64x2.mul(a, other))
        secondF = f64x2.add(secondF, f64x2.mul(b, other))
      }
      const left = p - k
      const to = out + ((<usize>j * p + k) << 3)
      addTo(to, firstC, firstD, firstE, firstF, left)
      if (nextJ > j) addTo(to + (<usize>p << 3), secondC, secondD, secondE, secondF, left)
    }
  }
}

/** The first `left` of four sums of pairs, to four numbers at `to`. */
function addTo(to: usize, c: v128, d: v128, e: v128, f: v128, left: i32): void {
  store<f64>(to, load<f64>(to) + total(c))
  if (left > 1) store<f64>(to, load<f64>(to, 8) + total(d), 8)
  if (left > 2) store<f64>(to, load<f64>(to, 16) + total(e), 16)
  if (left > 3) store<f64>(to, load<f64>(to, 24) + total(f), 24)
}

function total(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1)
}
