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
