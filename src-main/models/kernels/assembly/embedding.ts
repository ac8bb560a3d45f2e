/** out[row] = or += scale·table[code], rows of `width` floats (a multiple of 4); a code below 0 is a row of zeros. */
export function gatherRows(
  rows: i32,
  width: i32,
  codes: usize,
  table: usize,
  scale: f32,
  out: usize,
  accumulate: bool,
): void {
  const bytes = (<usize>width) << 2
  const factor = f32x4.splat(scale)
  for (let row = 0; row < rows; row++) {
    const code = i32.load(codes + ((<usize>row) << 2))
    if (code >= 0) {
      const from = table + <usize>code * bytes
      for (let j: usize = 0; j < bytes; j += 16) {
        const x = f32x4.mul(v128.load(from + j), factor)
        v128.store(out + j, accumulate ? f32x4.add(v128.load(out + j), x) : x)
      }
    } else if (!accumulate) memory.fill(out, 0, bytes)
    out += bytes
  }
}

/** table[code] += scale·gradient[row], in the order of the rows. */
export function scatterRows(
  rows: i32,
  width: i32,
  codes: usize,
  gradient: usize,
  scale: f32,
  table: usize,
): void {
  const bytes = (<usize>width) << 2
  const factor = f32x4.splat(scale)
  for (let row = 0; row < rows; row++) {
    const code = i32.load(codes + ((<usize>row) << 2))
    if (code >= 0) {
      const to = table + <usize>code * bytes
      for (let j: usize = 0; j < bytes; j += 16) {
        v128.store(to + j, f32x4.relaxed_madd(v128.load(gradient + j), factor, v128.load(to + j)))
      }
    }
    gradient += bytes
  }
}

/** out[i] = table[code], single numbers; 0 for a code below 0. */
export function gatherFloats(count: i32, codes: usize, table: usize, out: usize): void {
  for (let i = 0; i < count; i++) {
    const code = i32.load(codes)
    f32.store(out, code < 0 ? 0 : f32.load(table + (<usize>code << 2)))
    codes += 4
    out += 4
  }
}

/** table[code i] += scale·row[i mod columns], single numbers; nothing for a code below 0. Codes differ. */
export function addFloats(
  count: i32,
  codes: usize,
  columns: i32,
  row: usize,
  scale: f32,
  table: usize,
): void {
  const bytes = <usize>columns << 2
  let column: usize = 0
  for (let i = 0; i < count; i++) {
    const code = i32.load(codes)
    if (code >= 0) {
      const at = table + (<usize>code << 2)
      f32.store(at, f32.load(at) + scale * f32.load(row + column))
    }
    codes += 4
    column += 4
    if (column === bytes) column = 0
  }
}

/** table[code of column j] += the sum of column j over rows. */
export function scatterSums(rows: i32, columns: i32, from: usize, codes: usize, table: usize): void {
  const bytes = <usize>columns << 2
  for (let j: usize = 0; j < bytes; j += 4) {
    let sum: f32 = 0
    for (let row = 0; row < rows; row++) sum += f32.load(from + <usize>row * bytes + j)
    const at = table + (<usize>i32.load(codes + j) << 2)
    f32.store(at, f32.load(at) + sum)
  }
}
