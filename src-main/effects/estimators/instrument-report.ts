import type { InstrumentTest, WeakInstrumentSet } from '../../contract/effects.ts'
import { type MessageKey, type Words, words } from '../../contract/words.ts'
import type { CovarianceKind } from '../../numeric/robust-covariance.ts'
import { readable, readablePValue } from '../readable.ts'
import { type ConfidenceSet, endsOf, shapeOf } from './anderson-rubin.ts'
import {
  effectiveF,
  firstStageTest,
  hansenTest,
  sarganTest,
  type Tested,
  type TwoStages,
  wuHausman,
} from './instrument-tests.ts'

/** Every test of the instruments, with its answer in words; `judged` are those that the estimate's own error calls for. */
export interface InstrumentReport {
  readonly tests: readonly InstrumentTest[]
  readonly judged: { readonly strength: number; readonly disagreement: Tested | null }
  readonly details: Readonly<Record<string, number>>
}

/**
 * Strength, need and agreement of instruments. Robust forms are robust to what the estimate's error is robust to, and to
 * heteroscedasticity (HC1) where that is classical.
 */
export function reportInstruments(stages: TwoStages, kind: CovarianceKind, alpha: number): InstrumentReport {
  const robust = kind === 'classical' ? 'hc1' : kind
  const first = firstStageTest(stages, 'classical')
  const firstRobust = firstStageTest(stages, robust)
  const effective = effectiveF(stages, robust)
  const hausman = wuHausman(stages, 'classical')
  const hausmanRobust = wuHausman(stages, robust)
  const sargan = sarganTest(stages)
  const hansen = hansenTest(stages)
  const told = (
    name: InstrumentTest['name'],
    test: Tested | null,
    [rejected, kept]: readonly [MessageKey, MessageKey],
  ) =>
    test === null
      ? []
      : [testOf(name, test, words(test.pValue < alpha ? rejected : kept, { p: readablePValue(test.pValue) }))]
  const strong = effective.f > effective.critical ? 'iv_effective_strong' : 'iv_effective_weak'
  return {
    tests: [
      ...told('first_stage', first, ['iv_first_stage_moves', 'iv_first_stage_still']),
      ...told('first_stage_robust', firstRobust, ['iv_first_stage_moves', 'iv_first_stage_still']),
      testOf(
        'first_stage_effective',
        { statistic: effective.f, degrees: [], pValue: Number.NaN },
        words(strong, { critical: readable(effective.critical) }),
      ),
      ...told('wu_hausman', hausman, ['iv_hausman_needed', 'iv_hausman_unneeded']),
      ...told('wu_hausman_robust', hausmanRobust, ['iv_hausman_needed', 'iv_hausman_unneeded']),
      ...told('sargan', sargan, ['iv_instruments_disagree', 'iv_instruments_agree']),
      ...told('hansen_j', hansen, ['iv_instruments_disagree', 'iv_instruments_agree']),
    ],
    judged:
      kind === 'classical'
        ? { strength: first.statistic, disagreement: sargan }
        : { strength: effective.f, disagreement: hansen },
    details: {
      robustFirstStageF: firstRobust.statistic,
      robustFirstStagePValue: firstRobust.pValue,
      effectiveF: effective.f,
      effectiveFCritical: effective.critical,
      wuHausman: hausman.statistic,
      wuHausmanPValue: hausman.pValue,
      robustWuHausman: hausmanRobust.statistic,
      robustWuHausmanPValue: hausmanRobust.pValue,
      ...(sargan ? { sargan: sargan.statistic, sarganPValue: sargan.pValue } : {}),
      ...(hansen ? { hansenJ: hansen.statistic, hansenPValue: hansen.pValue } : {}),
    },
  }
}

/** A confidence set that weak instruments do not harm, with its shape and in words. */
export function toldSet(set: ConfidenceSet, errors: 'plain' | 'robust'): WeakInstrumentSet {
  const shape = shapeOf(set)
  const [low, high] = endsOf(set)
  const written = set.map((part) => `[${part.map(end).join(', ')}]`).join(' ∪ ')
  const inWords =
    shape === 'interval' || shape === 'rays'
      ? words(sets[errors][shape], { low: readable(low), high: readable(high) })
      : words(sets[errors][shape], { set: written })
  return { shape, parts: set, interval: [low, high], inWords }
}

function end(value: number): string {
  return Number.isFinite(value) ? readable(value) : value > 0 ? '∞' : '−∞'
}

const sets: Readonly<Record<'plain' | 'robust', Readonly<Record<WeakInstrumentSet['shape'], MessageKey>>>> = {
  plain: {
    interval: 'iv_anderson_rubin',
    rays: 'iv_anderson_rubin_outside',
    line: 'iv_anderson_rubin_all',
    empty: 'iv_anderson_rubin_empty',
    ray: 'iv_anderson_rubin_set',
    several: 'iv_anderson_rubin_set',
  },
  robust: {
    interval: 'iv_robust_anderson_rubin',
    rays: 'iv_robust_anderson_rubin_outside',
    line: 'iv_robust_anderson_rubin_all',
    empty: 'iv_robust_anderson_rubin_empty',
    ray: 'iv_robust_anderson_rubin_set',
    several: 'iv_robust_anderson_rubin_set',
  },
}

const labels: Readonly<Record<InstrumentTest['name'], MessageKey>> = {
  first_stage: 'iv_test_first_stage',
  first_stage_robust: 'iv_test_first_stage_robust',
  first_stage_effective: 'iv_test_effective',
  wu_hausman: 'iv_test_hausman',
  wu_hausman_robust: 'iv_test_hausman_robust',
  sargan: 'iv_test_sargan',
  hansen_j: 'iv_test_hansen',
}

function testOf(
  name: InstrumentTest['name'],
  { statistic, degrees, pValue }: Tested,
  inWords: Words,
): InstrumentTest {
  return {
    name,
    label: words(labels[name]),
    statistic,
    degreesOfFreedom: degrees,
    pValue: Number.isNaN(pValue) ? null : pValue,
    inWords,
  }
}
