import { normalDensity, tPValue } from '../../numeric/distributions.ts'
import { type DensityFit, type Distribution, distributionOf, fitDensities } from './density-fit.ts'

/** Degrees of the polynomials: bandwidths are best for the first, the test takes one more against its bias. */
const degree = 2

/** Least points on each side of the cutoff that a bandwidth takes in. */
const least = 20 + degree + 1

interface DensityTest {
  readonly statistic: number
  readonly pValue: number
  /** Densities at the cutoff from below and above. */
  readonly densities: readonly [number, number]
  readonly bandwidths: readonly [number, number]
}

/**
 * Whether the density of the running variable jumps at the cutoff: Cattaneo, Jansson and Ma's (2020) test, whose
 * statistic is the robust bias-corrected difference over its jackknife error. Quadratic fits at the median of three
 * bandwidths of least mean squared error, tested by cubic ones, tied points allowed for; as rddensity does it where nothing is chosen.
 * NaN where either side has too few distinct points.
 * @param away the running variable less the cutoff
 */
export function densityTest(away: Float64Array): DensityTest {
  const sample = distributionOf(away)
  const bandwidths = chosenBandwidths(sample)
  const fit = bandwidths && fitDensities(sample, bandwidths, degree + 1, 1)
  if (!fit) {
    const none = [Number.NaN, Number.NaN] as const
    return { statistic: Number.NaN, pValue: Number.NaN, densities: none, bandwidths: none }
  }
  const statistic = (fit.right.density - fit.left.density) / Math.sqrt(differenceVariance(fit))
  return {
    statistic,
    pValue: tPValue(statistic),
    densities: [fit.left.density, fit.right.density],
    bandwidths: [bandwidths.left, bandwidths.right],
  }
}

/** Section 3.3 and the supplement: the median of the bandwidths best for a side, for the difference and for the sum. */
function chosenBandwidths(sample: Distribution): { left: number; right: number } | null {
  const { away } = sample
  const n = away.length
  const pilots = pilotBandwidths(sample)
  const higher = fitDensities(sample, { left: pilots.slope, right: pilots.slope }, degree + 2, degree + 1)
  const own = fitDensities(sample, { left: pilots.density, right: pilots.density }, degree, 1)
  if (!higher || !own) return null
  const bias = {
    left: higher.left.coefficient * biasConstant,
    right: higher.right.coefficient * biasConstant,
  }
  const best = (variance: number, by: number) =>
    ((pilots.density * variance) / (2 * degree * by * by)) ** (1 / (2 * degree + 1))
  const range = { left: -away[0], right: away[n - 1] }
  const floor = nearest(sample, least)
  const both = Math.max(floor.left, floor.right)
  const within = (value: number, most: number, at: number) =>
    Math.max(Math.min(Number.isFinite(value) ? value : 0, most), at)
  const whole = Math.max(range.left, range.right)
  const difference = within(best(differenceVariance(own), bias.right - bias.left), whole, both)
  const sumVariance = own.left.variance + own.right.variance + 2 * own.covariance
  const sum = within(best(sumVariance, bias.right + bias.left), whole, both)
  const of = (side: 'left' | 'right') =>
    [within(best(own[side].variance, bias[side]), range[side], floor[side]), difference, sum].sort(
      (a, b) => a - b,
    )[1]
  return { left: of('left'), right: of('right') }
}

/** Bandwidths for the density and its second derivative that would be best were the sample normal. */
function pilotBandwidths(sample: Distribution): { density: number; slope: number } {
  const { away } = sample
  const n = away.length
  const mean = away.reduce((sum, value) => sum + value, 0) / n
  const deviation = Math.sqrt(away.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1))
  const z = mean / deviation
  // Hermite polynomials of degrees 2 and 4: derivatives of the normal density, over it.
  const [second, fourth] = [z ** 2 - 1, z ** 4 - 6 * z ** 2 + 3]
  const density = (3840 / 7 / (2 * degree * second ** 2 * normalDensity(z) * n)) ** (1 / (2 * degree + 1))
  const slope =
    ((3430865.4551236178 * (2 * degree + 1)) / (4 * fourth ** 2 * normalDensity(z) * n)) **
    (1 / (2 * degree + 5))
  const most = Math.max(-away[0], away[n - 1])
  const floor = (count: number) => {
    const { left, right } = nearest(sample, count)
    return Math.max(left, right)
  }
  return {
    density: Math.max(Math.min(density * deviation, most), floor(least)),
    slope: Math.max(Math.min(slope * deviation, most), floor(least + 2)),
  }
}

/** How far so many distinct points reach on each side, or all where there are fewer. */
function nearest({ away, first, left }: Distribution, count: number): { left: number; right: number } {
  let seen = 0
  let low = 0
  for (let i = left - 1; i >= 0 && seen < count; i = first[i] - 1) {
    low = -away[i]
    seen++
  }
  seen = 0
  let high = 0
  for (let i = left; i < away.length && seen < count; ) {
    high = away[i]
    seen++
    const tie = first[i]
    while (i < away.length && first[i] === tie) i++
  }
  return { left: low, right: high }
}

function differenceVariance({ left, right, covariance }: DensityFit): number {
  return left.variance + right.variance - 2 * covariance
}

/** (S⁻¹c)₁ of the triangular kernel on [0, 1], by which the third derivative biases a quadratic's slope. */
const biasConstant = -3 / 7
