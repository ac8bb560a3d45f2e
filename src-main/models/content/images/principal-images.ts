import type { Monitor } from '../../../contract/monitor.ts'
import { random } from '../../../numeric/random.ts'
import { diagonalise } from '../../embedding/principal-directions.ts'
import type { ImageLearner } from './image-learner.ts'
import { pixelNumbers } from './image-network.ts'

/** The directions along which images differ most. */
export interface Principal {
  /** width directions of `numbers` each, one after the other, of unit length, the strongest first; zero where there are no more. */
  readonly directions: Float64Array
  /** Codes are in units of this, so that their mean square is one. */
  readonly scale: number
}

/** Rounds of power iteration: the strongest directions of pictures fall off fast. */
const rounds = 6

/**
 * Principal components of some images of the learner by randomised subspace iteration (Halko, Martinsson and Tropp 2011, alg. 4.4)
 * with the Rayleigh–Ritz step at the end. Each direction's largest number is positive. Depends on the seed alone.
 */
export function principalImages(
  learner: ImageLearner,
  picks: Int32Array,
  seed: number,
  monitor: Monitor,
): Principal {
  const { span, network } = learner
  const numbers = pixelNumbers(network)
  const source = random(seed, 'principal-images')
  let basis = orthonormal(
    Float64Array.from({ length: span * numbers }, () => source.normal()),
    span,
  )
  for (let round = 0; round < rounds; round++) {
    monitor.report(round / (rounds + 1))
    basis = orthonormal(turned(learner, picks, basis), span)
  }
  const images = turned(learner, picks, basis)
  const small = new Float64Array(span * span)
  for (let a = 0; a < span; a++) {
    for (let b = 0; b <= a; b++) {
      const dot = product(basis, a, images, b, numbers) + product(basis, b, images, a, numbers)
      small[a * span + b] = dot / 2
      small[b * span + a] = dot / 2
    }
  }
  const axes = diagonalise(small, span)
  const variance = (axis: number) => small[axis * span + axis]
  const order = [...new Array(span).keys()].sort((a, b) => variance(b) - variance(a) || a - b)
  const directions = new Float64Array(network.width * numbers)
  const least = 1e-7 * Math.max(0, variance(order[0]))
  let total = 0
  for (let k = 0; k < network.width; k++) {
    if (!(variance(order[k]) > least)) break
    total += variance(order[k])
    const own = directions.subarray(k * numbers, (k + 1) * numbers)
    for (let j = 0; j < span; j++) {
      const share = axes[j * span + order[k]]
      for (let i = 0; i < numbers; i++) own[i] += share * basis[j * numbers + i]
    }
    const largest = own.reduce((most, x) => (Math.abs(x) > Math.abs(most) + 1e-9 ? x : most), 0)
    if (largest < 0) for (let i = 0; i < numbers; i++) own[i] = 0 - own[i]
  }
  return { directions, scale: total > 0 ? Math.sqrt(total / network.width) : 1 }
}

/** covariance·basis, both span × numbers by rows. */
function turned(learner: ImageLearner, picks: Int32Array, basis: Float64Array): Float64Array {
  const numbers = pixelNumbers(learner.network)
  return transposed(learner.turn(picks, transposed(basis, learner.span, numbers)), numbers, learner.span)
}

function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(matrix.length)
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = matrix[i * columns + j]
  return out
}

/** Rows made orthonormal in place, twice over (modified Gram and Schmidt); one in the span of the others becomes zero. */
function orthonormal(rows: Float64Array, span: number): Float64Array {
  const numbers = rows.length / span
  for (let row = 0; row < span; row++) {
    const own = rows.subarray(row * numbers, (row + 1) * numbers)
    const before = Math.sqrt(product(rows, row, rows, row, numbers))
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < row; other++) {
        const along = product(rows, row, rows, other, numbers)
        const from = other * numbers
        for (let i = 0; i < numbers; i++) own[i] -= along * rows[from + i]
      }
    }
    const length = Math.sqrt(product(rows, row, rows, row, numbers))
    const scale = length > 1e-6 * before ? 1 / length : 0
    for (let i = 0; i < numbers; i++) own[i] *= scale
  }
  return rows
}

function product(a: Float64Array, row: number, b: Float64Array, other: number, numbers: number): number {
  const [left, right] = [row * numbers, other * numbers]
  let sum = 0
  for (let i = 0; i < numbers; i++) sum += a[left + i] * b[right + i]
  return sum
}
