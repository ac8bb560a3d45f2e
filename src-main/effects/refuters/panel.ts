import type { RefuterName } from '../../contract/effects.ts'
import type { Refutation, Refutations } from '../../contract/refutations.ts'
import { type MessageKey, words } from '../../contract/words.ts'

/** What a failed challenge says is wrong, the gravest first, and what to do about it. */
const faults: readonly { readonly refuters: readonly RefuterName[]; readonly advice: MessageKey }[] = [
  {
    refuters: [
      'placebo_treatment',
      'dummy_outcome',
      'negative_control_outcome',
      'negative_control_treatment',
    ],
    advice: 'panel_spurious',
  },
  { refuters: ['graph', 'instrument_exclusion'], advice: 'panel_contradicted' },
  { refuters: ['unobserved_confounder'], advice: 'panel_fragile' },
  { refuters: ['random_common_cause', 'random_subset', 'bootstrap'], advice: 'panel_unstable' },
]

/**
 * What to make of several challenges together: one failure is enough to doubt, silence is not proof. Where they
 * disagree, the gravest fault says what to do first.
 */
export function panelOf(all: readonly Refutation[]): Refutations['panel'] {
  // A challenge that the data cannot answer says nothing of the estimate.
  const answered = all.filter(({ repetitions }) => repetitions > 0)
  const refutations = answered.length > 0 ? answered : all
  const failed = refutations.filter(({ verdict }) => verdict === 'failed')
  const unclear = refutations.filter(({ verdict }) => verdict === 'unclear').length
  const count = refutations.length
  if (failed.length > 0) {
    const gravest = faults.find(({ refuters }) => failed.some(({ name }) => refuters.includes(name)))!
    return {
      verdict: 'failed',
      inWords:
        failed.length === count
          ? words('panel_all_failed')
          : words(gravest.advice, { failed: failed.length, count }),
    }
  }
  if (unclear > 0) return { verdict: 'unclear', inWords: words('panel_unclear', { unclear, count }) }
  return { verdict: 'passed', inWords: words('panel_passed', { count }) }
}
