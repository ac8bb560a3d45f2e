import { largestOf, sumOf } from './exponential'

/**
 * out = w + ε·‖w‖·g/‖g‖ by rows of `width` floats (a multiple of 4): each row of the table is moved by the share ε of its own
 * length along its gradient g, the sum over `shards` gradients, `stride` bytes apart, in that order. A row without a
 * gradient stays where it is. The gradients are left as they are.
 */
export function perturbRows(
  rows: i32,
  width: i32,
  table: usize,
  gradients: usize,
  stride: usize,
  shards: i32,
  epsilon: f32,
  out: usize,
): void {
  const bytes = (<usize>width) << 2
  for (let row = 0; row < rows; row++) {
    let most = f32x4.splat(0)
    for (let j: usize = 0; j < bytes; j += 16) {
      let at = gradients + j
      let g = f32x4.splat(0)
      for (let shard = 0; shard < shards; shard++) {
        g = f32x4.add(g, v128.load(at))
        at += stride
      }
      v128.store(out + j, g)
      most = f32x4.max(most, f32x4.abs(g))
    }
    // Squares of what is divided by the largest neither overflow nor vanish.
    const largest = largestOf(most)
    const over = f32x4.splat(largest > 0 ? <f32>1 / largest : 0)
    let squares = f32x4.splat(0)
    let own = f32x4.splat(0)
    for (let j: usize = 0; j < bytes; j += 16) {
      const g = f32x4.mul(v128.load(out + j), over)
      const w = v128.load(table + j)
      squares = f32x4.add(squares, f32x4.mul(g, g))
      own = f32x4.add(own, f32x4.mul(w, w))
      v128.store(out + j, g)
    }
    const factor = f32x4.splat(largest > 0 ? epsilon * sqrt<f32>(sumOf(own) / sumOf(squares)) : 0)
    for (let j: usize = 0; j < bytes; j += 16) {
      v128.store(out + j, f32x4.add(v128.load(table + j), f32x4.mul(factor, v128.load(out + j))))
    }
    table += bytes
    gradients += bytes
    out += bytes
  }
}
