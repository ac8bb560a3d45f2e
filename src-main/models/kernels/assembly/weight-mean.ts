/** Moves a mean of weights by a share of the way to the weights, on `count` floats, a multiple of 4. */
export function moveMean(count: i32, weights: usize, mean: usize, share: f32): void {
  const bytes = (<usize>count) << 2
  const part = f32x4.splat(share)
  for (let j: usize = 0; j < bytes; j += 16) {
    const m = v128.load(mean + j)
    v128.store(mean + j, f32x4.relaxed_madd(part, f32x4.sub(v128.load(weights + j), m), m))
  }
}
