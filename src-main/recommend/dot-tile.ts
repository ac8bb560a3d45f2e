const block = 64
/** Columns summed at a time: 64 rows of 256 numbers stay in the second cache. */
const run = 256

/**
 * sums[r][c] += Σ_k a[aRow + r][k] · b[bRow + c][k] for k from `from` up to `to`; sums is 64 × 64, a and b are row-major with
 * rows of `size` numbers. Four rows by four columns at a time, sixteen sums in registers.
 */
export function addDots(
  sums: Float64Array,
  a: Float64Array,
  aRow: number,
  b: Float64Array,
  bRow: number,
  size: number,
  from: number,
  to: number,
): void {
  for (let start = from; start < to; start += run) {
    const end = Math.min(to, start + run)
    for (let r = 0; r < block; r += 4) {
      for (let c = 0; c < block; c += 4) {
        addFourByFour(sums, r * block + c, a, (aRow + r) * size, b, (bRow + c) * size, size, start, end)
      }
    }
  }
}

function addFourByFour(
  sums: Float64Array,
  at: number,
  a: Float64Array,
  a0: number,
  b: Float64Array,
  b0: number,
  size: number,
  start: number,
  end: number,
): void {
  const a1 = a0 + size
  const a2 = a1 + size
  const a3 = a2 + size
  const b1 = b0 + size
  const b2 = b1 + size
  const b3 = b2 + size
  let s00 = 0
  let s01 = 0
  let s02 = 0
  let s03 = 0
  let s10 = 0
  let s11 = 0
  let s12 = 0
  let s13 = 0
  let s20 = 0
  let s21 = 0
  let s22 = 0
  let s23 = 0
  let s30 = 0
  let s31 = 0
  let s32 = 0
  let s33 = 0
  for (let k = start; k < end; k++) {
    const x0 = a[a0 + k]
    const x1 = a[a1 + k]
    const x2 = a[a2 + k]
    const x3 = a[a3 + k]
    const y0 = b[b0 + k]
    const y1 = b[b1 + k]
    const y2 = b[b2 + k]
    const y3 = b[b3 + k]
    s00 += x0 * y0
    s01 += x0 * y1
    s02 += x0 * y2
    s03 += x0 * y3
    s10 += x1 * y0
    s11 += x1 * y1
    s12 += x1 * y2
    s13 += x1 * y3
    s20 += x2 * y0
    s21 += x2 * y1
    s22 += x2 * y2
    s23 += x2 * y3
    s30 += x3 * y0
    s31 += x3 * y1
    s32 += x3 * y2
    s33 += x3 * y3
  }
  const at1 = at + block
  const at2 = at1 + block
  const at3 = at2 + block
  sums[at] += s00
  sums[at + 1] += s01
  sums[at + 2] += s02
  sums[at + 3] += s03
  sums[at1] += s10
  sums[at1 + 1] += s11
  sums[at1 + 2] += s12
  sums[at1 + 3] += s13
  sums[at2] += s20
  sums[at2 + 1] += s21
  sums[at2 + 2] += s22
  sums[at2 + 3] += s23
  sums[at3] += s30
  sums[at3 + 1] += s31
  sums[at3 + 2] += s32
  sums[at3 + 3] += s33
}
