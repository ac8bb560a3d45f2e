import { fail } from '../../contract/errors.ts'
import type { Refutation } from '../../contract/refutations.ts'
import { words } from '../../contract/words.ts'
import { type Finding, intervalOf } from '../inference.ts'
import { readablePValue } from '../readable.ts'
import type { Study } from '../study.ts'

/** Sargan's test that several instruments agree: all that data can say about exclusion. */
export function refuteExclusion(study: Study, original: Finding): Refutation {
  const { method, alpha } = study.options
  if (method !== 'iv_2sls') throw fail('EFFECTS_REFUTER_UNAVAILABLE', { refuter: 'instrument_exclusion' })
  const found = original.details?.sarganPValue
  const pValue = typeof found === 'number' ? found : null
  return {
    name: 'instrument_exclusion',
    nullHypothesis: words('refuter_null_instrument_exclusion'),
    original: original.estimate,
    refuted: original.estimate,
    refutedInterval: intervalOf(original.estimate, original.standardError, alpha, original.degreesOfFreedom),
    repetitions: pValue === null ? 0 : 1,
    pValue: pValue ?? 1,
    verdict: pValue === null ? 'unclear' : pValue < alpha ? 'failed' : 'passed',
    inWords:
      pValue === null
        ? words('refutation_exclusion_untestable')
        : pValue < alpha
          ? words('refutation_exclusion_broken', { p: readablePValue(pValue) })
          : words('refutation_exclusion_held', { p: readablePValue(pValue) }),
  }
}
