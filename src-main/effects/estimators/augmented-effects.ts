import { type Finding, influenceError, type RieszParts } from '../inference.ts'
import type { Study } from '../study.ts'
import { rieszOfArms, rieszOfSlope } from './riesz-parts.ts'

/** What a learner of effects by row knows of each row. */
export interface EffectParts {
  /** Two arms, coded 1 and 0, or a dose. */
  readonly study: Study
  readonly treatment: Float64Array
  readonly expectedTreatment: Float64Array
  readonly expectedOutcome: Float64Array
  readonly effects: Float64Array
  /** E[(d − e)² | x] of a dose; e(1 − e) of two arms where left out. */
  readonly treatmentVariance?: Float64Array
}

/**
 * Effects by row averaged over the target population, with what the learner missed added back by weighted residuals:
 * τ(x) + (d − e)/(e(1 − e)) · (y − m − (d − e) τ(x)). Unlike the plain mean of effects it is free of their shrinkage
 * to first order, so that its standard error is honest (Robins, Rotnitzky and Zhao 1994; Athey and Wager 2019, eq. 8).
 * On an arm the other arm's residuals count by their odds as they are, as in `dml_irm`, whose representer and bounds are
 * of the same score; grf divides the odds by their sum, which changes the estimate by less than its error to first order.
 */
export function averageOfEffects(
  parts: EffectParts,
  target: 'ate' | 'att' | 'atc',
): Pick<Finding, 'estimate' | 'standardError' | 'influence' | 'riesz'> & { readonly scores: Float64Array } {
  const { study, treatment, expectedTreatment: e, effects } = parts
  const n = study.rows
  const scores = doublyRobustScores(parts)
  const influence = new Float64Array(n)
  let total = 0
  let sum = 0
  const moment = new Float64Array(n)
  const member = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const w = study.weights ? study.weights[i] : 1
    const correction = scores[i] - effects[i]
    if (target === 'ate') {
      member[i] = w
      moment[i] = w * scores[i]
    } else {
      const asked = target === 'att' ? treatment[i] : 1 - treatment[i]
      const tilt = target === 'att' ? e[i] : 1 - e[i]
      member[i] = w * asked
      moment[i] = w * (asked * effects[i] + tilt * correction)
    }
    total += member[i]
    sum += moment[i]
  }
  const estimate = sum / total
  for (let i = 0; i < n; i++) influence[i] = (n / total) * (moment[i] - member[i] * estimate)
  return {
    estimate,
    standardError: influenceError(influence, study.clusters),
    influence,
    scores,
    riesz: rieszOf(parts, target),
  }
}

function rieszOf(parts: EffectParts, target: 'ate' | 'att' | 'atc'): RieszParts {
  const { study, treatment, expectedTreatment, expectedOutcome, effects, treatmentVariance } = parts
  const treatmentLeft = treatment.map((value, i) => value - expectedTreatment[i])
  const outcomeLeft = study.outcome.map((y, i) => y - expectedOutcome[i] - treatmentLeft[i] * effects[i])
  if (treatmentVariance) return rieszOfSlope(outcomeLeft, treatmentLeft, treatmentVariance)
  const untreated = treatment.map((value) => 1 - value)
  const controlChance = expectedTreatment.map((e) => 1 - e)
  return rieszOfArms(study, {
    outcomeLeft,
    inTreated: treatment,
    inControl: untreated,
    treatedChance: expectedTreatment,
    controlChance,
    among:
      target === 'ate'
        ? undefined
        : target === 'att'
          ? { member: treatment, chance: expectedTreatment }
          : { member: untreated, chance: controlChance },
  })
}

/** Scores whose conditional mean is the effect. */
export function doublyRobustScores(parts: EffectParts): Float64Array {
  const { study, treatment, expectedTreatment: e, expectedOutcome, effects, treatmentVariance } = parts
  return effects.map((effect, i) => {
    const left = treatment[i] - e[i]
    const variance = treatmentVariance ? treatmentVariance[i] : e[i] * (1 - e[i])
    return effect + (left / variance) * (study.outcome[i] - expectedOutcome[i] - left * effect)
  })
}
