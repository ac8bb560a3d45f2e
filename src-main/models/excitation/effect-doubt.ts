import { tPValue, tQuantile } from '../../numeric/distributions.ts'
import type { Influences } from './influences.ts'

/** How sure an effect is. */
export interface EffectDoubt {
  readonly standardError: number
  readonly confidenceInterval: readonly [number, number]
  readonly pValue: number
}

/** The counts' own variance weighs as much as a clustered one of so many degrees of freedom. */
const priorDegrees = 20
/** However small an effect is thought, its variance is no smaller than this share of that at the estimate. */
const leastShare = 0.25

/**
 * Standard error, interval and p-value of each effect on one type.
 *
 * Two estimates of an estimate's variance complement each other. Clustered by user, it holds whatever the users are like but rests on those
 * whose influence is large: few where a type is rare, and then it comes out smallest just when the estimate does. Its degrees of
 * freedom are those of a χ² of the mean and variance that Σψ² has (Satterthwaite 1946), 2n/(κ − 1) for n users of kurtosis κ,
 * and no more than the users who have the cause, less one. By the counts, ∫z̃²λ dt, it is all but free of noise, and
 * right where events come as the model says. They are put together as moderated variances are (Smyth 2004), the counts' own raised
 * beforehand by as much as all effects on the type together say that counts vary too little.
 *
 * The variance grows with the effect, as a count's does: what lies in the interval are the effects that a test with the variance under
 * that effect would keep, as in Wilson's interval of a share. It does not collapse where by chance no event followed.
 */
export function doubtOf(
  effects: Float64Array,
  { squares, fourths, variance, growth }: Influences,
  users: number,
  having: Float64Array,
  alpha: number,
): EffectDoubt[] {
  const clustered = effects.map((_, a) => (squares[a] * having[a]) / (having[a] - 1))
  const degrees = effects.map((_, a) => {
    const kurtosis = (users * fourths[a]) / squares[a] ** 2
    return Math.max(1, Math.min(having[a] - 1, (2 * users) / (kurtosis - 1)))
  })
  const scale = excessOf(clustered, variance, degrees)
  return Array.from(effects, (effect, a) => {
    const prior = variance[a] > 0 ? priorDegrees : 0
    const total = degrees[a] + prior
    const moderated = (degrees[a] * clustered[a] + prior * scale * variance[a]) / total
    const slope = Math.max(0, growth[a])
    const critical = tQuantile(1 - alpha / 2, total)
    const atNone = Math.max(leastShare * moderated, moderated - slope * effect)
    return {
      standardError: Math.sqrt(moderated),
      confidenceInterval: [
        effect - distanceDown(moderated, slope, critical),
        effect + distanceUp(moderated, slope, critical),
      ],
      pValue: tPValue(effect / Math.sqrt(atNone), total),
    }
  })
}

/** By how much users vary more than the counts would have them, at least 1: a geometric mean over the effects. */
function excessOf(clustered: Float64Array, counts: Float64Array, degrees: Float64Array): number {
  let [sum, weight] = [0, 0]
  for (let a = 0; a < clustered.length; a++) {
    if (!(counts[a] > 0 && clustered[a] > 0)) continue
    sum += degrees[a] * Math.log(clustered[a] / counts[a])
    weight += degrees[a]
  }
  return weight === 0 ? 1 : Math.max(1, Math.exp(sum / weight))
}

/** The greatest d with d² ≤ c²·(v + b·d). */
function distanceUp(variance: number, slope: number, critical: number): number {
  const bend = critical ** 2 * slope
  return (bend + Math.sqrt(bend ** 2 + 4 * critical ** 2 * variance)) / 2
}

/** The greatest d with d² ≤ c²·max(v − b·d, leastShare·v). */
function distanceDown(variance: number, slope: number, critical: number): number {
  const bend = critical ** 2 * slope
  const straight = (Math.sqrt(bend ** 2 + 4 * critical ** 2 * variance) - bend) / 2
  return Math.max(straight, critical * Math.sqrt(leastShare * variance))
}
