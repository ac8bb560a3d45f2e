import chisquareCdf from '@stdlib/stats-base-dists-chisquare-cdf'
import fCdf from '@stdlib/stats-base-dists-f-cdf'
import gaussCdf from '@stdlib/stats-base-dists-normal-cdf'
import gaussQuantile from '@stdlib/stats-base-dists-normal-quantile'
import studentCdf from '@stdlib/stats-base-dists-t-cdf'
import studentQuantile from '@stdlib/stats-base-dists-t-quantile'

const rootTwoPi = Math.sqrt(2 * Math.PI)

export const normalCdf = (x: number): number => gaussCdf(x, 0, 1)
export const normalQuantile = (probability: number): number => gaussQuantile(probability, 0, 1)
export const normalDensity = (x: number): number => Math.exp(-0.5 * x * x) / rootTwoPi

/** Standard normal where `degrees` is Infinity. */
export const tCdf = (x: number, degrees: number): number =>
  degrees === Number.POSITIVE_INFINITY ? normalCdf(x) : studentCdf(x, degrees)

export const tQuantile = (probability: number, degrees: number): number =>
  degrees === Number.POSITIVE_INFINITY ? normalQuantile(probability) : studentQuantile(probability, degrees)

/** Two-sided p-value of a t statistic; 1 where the statistic is 0/0. */
export function tPValue(statistic: number, degrees = Number.POSITIVE_INFINITY): number {
  return Number.isNaN(statistic) ? 1 : 2 * tCdf(-Math.abs(statistic), degrees)
}

export const chisquarePValue = (statistic: number, degrees: number): number =>
  1 - chisquareCdf(statistic, degrees)

export const fPValue = (statistic: number, numerator: number, denominator: number): number =>
  1 - fCdf(statistic, numerator, denominator)
