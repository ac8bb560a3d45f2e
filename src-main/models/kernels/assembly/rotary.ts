/**
 * Turns each position's vectors by its angles, in place (rotary positions, Su et al. 2021, eq. 34): `blocks` vectors of `size` floats, a
 * multiple of 8, at the start of each of `positions` rows, `stride` bytes apart; position p is place p mod `length` of its sequence.
 * A place's angles are `size`/2 cosines, then as many sines; entry j turns with entry j + `size`/2. `sign` −1 turns back.
 */
export function rotate(
  positions: i32,
  length: i32,
  blocks: i32,
  size: i32,
  angles: usize,
  x: usize,
  stride: usize,
  sign: f32,
): void {
  const half = (<usize>size) << 1
  const way = f32x4.splat(sign)
  for (let position = 0; position < positions; position++) {
    const cosines = angles + ((<usize>(position % length) * <usize>size) << 2)
    let at = x + <usize>position * stride
    for (let block = 0; block < blocks; block++) {
      for (let j: usize = 0; j < half; j += 16) {
        const cosine = v128.load(cosines + j)
        const sine = f32x4.mul(way, v128.load(cosines + half + j))
        const a = v128.load(at + j)
        const b = v128.load(at + half + j)
        v128.store(at + j, f32x4.relaxed_nmadd(b, sine, f32x4.mul(a, cosine)))
        v128.store(at + half + j, f32x4.relaxed_madd(a, sine, f32x4.mul(b, cosine)))
      }
      at += half << 1
    }
  }
}
