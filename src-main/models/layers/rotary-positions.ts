import type { Pointer } from '../kernels/kernels.ts'
import type { Pass } from './pass.ts'

/** The slowest pair of entries turns once in 2π times this many places, nearly (Su et al. 2021, sec. 3.3.2). */
const base = 10_000

/**
 * Angles of `length` places for vectors of `size` entries, place by place: size/2 cosines, then as many sines, of
 * place·base^(−2j/size).
 */
export function rotaryAngles(length: number, size: number): Float64Array {
  const half = size / 2
  const angles = new Float64Array(length * size)
  for (let place = 0; place < length; place++) {
    for (let j = 0; j < half; j++) {
      const angle = place * base ** (-j / half)
      angles[place * size + j] = Math.cos(angle)
      angles[place * size + half + j] = Math.sin(angle)
    }
  }
  return angles
}

/**
 * Turns the queries and keys of every head by their places, so that what one position gives another depends on how far apart they
 * are; returns what turns their gradients back. `projected` holds queries, keys and values side by side, `width` floats each.
 */
export function rotaryPositions(
  pass: Pass,
  projected: Pointer,
  width: number,
  heads: number,
): (gradient: Pointer) => void {
  const { kernels, rows, length } = pass
  const size = width / heads
  const angles = pass.scratch.take(length * size)
  pass.write(angles, bitsOf(length, size))
  const turn = (x: Pointer, sign: 1 | -1) =>
    kernels.rotate(rows * length, length, 2 * heads, size, angles, x, 12 * width, sign)
  turn(projected, 1)
  return (gradient) => turn(gradient, -1)
}

const known = new Map<string, Int32Array>()

/** The angles in single precision as the integers of their bits, which is how codes are written. */
function bitsOf(length: number, size: number): Int32Array {
  const key = `${length} ${size}`
  const bits = known.get(key) ?? new Int32Array(Float32Array.from(rotaryAngles(length, size)).buffer)
  known.set(key, bits)
  return bits
}
