import { matrix } from '../../numeric/matrix.ts'
import { inverseSymmetric } from '../../numeric/symmetric.ts'
import { triangular } from './local-polynomial.ts'

/** A sample in order, by its distance from the cutoff, and its empirical distribution function. */
export interface Distribution {
  readonly away: Float64Array
  /** (rank − 1)/(n − 1), of tied points the last one's. */
  readonly below: Float64Array
  /** First of the points that tie with each. */
  readonly first: Int32Array
  /** Points left of the cutoff; those at it are right of it. */
  readonly left: number
}

/** The density on one side of the cutoff, and its jackknife variance. */
interface SideDensity {
  readonly density: number
  readonly variance: number
  /** Coefficient of the power asked for, of the distribution function. */
  readonly coefficient: number
}

export interface DensityFit {
  readonly left: SideDensity
  readonly right: SideDensity
  readonly covariance: number
}

export function distributionOf(values: Float64Array): Distribution {
  const away = Float64Array.from(values).sort()
  const n = away.length
  const below = new Float64Array(n)
  const first = new Int32Array(n)
  let left = 0
  for (let from = 0; from < n; ) {
    let to = from + 1
    while (to < n && away[to] === away[from]) to++
    first.fill(from, from, to)
    below.fill((to - 1) / (n - 1), from, to)
    if (away[from] < 0) left = to
    from = to
  }
  return { away, below, first, left }
}

/**
 * Local polynomials of a degree through the empirical distribution function on each side of the cutoff, with triangular
 * weights: their slopes are the densities there (Cattaneo, Jansson and Ma 2020, section 2). Variances by the jackknife of
 * its supplement, in the form of the authors' rddensity. Null where a side has too few points.
 */
export function fitDensities(
  sample: Distribution,
  bandwidths: { readonly left: number; readonly right: number },
  degree: number,
  power: number,
): DensityFit | null {
  const { away, below, first, left } = sample
  let from = left
  while (from > 0 && away[from - 1] >= -bandwidths.left) from--
  let to = left
  while (to < away.length && away[to] <= bandwidths.right) to++
  const sides = { left: [from, left, bandwidths.left], right: [left, to, bandwidths.right] } as const
  /** What a point's height adds to each density. */
  const lever = { left: new Float64Array(to - from), right: new Float64Array(to - from) }
  const found: { density: number; coefficient: number }[] = []
  for (const side of ['left', 'right'] as const) {
    const [start, end, h] = sides[side]
    const gram = matrix(degree + 1, degree + 1)
    const moments = new Float64Array(degree + 1)
    const powers = new Float64Array(2 * degree + 1)
    const weighed = (i: number) => {
      const u = away[i] / h
      powers[0] = triangular(u) / h
      for (let k = 1; k < powers.length; k++) powers[k] = powers[k - 1] * u
    }
    for (let i = start; i < end; i++) {
      weighed(i)
      for (let a = 0; a <= degree; a++) {
        moments[a] += powers[a] * below[i]
        for (let b = 0; b <= degree; b++) gram.values[b * (degree + 1) + a] += powers[a + b]
      }
    }
    const inverse = inverseSymmetric(gram)
    if (!inverse) return null
    const row = (k: number) => inverse.values.subarray(k * (degree + 1), (k + 1) * (degree + 1))
    const coefficient = (k: number) => row(k).reduce((sum, value, a) => sum + value * moments[a], 0) / h ** k
    found.push({ density: coefficient(1), coefficient: coefficient(power) })
    const slope = row(1)
    for (let i = start; i < end; i++) {
      weighed(i)
      lever[side][i - from] = slope.reduce((sum, value, a) => sum + value * powers[a], 0) / h
    }
  }
  const { variances, covariance } = jackknife(lever, away.length, first.subarray(from, to), from)
  return {
    left: { ...found[0], variance: variances.left },
    right: { ...found[1], variance: variances.right },
    covariance,
  }
}

/** A point lifts the distribution function at every point after it. */
function jackknife(
  lever: { readonly left: Float64Array; readonly right: Float64Array },
  n: number,
  first: Int32Array,
  offset: number,
) {
  const after = (values: Float64Array) => {
    const sums = new Float64Array(values.length)
    for (let i = values.length - 2; i >= 0; i--) sums[i] = sums[i + 1] + values[i + 1]
    return (i: number) => sums[Math.max(0, first[i] - offset)] / (n - 1)
  }
  const left = after(lever.left)
  const right = after(lever.right)
  const variances = { left: 0, right: 0 }
  let covariance = 0
  for (let i = 0; i < first.length; i++) {
    variances.left += left(i) ** 2
    variances.right += right(i) ** 2
    covariance += left(i) * right(i)
  }
  return { variances, covariance }
}
