import type { AnalysisTableDefinition } from '../contract/behaviour.ts'
import type { EffectEstimate } from '../contract/effects.ts'
import { type Words, words } from '../contract/words.ts'
import { brief, inHundred, type OutcomeMeasure } from './because.ts'

/**
 * An estimate as a sentence: "“offered” makes “buys” about 5.1 in 100 more likely (95 % interval 3.7 to 6.5)". An effect whose
 * interval holds zero is said to be unsettled, whatever its sign.
 */
export function effectInWords(
  estimate: Pick<EffectEstimate, 'estimate' | 'confidenceInterval'>,
  question: {
    readonly treatment: string
    readonly outcome: string
    readonly measure: OutcomeMeasure
    /** Error level of the interval: 0.05 for 95 %. */
    readonly alpha: number
  },
): Words {
  const { treatment, outcome, measure } = question
  const [low, high] = estimate.confidenceInterval
  const figure = measure === 'chance' ? inHundred : brief
  const level = Math.round((1 - question.alpha) * 1000) / 10
  const parameters = { treatment, outcome, level, low: figure(low), high: figure(high) }
  const size = figure(Math.abs(estimate.estimate))
  if (low <= 0 && high >= 0) {
    return measure === 'chance'
      ? words('explain_chance_unsettled', parameters)
      : words('explain_amount_unsettled', parameters)
  }
  if (measure === 'chance') {
    return estimate.estimate > 0
      ? words('explain_chance_raised', { ...parameters, size })
      : words('explain_chance_lowered', { ...parameters, size, low: figure(-high), high: figure(-low) })
  }
  return estimate.estimate > 0
    ? words('explain_amount_raised', { ...parameters, size })
    : words('explain_amount_lowered', { ...parameters, size, low: figure(-high), high: figure(-low) })
}

/** What comparing those who got the treatment with those who did not would have said, and how much of it is not its doing. */
export function naiveInWords(
  naive: number,
  adjusted: number,
  measure: OutcomeMeasure,
  treatment: string,
): Words {
  const figure = measure === 'chance' ? inHundred : brief
  const parameters = { treatment, naive: figure(naive), difference: figure(naive - adjusted) }
  return measure === 'chance'
    ? words('explain_naive_chance', parameters)
    : words('explain_naive_amount', parameters)
}

/** Whether an outcome is a chance: every potential mean lies in [0, 1] and the table says so, or there is no table to ask. */
export function measureOf(
  estimate: Pick<EffectEstimate, 'potentialOutcomes'>,
  tableMeasure: AnalysisTableDefinition['outcome']['measure'] | null,
): OutcomeMeasure {
  if (tableMeasure !== null) return tableMeasure === 'any' ? 'chance' : 'amount'
  const means = Object.values(estimate.potentialOutcomes ?? {})
  return means.length > 0 && means.every((mean) => mean >= 0 && mean <= 1) ? 'chance' : 'amount'
}
