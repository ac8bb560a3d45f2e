import { type Monitor, partOf } from '../../contract/monitor.ts'
import { truncatedSvd } from './truncated-svd.ts'

export interface Reduced {
  /** `wanted` numbers a row. */
  readonly vectors: Float32Array
  /** Share of the variance that they hold. */
  readonly explained: number
}

/** Rows between two looks at whether the job is still wanted. */
const rowsOfPiece = 256

/**
 * Coordinates of vectors along the `wanted` directions in which they differ most, from their mean (principal components, Pearson 1901):
 * the strongest directions of their covariance. Rows of zeros stand for no vector: they take no part and stay zero.
 */
export function strongestDirections(
  vectors: Float32Array,
  width: number,
  wanted: number,
  seed: number,
  monitor: Monitor,
): Reduced {
  const rows = vectors.length / width
  const present = [...new Array(rows).keys()].filter((row) =>
    vectors.subarray(row * width, (row + 1) * width).some((x) => x !== 0),
  )
  const mean = new Float64Array(width)
  for (const row of present)
    for (let j = 0; j < width; j++) mean[j] += vectors[row * width + j] / present.length
  const covariance = covarianceOf(vectors, present, mean, partOf(monitor, 0, 0.7))
  const svd = truncatedSvd(denseRows(covariance, width), wanted, seed, partOf(monitor, 0.7, 0.9))
  const found = svd.width
  let trace = 0
  for (let j = 0; j < width; j++) trace += covariance[j * width + j]
  const reduced = new Float32Array(rows * wanted)
  for (const [at, row] of present.entries()) {
    if (at % rowsOfPiece === 0) monitor.check()
    for (let k = 0; k < found; k++) {
      const strength = svd.singularValues[k]
      // A direction without variance is rounding.
      if (!(strength > 1e-14 * trace)) continue
      let along = 0
      for (let j = 0; j < width; j++)
        along += (vectors[row * width + j] - mean[j]) * svd.coordinates[j * found + k]
      reduced[row * wanted + k] = along / strength
    }
  }
  const held = svd.singularValues.reduce((sum, x) => sum + x, 0)
  return { vectors: reduced, explained: trace > 0 ? Math.min(1, held / trace) : 1 }
}

function covarianceOf(
  vectors: Float32Array,
  present: readonly number[],
  mean: Float64Array,
  monitor: Monitor,
): Float64Array {
  const width = mean.length
  const covariance = new Float64Array(width * width)
  const centred = new Float64Array(width)
  for (const [at, row] of present.entries()) {
    if (at % rowsOfPiece === 0) monitor.report(at / present.length)
    for (let j = 0; j < width; j++) centred[j] = vectors[row * width + j] - mean[j]
    for (let j = 0; j < width; j++) {
      const own = centred[j] / present.length
      for (let l = 0; l <= j; l++) covariance[j * width + l] += own * centred[l]
    }
  }
  for (let j = 0; j < width; j++) {
    for (let l = 0; l < j; l++) covariance[l * width + j] = covariance[j * width + l]
  }
  return covariance
}

function denseRows(matrix: Float64Array, width: number) {
  return {
    ...{ rows: width, columns: width, value: matrix },
    start: Int32Array.from({ length: width + 1 }, (_, row) => row * width),
    column: Int32Array.from({ length: width * width }, (_, at) => at % width),
  }
}
