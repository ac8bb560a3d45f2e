/**
 * Adam (Kingma and Ba 2015, algorithm 1) with an L2 penalty, on `count` floats, a multiple of 4. The gradient is the sum
 * over `shards` gradients, `stride` bytes apart, in that order, times `scale`, plus decay·weight; the shards are zeroed for
 * the next step. `rate` and `epsilon` carry the step's bias corrections.
 */
export function adam(
  count: i32,
  weights: usize,
  first: usize,
  second: usize,
  gradients: usize,
  stride: usize,
  shards: i32,
  scale: f32,
  decay: f32,
  rate: f32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
): void {
  const bytes = (<usize>count) << 2
  const b1 = f32x4.splat(beta1)
  const b2 = f32x4.splat(beta2)
  const rest1 = f32x4.splat(<f32>1 - beta1)
  const rest2 = f32x4.splat(<f32>1 - beta2)
  const pull = f32x4.splat(decay)
  const step = f32x4.splat(rate)
  const small = f32x4.splat(epsilon)
  const zero = f32x4.splat(0)
  const factor = f32x4.splat(scale)
  for (let j: usize = 0; j < bytes; j += 16) {
    let at = gradients + j
    let g = zero
    for (let shard = 0; shard < shards; shard++) {
      g = f32x4.add(g, v128.load(at))
      v128.store(at, zero)
      at += stride
    }
    const w = v128.load(weights + j)
    g = f32x4.relaxed_madd(w, pull, f32x4.mul(g, factor))
    const m = f32x4.relaxed_madd(b1, v128.load(first + j), f32x4.mul(rest1, g))
    const v = f32x4.relaxed_madd(b2, v128.load(second + j), f32x4.mul(rest2, f32x4.mul(g, g)))
    v128.store(first + j, m)
    v128.store(second + j, v)
    const change = f32x4.div(f32x4.mul(step, m), f32x4.add(f32x4.sqrt(v), small))
    v128.store(weights + j, f32x4.sub(w, change))
  }
}
