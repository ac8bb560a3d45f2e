import type { Interval } from '../../contract/effects.ts'
import { type Words, words } from '../../contract/words.ts'
import { normalQuantile } from '../../numeric/distributions.ts'

/** A risk ratio, its interval, and how they came about. */
export interface RiskRatio {
  readonly estimate: number
  readonly interval: Interval
  readonly basis: Words
}

/**
 * The smallest risk ratio that an unobserved confounder would need with both treatment and outcome to explain a risk
 * ratio away (VanderWeele and Ding 2017): RR + √(RR(RR − 1)), of 1/RR where RR < 1.
 */
export function eValueOf(ratio: number): number {
  const away = ratio < 1 ? 1 / ratio : ratio
  return away + Math.sqrt(away) * Math.sqrt(away - 1)
}

/** E-values of the interval's ends, the end nearer to 1 first; 1 where the interval takes in 1. */
export function eValueInterval({ estimate, interval }: Pick<RiskRatio, 'estimate' | 'interval'>): Interval {
  const [low, high] = interval
  const near = estimate >= 1 ? low : high
  const far = estimate >= 1 ? high : low
  const crossed = estimate >= 1 ? near <= 1 : near >= 1
  return [crossed ? 1 : eValueOf(near), eValueOf(far)]
}

/**
 * Mean difference in standard deviations read as a risk ratio: exp(0.91 d), with the 95 % interval exp(0.91 d ± 1.78 se)
 * of VanderWeele and Ding 2017, as much wider or narrower at another level as the normal quantile is.
 */
export function ratioOfMeanDifference(
  estimate: number,
  standardError: number,
  deviation: number,
  z = normalQuantile(0.975),
): RiskRatio {
  const centre = 0.91 * (estimate / deviation)
  const reach = 1.78 * (z / normalQuantile(0.975)) * (standardError / deviation)
  return {
    estimate: bounded(centre),
    interval: [bounded(centre - reach), bounded(centre + reach)],
    basis: words('e_value_basis_mean_difference'),
  }
}

/** Of a difference of hundreds of standard deviations the ratio is no number: as large, or as small, as one can be. */
function bounded(logarithm: number): number {
  return Math.exp(Math.max(-700, Math.min(700, logarithm)))
}

/** An odds ratio of a common outcome is read as its square root; of a rare one as it is. */
export function ratioOfOdds(odds: number, interval: Interval, rare: boolean): RiskRatio {
  const read = (value: number) => (rare ? value : Math.sqrt(value))
  return {
    estimate: read(odds),
    interval: [read(interval[0]), read(interval[1])],
    basis: words('e_value_basis_odds'),
  }
}

/** The ratio of two mean potential outcomes of a binary outcome, with the interval exp(log RR ± z · logError). */
export function ratioOfMeans(treated: number, control: number, logError: number, z: number): RiskRatio {
  const ratio = treated / control
  return {
    estimate: ratio,
    interval: [ratio * Math.exp(-z * logError), ratio * Math.exp(z * logError)],
    basis: words('e_value_basis_risks'),
  }
}

/** How far an observed covariate alone could move a ratio: max(a/b, b/a) as an E-value (VanderWeele and Ding 2017). */
export function observedCovariateEValue(unadjusted: number, adjusted: number): number {
  return eValueOf(unadjusted / adjusted)
}
