import type { RefuterName } from '../contract/effects.ts'
import type { Refutation } from '../contract/refutations.ts'
import type { EffectFigures } from './effect-unit.ts'
import type { Language } from './language.ts'

/** What the refuted estimates of challenges that draw at random are compared with. */
const expected: Partial<Record<RefuterName, 'zero' | 'original'>> = {
  placebo_treatment: 'zero',
  dummy_outcome: 'zero',
  random_common_cause: 'original',
  random_subset: 'original',
  bootstrap: 'original',
}

/** What came of a challenge, in the outcome's unit; in the refuter's own words where it estimates nothing anew. */
export function refutationInWords(
  { name, verdict, inWords, benchmark, original, refuted, repetitions }: Refutation,
  { withUnit }: EffectFigures,
  { text, say, count }: Language,
): string {
  const figures = {
    refuted: withUnit(refuted),
    original: withUnit(original),
    draws: count(repetitions),
    benchmark: benchmark ?? '',
  }
  if (benchmark !== undefined) return text(ofConfounder[verdict], figures)
  if (expected[name] === 'zero') return text(ofNothing[verdict], figures)
  if (expected[name] === 'original') {
    return text(verdict === 'failed' ? 'ui_refuted_moved' : 'ui_refuted_stayed', figures)
  }
  return say(inWords)
}

const ofConfounder = {
  passed: 'ui_refuted_confounder_survived',
  failed: 'ui_refuted_confounder_overturned',
  unclear: 'ui_refuted_confounder_wavers',
} as const

const ofNothing = {
  passed: 'ui_refuted_vanished',
  failed: 'ui_refuted_remained',
  unclear: 'ui_refuted_drowned',
} as const
