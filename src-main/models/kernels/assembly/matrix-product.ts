/**
 * C (m×n) = or += A·B. `n` is a multiple of 8: rows of C and B are padded to it.
 *
 * A is read in place, by rows (`aColumn` = 4) or by columns (`aRow` = 4, which is Aᵀ stored by rows). B is read as panels
 * of eight columns: in place (`bRow` = its row, `bPanel` = 32) or as `packTransposed` wrote it. All strides in bytes.
 * Blocks keep what the inner loop reads within a first-level cache; a block of A is used for every panel of B.
 */
export function matrixProduct(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  bPanel: usize,
  c: usize,
  cRow: usize,
  accumulate: bool,
): void {
  for (let done = 0; done < k; done += deepest) {
    const depth = min(deepest, k - done)
    const keep = accumulate || done > 0
    const block = max(4, (blockFloats / depth) & ~3)
    const bBlock = b + <usize>done * bRow
    for (let top = 0; top < m; top += block) {
      const rows = min(block, m - top)
      const aBlock = a + <usize>top * aRow + <usize>done * aColumn
      let cPanel = c + <usize>top * cRow
      let panel = bBlock
      for (let column = 0; column < n; column += 8) {
        let aAt = aBlock
        let cAt = cPanel
        let row = 0
        for (; row + 4 <= rows; row += 4) {
          if (aColumn == 4) fourByEight(depth, aAt, aRow, panel, bRow, cAt, cRow, keep)
          else fourByEightTransposed(depth, aAt, aColumn, panel, bRow, cAt, cRow, keep)
          aAt += aRow << 2
          cAt += cRow << 2
        }
        for (; row < rows; row++) {
          oneByEight(depth, aAt, aColumn, panel, bRow, cAt, keep)
          aAt += aRow
          cAt += cRow
        }
        panel += bPanel
        cPanel += 32
      }
    }
  }
}

const deepest: i32 = 256
const blockFloats: i32 = 4096

function fourByEight(
  k: i32,
  a: usize,
  aRow: usize,
  b: usize,
  bRow: usize,
  c: usize,
  cRow: usize,
  keep: bool,
): void {
  let a1 = a + aRow
  let a2 = a1 + aRow
  let a3 = a2 + aRow
  const end = a + (<usize>k << 2)
  const c1 = c + cRow
  const c2 = c1 + cRow
  const c3 = c2 + cRow
  let c00 = start(c, keep)
  let c01 = start(c + 16, keep)
  let c10 = start(c1, keep)
  let c11 = start(c1 + 16, keep)
  let c20 = start(c2, keep)
  let c21 = start(c2 + 16, keep)
  let c30 = start(c3, keep)
  let c31 = start(c3 + 16, keep)
  while (a < end) {
    const b0 = v128.load(b)
    const b1 = v128.load(b, 16)
    const x0 = v128.load32_splat(a)
    c00 = f32x4.relaxed_madd(x0, b0, c00)
    c01 = f32x4.relaxed_madd(x0, b1, c01)
    const x1 = v128.load32_splat(a1)
    c10 = f32x4.relaxed_madd(x1, b0, c10)
    c11 = f32x4.relaxed_madd(x1, b1, c11)
    const x2 = v128.load32_splat(a2)
    c20 = f32x4.relaxed_madd(x2, b0, c20)
    c21 = f32x4.relaxed_madd(x2, b1, c21)
    const x3 = v128.load32_splat(a3)
    c30 = f32x4.relaxed_madd(x3, b0, c30)
    c31 = f32x4.relaxed_madd(x3, b1, c31)
    a += 4
    a1 += 4
    a2 += 4
    a3 += 4
    b += bRow
  }
  v128.store(c, c00)
  v128.store(c, c01, 16)
  v128.store(c1, c10)
  v128.store(c1, c11, 16)
  v128.store(c2, c20)
  v128.store(c2, c21, 16)
  v128.store(c3, c30)
  v128.store(c3, c31, 16)
}

function fourByEightTransposed(
  k: i32,
  a: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  c: usize,
  cRow: usize,
  keep: bool,
): void {
  const c1 = c + cRow
  const c2 = c1 + cRow
  const c3 = c2 + cRow
  let c00 = start(c, keep)
  let c01 = start(c + 16, keep)
  let c10 = start(c1, keep)
  let c11 = start(c1 + 16, keep)
  let c20 = start(c2, keep)
  let c21 = start(c2 + 16, keep)
  let c30 = start(c3, keep)
  let c31 = start(c3 + 16, keep)
  for (let p = 0; p < k; p++) {
    const b0 = v128.load(b)
    const b1 = v128.load(b, 16)
    const x0 = v128.load32_splat(a)
    c00 = f32x4.relaxed_madd(x0, b0, c00)
    c01 = f32x4.relaxed_madd(x0, b1, c01)
    const x1 = v128.load32_splat(a, 4)
    c10 = f32x4.relaxed_madd(x1, b0, c10)
    c11 = f32x4.relaxed_madd(x1, b1, c11)
    const x2 = v128.load32_splat(a, 8)
    c20 = f32x4.relaxed_madd(x2, b0, c20)
    c21 = f32x4.relaxed_madd(x2, b1, c21)
    const x3 = v128.load32_splat(a, 12)
    c30 = f32x4.relaxed_madd(x3, b0, c30)
    c31 = f32x4.relaxed_madd(x3, b1, c31)
    a += aColumn
    b += bRow
  }
  v128.store(c, c00)
  v128.store(c, c01, 16)
  v128.store(c1, c10)
  v128.store(c1, c11, 16)
  v128.store(c2, c20)
  v128.store(c2, c21, 16)
  v128.store(c3, c30)
  v128.store(c3, c31, 16)
}

function oneByEight(k: i32, a: usize, aColumn: usize, b: usize, bRow: usize, c: usize, keep: bool): void {
  let c0 = start(c, keep)
  let c1 = start(c + 16, keep)
  for (let p = 0; p < k; p++) {
    const x = v128.load32_splat(a)
    c0 = f32x4.relaxed_madd(x, v128.load(b), c0)
    c1 = f32x4.relaxed_madd(x, v128.load(b, 16), c1)
    a += aColumn
    b += bRow
  }
  v128.store(c, c0)
  v128.store(c, c1, 16)
}

// @ts-expect-error: AssemblyScript inlines what is marked so; TypeScript knows no decorators of functions
@inline
function start(c: usize, keep: bool): v128 {
  return keep ? v128.load(c) : f32x4.splat(0)
}

/**
 * Writes Bᵀ as panels for `matrixProduct`: B is n×k by rows of `bRow` bytes; the panels are ⌈n/8⌉ × k × 8 floats, zero
 * where B has no row (then bRow = 32 and bPanel = 32k there).
 */
export function packTransposed(n: i32, k: i32, b: usize, bRow: usize, out: usize): void {
  for (let column = 0; column < n; column += 8) {
    const rows = min(8, n - column)
    let from = b + <usize>column * bRow
    if (rows < 8) memory.fill(out, 0, <usize>k << 5)
    for (let row = 0; row < rows; row++) {
      let at = out + (<usize>row << 2)
      let p = from
      for (let i = 0; i < k; i++) {
        f32.store(at, f32.load(p))
        at += 32
        p += 4
      }
      from += bRow
    }
    out += <usize>k << 5
  }
}
