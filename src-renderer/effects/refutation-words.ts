import * as m from '../../messages/compiled/messages.js'
import type { RefuterName } from '../../src-main/contract/effects.ts'
import { count } from '../state/format.ts'
import type { Analysis, EffectUnit } from './effect-unit.ts'

export type Refutation = NonNullable<Analysis['refutations']>['refutations'][number]

/** What the refuted estimates of challenges that draw at random are compared with. */
const expectations: Partial<Record<RefuterName, 'zero' | 'original'>> = {
  placebo_treatment: 'zero',
  dummy_outcome: 'zero',
  random_common_cause: 'original',
  random_subset: 'original',
  bootstrap: 'original',
}

export const expectationOf = ({ name }: Refutation) => expectations[name] ?? null

/** What came of a challenge, in the outcome's unit; in the engine's words where it estimates nothing anew. */
export function wordsOf(refutation: Refutation, unit: EffectUnit): string {
  const { verdict, inWords, benchmark } = refutation
  const figures = {
    refuted: unit.change(refutation.refuted),
    original: unit.change(refutation.original),
    draws: count(refutation.repetitions),
  }
  if (benchmark !== undefined) {
    const parts = { ...figures, benchmark }
    if (verdict === 'passed') return m.ui_refuted_confounder_survived(parts)
    return verdict === 'failed'
      ? m.ui_refuted_confounder_overturned(parts)
      : m.ui_refuted_confounder_wavers(parts)
  }
  switch (expectationOf(refutation)) {
    case 'zero':
      if (verdict === 'passed') return m.ui_refuted_vanished(figures)
      return verdict === 'failed' ? m.ui_refuted_remained(figures) : m.ui_refuted_drowned(figures)
    case 'original':
      return verdict === 'failed' ? m.ui_refuted_moved(figures) : m.ui_refuted_stayed(figures)
    case null:
      return inWords
  }
}
