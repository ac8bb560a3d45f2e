import type { RieszParts } from '../inference.ts'
import type { Study } from '../study.ts'

/** Two arms as the effect compares them: of several arms, rows of the others are in neither. */
interface ArmsCompared {
  /** y − E[y | arm, covariates] by row. */
  readonly outcomeLeft: Float64Array
  readonly inTreated: ArrayLike<number>
  readonly inControl: ArrayLike<number>
  readonly treatedChance: Float64Array
  readonly controlChance: Float64Array
  /** Of the effect on one arm: who is in it, and the chance of that. */
  readonly among?: { readonly member: ArrayLike<number>; readonly chance: Float64Array }
}

/**
 * Of a mean difference between arms: α = h̄ (1(d = 1)/e₁ − 1(d = 0)/e₀) and m(W; α) = h h̄ (1/e₁ + 1/e₀), with h the
 * row's standing in the target population and h̄ its expectation given the covariates (Chernozhukov et al. 2022,
 * example 2; the effect on those treated as DoubleML weighs it).
 */
export function rieszOfArms({ weights }: Study, arms: ArmsCompared): RieszParts {
  const { outcomeLeft, inTreated, inControl, treatedChance, controlChance, among } = arms
  const n = outcomeLeft.length
  const share = among ? meanOf(among.member, weights, n) : 1
  const representer = new Float64Array(n)
  const functional = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const standing = among ? among.member[i] / share : 1
    const expected = among ? among.chance[i] / share : 1
    representer[i] = expected * (inTreated[i] / treatedChance[i] - inControl[i] / controlChance[i])
    functional[i] = standing * expected * (1 / treatedChance[i] + 1 / controlChance[i])
  }
  return { outcomeLeft, representer, functional }
}

/** Of a slope by what is left of the treatment, whose variance is one number or differs by row: α = (d − e)/v. */
export function rieszOfSlope(
  outcomeLeft: Float64Array,
  treatmentLeft: Float64Array,
  variance: number | Float64Array,
): RieszParts {
  const at = (i: number) => (typeof variance === 'number' ? variance : variance[i])
  return {
    outcomeLeft,
    representer: treatmentLeft.map((left, i) => left / at(i)),
    functional: treatmentLeft.map((_, i) => 1 / at(i)),
  }
}

function meanOf(values: ArrayLike<number>, weights: Float64Array | undefined, n: number): number {
  let sum = 0
  let total = 0
  for (let i = 0; i < n; i++) {
    const w = weights ? weights[i] : 1
    sum += w * values[i]
    total += w
  }
  return sum / total
}
