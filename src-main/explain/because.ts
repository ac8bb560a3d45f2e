import { type Words, words } from '../contract/words.ts'

/** What an effect is measured in: a chance (outcomes of 0 and 1) or an amount of the outcome's own unit. */
export type OutcomeMeasure = 'chance' | 'amount'

/**
 * Why an item is on a user's list: the item of the history that speaks most for it, where one does, and what the action
 * changes.
 */
export function becauseOf(
  measure: OutcomeMeasure,
): (reason: { readonly met: string | null; readonly effect: number }) => Words {
  return ({ met, effect }) => {
    if (measure === 'chance') {
      const points = inHundred(effect)
      return met === null
        ? words('because_liked_chance', { points })
        : words('because_met_chance', { met, points })
    }
    const amount = brief(effect)
    return met === null
      ? words('because_liked_amount', { amount })
      : words('because_met_amount', { met, amount })
  }
}

/** Why a user gets no list: the effect on them does not exceed the minimum. */
export function excludedBecause(measure: OutcomeMeasure, effect: number): Words {
  if (measure === 'amount') return words('because_amount_not_moved', { amount: brief(effect) })
  return effect < 0
    ? words('because_put_off', { points: inHundred(-effect) })
    : words('because_not_moved', { points: inHundred(effect) })
}

/** A chance of 0.0412 is "4.1" in a hundred; two digits, since more would promise what no estimate keeps. */
export function inHundred(chance: number): number {
  return brief(100 * chance)
}

/** Two significant digits; whole numbers from 10 on. */
export function brief(value: number): number {
  return Math.abs(value) >= 10 ? Math.round(value) : Number(value.toPrecision(2))
}
