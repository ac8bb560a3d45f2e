/**
 * x[i] becomes 0 or x[i]·scale, by a hash of `seed` and i (splitmix32's finaliser): the backward pass asks again instead of
 * keeping a mask. `threshold` is the rate in 2²⁴ths. `count` is a multiple of 4.
 */
export function dropout(count: i32, x: usize, seed: i32, threshold: i32, scale: f32): void {
  let index = i32x4.add(i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(<i32>0x9e3779b1)), i32x4.splat(seed))
  const step = i32x4.splat(<i32>(<u32>0x9e3779b1 * 4))
  const limit = i32x4.splat(threshold)
  const factor = f32x4.splat(scale)
  const end = x + ((<usize>count) << 2)
  for (; x < end; x += 16) {
    let h = v128.xor(index, i32x4.shr_u(index, 16))
    h = i32x4.mul(h, i32x4.splat(0x21f0aaad))
    h = v128.xor(h, i32x4.shr_u(h, 15))
    h = i32x4.mul(h, i32x4.splat(0x735a2d97))
    h = v128.xor(h, i32x4.shr_u(h, 15))
    const kept = i32x4.ge_s(i32x4.shr_u(h, 8), limit)
    v128.store(x, v128.and(kept, f32x4.mul(v128.load(x), factor)))
    index = i32x4.add(index, step)
  }
}
