import { tPValue } from '../../numeric/distributions.ts'
import { leastSquares } from '../../numeric/least-squares.ts'
import { fromColumns } from '../../numeric/matrix.ts'
import { triangular } from './local-polynomial.ts'

/**
 * Whether the density of the running variable jumps at the cutoff: local linear fits to a fine histogram on each side,
 * their log difference over its standard error (McCrary 2008, eqs. 2 to 5).
 */
export function densityTest(away: Float64Array): { statistic: number; pValue: number } {
  const n = away.length
  const mean = away.reduce((sum, value) => sum + value, 0) / n
  const deviation = Math.sqrt(away.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1))
  const width = (2 * deviation) / Math.sqrt(n)
  const bins = new Map<number, number>()
  for (const value of away) {
    const bin = Math.floor(value / width)
    bins.set(bin, (bins.get(bin) ?? 0) + 1)
  }
  const low = Math.min(...bins.keys())
  const high = Math.max(...bins.keys())
  const sideOf = (from: number, to: number) => {
    const centres: number[] = []
    const heights: number[] = []
    for (let bin = from; bin <= to; bin++) {
      centres.push((bin + 0.5) * width)
      heights.push((bins.get(bin) ?? 0) / (n * width))
    }
    return { centres: Float64Array.from(centres), heights: Float64Array.from(heights) }
  }
  const below = sideOf(low, -1)
  const above = sideOf(0, high)
  if (below.centres.length < 6 || above.centres.length < 6) return { statistic: 0, pValue: 1 }
  const bandwidth =
    (bandwidthOf(below.centres, below.heights) + bandwidthOf(above.centres, above.heights)) / 2
  const left = heightAtCutoff(below.centres, below.heights, bandwidth)
  const right = heightAtCutoff(above.centres, above.heights, bandwidth)
  if (!(left > 0 && right > 0)) return { statistic: 0, pValue: 1 }
  const error = Math.sqrt((24 / (5 * n * bandwidth)) * (1 / left + 1 / right))
  const statistic = Math.log(right / left) / error
  return { statistic, pValue: tPValue(statistic) }
}

function heightAtCutoff(centres: Float64Array, heights: Float64Array, bandwidth: number): number {
  const weights = centres.map((value) => triangular(value / bandwidth))
  const x = fromColumns(centres.length, [new Float64Array(centres.length).fill(1), centres])
  return leastSquares(x, heights, weights).coefficients[0]
}

/** From a fourth-degree polynomial of each side: 3.348 (σ² (b − a)/Σ f″²)^(1/5) (McCrary 2008, section 3.2). */
function bandwidthOf(centres: Float64Array, heights: Float64Array): number {
  const span = Math.abs(centres[centres.length - 1] - centres[0]) || 1
  const scaled = centres.map((value) => value / span)
  const x = fromColumns(
    centres.length,
    [0, 1, 2, 3, 4].map((k) => scaled.map((value) => value ** k)),
  )
  const fit = leastSquares(x, heights)
  const variance = fit.residualSumOfSquares / Math.max(1, fit.degreesOfFreedom)
  let curvature = 0
  for (const u of scaled) {
    const second = 2 * fit.coefficients[2] + 6 * fit.coefficients[3] * u + 12 * fit.coefficients[4] * u * u
    curvature += (second / (span * span)) ** 2
  }
  return curvature > 0 ? Math.min(span, 3.348 * ((variance * span) / curvature) ** 0.2) : span
}
