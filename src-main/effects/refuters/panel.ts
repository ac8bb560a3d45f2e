import type { Refutation, Refutations } from '../../contract/effects.ts'
import { words } from '../../contract/words.ts'

/** What to make of several challenges together: one failure is enough to doubt, silence is not proof. */
export function panelOf(refutations: readonly Refutation[]): Refutations['panel'] {
  const failed = refutations.filter(({ verdict }) => verdict === 'failed').length
  const unclear = refutations.filter(({ verdict }) => verdict === 'unclear').length
  const count = refutations.length
  if (failed > 0) {
    return {
      verdict: 'failed',
      inWords: failed === count ? words('panel_all_failed') : words('panel_some_failed', { failed, count }),
    }
  }
  if (unclear > 0) return { verdict: 'unclear', inWords: words('panel_unclear', { unclear, count }) }
  return { verdict: 'passed', inWords: words('panel_passed', { count }) }
}
