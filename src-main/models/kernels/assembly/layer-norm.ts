import { sumOf } from './exponential'

/**
 * Layer normalisation (Ba et al. 2016): out = gain·(x − mean)/√(variance + ε) + shift by rows of `width` (a multiple of 4).
 * `kept` receives each row's mean and 1/√(variance + ε).
 */
export function layerNormForward(
  rows: i32,
  width: i32,
  x: usize,
  gain: usize,
  shift: usize,
  epsilon: f32,
  out: usize,
  kept: usize,
): void {
  const bytes = (<usize>width) << 2
  for (let row = 0; row < rows; row++) {
    let sum = f32x4.splat(0)
    for (let j: usize = 0; j < bytes; j += 16) sum = f32x4.add(sum, v128.load(x + j))
    const mean = sumOf(sum) / <f32>width
    const centre = f32x4.splat(mean)
    let squares = f32x4.splat(0)
    for (let j: usize = 0; j < bytes; j += 16) {
      const d = f32x4.sub(v128.load(x + j), centre)
      squares = f32x4.relaxed_madd(d, d, squares)
    }
    const inverse = <f32>1 / sqrt<f32>(sumOf(squares) / <f32>width + epsilon)
    const scale = f32x4.splat(inverse)
    for (let j: usize = 0; j < bytes; j += 16) {
      const d = f32x4.mul(f32x4.sub(v128.load(x + j), centre), scale)
      v128.store(out + j, f32x4.relaxed_madd(d, v128.load(gain + j), v128.load(shift + j)))
    }
    f32.store(kept, mean)
    f32.store(kept, inverse, 4)
    kept += 8
    x += bytes
    out += bytes
  }
}

/** Gradients: of x over `gradient`; of gain and shift added to theirs. */
export function layerNormBackward(
  rows: i32,
  width: i32,
  x: usize,
  gain: usize,
  kept: usize,
  gradient: usize,
  gainGradient: usize,
  shiftGradient: usize,
): void {
  const bytes = (<usize>width) << 2
  for (let row = 0; row < rows; row++) {
    const centre = f32x4.splat(f32.load(kept))
    const inverse = f32.load(kept, 4)
    const scale = f32x4.splat(inverse)
    let sum = f32x4.splat(0)
    let along = f32x4.splat(0)
    for (let j: usize = 0; j < bytes; j += 16) {
      const g = v128.load(gradient + j)
      const normal = f32x4.mul(f32x4.sub(v128.load(x + j), centre), scale)
      v128.store(gainGradient + j, f32x4.relaxed_madd(g, normal, v128.load(gainGradient + j)))
      v128.store(shiftGradient + j, f32x4.add(g, v128.load(shiftGradient + j)))
      const d = f32x4.mul(g, v128.load(gain + j))
      sum = f32x4.add(sum, d)
      along = f32x4.relaxed_madd(d, normal, along)
    }
    const mean = f32x4.splat(sumOf(sum) / <f32>width)
    const slope = f32x4.splat(sumOf(along) / <f32>width)
    for (let j: usize = 0; j < bytes; j += 16) {
      const normal = f32x4.mul(f32x4.sub(v128.load(x + j), centre), scale)
      const d = f32x4.mul(v128.load(gradient + j), v128.load(gain + j))
      v128.store(gradient + j, f32x4.mul(scale, f32x4.sub(f32x4.sub(d, mean), f32x4.mul(normal, slope))))
    }
    kept += 8
    x += bytes
    gradient += bytes
  }
}
