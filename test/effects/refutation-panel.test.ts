import { expect, it } from 'vitest'
import type { RefuterName } from '../../src-main/contract/effects.ts'
import { refuterNames } from '../../src-main/contract/effects.ts'
import type { Refutation } from '../../src-main/contract/refutations.ts'
import { words } from '../../src-main/contract/words.ts'
import { panelOf } from '../../src-main/effects/refuters/panel.ts'

function judged(name: RefuterName, verdict: Refutation['verdict']): Refutation {
  return {
    name,
    verdict,
    nullHypothesis: words('null_no_effect'),
    original: 1,
    refuted: 1,
    refutedInterval: [0, 2],
    repetitions: 50,
    pValue: 0.5,
    inWords: words('null_no_effect'),
  }
}

const adviceOn = (...failed: RefuterName[]) =>
  panelOf(refuterNames.map((name) => judged(name, failed.includes(name) ? 'failed' : 'passed'))).inWords

it('says what to do about the gravest of the challenges that failed', () => {
  const figures = { failed: 1, count: refuterNames.length }
  expect(adviceOn('random_subset')).toEqual(words('panel_unstable', figures))
  expect(adviceOn('unobserved_confounder')).toEqual(words('panel_fragile', figures))
  expect(adviceOn('instrument_exclusion')).toEqual(words('panel_contradicted', figures))
  expect(adviceOn('bootstrap', 'graph', 'dummy_outcome')).toEqual(
    words('panel_spurious', { failed: 3, count: refuterNames.length }),
  )
})

it.each(refuterNames)('has advice for %s alone', (name) => {
  expect(panelOf([judged(name, 'failed'), judged('bootstrap', 'unclear')]).verdict).toBe('failed')
  expect(adviceOn(name)).not.toEqual(words('panel_all_failed'))
})

it('lets no verdict hide another', () => {
  expect(panelOf([judged('bootstrap', 'unclear'), judged('graph', 'passed')]).verdict).toBe('unclear')
  expect(panelOf([judged('bootstrap', 'passed')]).inWords).toEqual(words('panel_passed', { count: 1 }))
  expect(panelOf([judged('bootstrap', 'failed')]).inWords).toEqual(words('panel_all_failed'))
})
