import { describe, expect, it } from 'vitest'
import type { EstimateRequest } from '../../src-main/contract/effects.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { policyTree } from '../../src-main/effects/policy/policy-tree.ts'
import { confounded, covariates } from './shop.ts'
import { numbersOf, tableOf, withColumn } from './tables.ts'

const { table } = confounded(300, 11)
const question = { treatment: 'd', outcome: 'y', adjustFor: covariates } satisfies Partial<EstimateRequest>
const methods = ['regression', 'ipw', 'ipwra', 'aipw', 'tmle', 'matching', 'dml_plr'] as const

function moved(name: string, change: (value: number) => number) {
  return withColumn(table, name, numbersOf(table, name).map(change))
}

function close(got: number, wanted: number, relative = 1e-6): void {
  expect(Math.abs(got / wanted - 1), `${got} against ${wanted}`).toBeLessThan(relative)
}

describe('columns far from 0 tell what they told near it', () => {
  it.each(methods)('an outcome and a covariate, as times in microseconds are, by %s', (method) => {
    const asked: EstimateRequest = { ...question, method, trees: 20 }
    const plain = estimateEffect(table, asked)
    const outcome = estimateEffect(
      moved('y', (value) => value + 1e8),
      asked,
    )
    close(outcome.estimate, plain.estimate)
    close(outcome.standardError, plain.standardError)
    if (plain.potentialOutcomes) {
      for (const [arm, mean] of Object.entries(plain.potentialOutcomes)) {
        expect(outcome.potentialOutcomes![arm] - 1e8).toBeCloseTo(mean, 5)
      }
    }
    const covariate = estimateEffect(
      moved('x1', (value) => value + 1e8),
      asked,
    )
    // What is learnt from steps of the covariate may step elsewhere by rounding.
    close(covariate.estimate, plain.estimate, method === 'dml_plr' ? 0.05 : 1e-5)
    expect(covariate.warnings).toEqual(plain.warnings)
  })

  it.each(['regression', 'regression_adjustment', 'ipw', 'aipw'] as const)('a dose, by %s', (method) => {
    const dose = withColumn(
      table,
      'dose',
      numbersOf(table, 'd').map((value, i) => value + (i % 3)),
    )
    const far = withColumn(
      table,
      'dose',
      numbersOf(dose, 'dose').map((value) => value + 1e15),
    )
    const asked: EstimateRequest = { ...question, method, treatment: 'dose' }
    const plain = estimateEffect(dose, asked)
    close(estimateEffect(far, asked).estimate, plain.estimate)
    close(estimateEffect(far, asked).standardError, plain.standardError)
  })

  it('arms called 1e15 and 1e15 + 1', () => {
    const asked: EstimateRequest = { ...question, method: 'aipw' }
    const far = estimateEffect(
      moved('d', (value) => value + 1e15),
      asked,
    )
    expect(far.estimate).toBe(estimateEffect(table, asked).estimate)
    expect(far.arms).toEqual({ treated: '1000000000000001', control: '1000000000000000' })
  })

  it('a policy’s worth is where the outcome is', () => {
    const at = (centre: number) =>
      policyTree(
        moved('y', (value) => value + centre),
        { ...question, method: 'aipw' },
        { depth: 1 },
      ).value.estimate
    expect(at(1e8) - 1e8).toBeCloseTo(at(0), 4)
  })
})

describe('weights count by their ratios alone', () => {
  it.each(['regression', 'ipw', 'aipw', 'matching', 'iv_2sls', 'did'] as const)('%s', (method) => {
    const rows = Array.from({ length: table.rows }, (_, i) => i)
    const weighed = (factor: number) =>
      estimateEffect(
        withColumn(
          withColumn(
            table,
            'w',
            rows.map((i) => (1 + (i % 4)) * factor),
          ),
          'z',
          rows.map((i) => i % 2),
        ),
        { ...question, method, weights: 'w', instruments: method === 'iv_2sls' ? ['z'] : [], time: 'z' },
      )
    const plain = weighed(1)
    for (const factor of [1e-200, 1e-7, 1e6, 1e70]) {
      close(weighed(factor).estimate, plain.estimate)
      close(weighed(factor).standardError, plain.standardError)
    }
  })
})

describe('what cannot be computed with is refused', () => {
  it.each(['y', 'x1'])('%s so near to 0 that its squares vanish', (name) => {
    expect(() =>
      estimateEffect(
        moved(name, (value) => value * 1e-300),
        { ...question, method: 'aipw' },
      ),
    ).toThrow(expect.objectContaining({ code: 'EFFECTS_VALUES_TOO_SMALL', parameters: { column: name } }))
  })

  it('but not what is merely small or large', () => {
    const asked: EstimateRequest = { ...question, method: 'regression' }
    const plain = estimateEffect(table, asked)
    for (const factor of [1e-70, 1e70]) {
      const { estimate, pValue } = estimateEffect(
        moved('y', (value) => value * factor),
        asked,
      )
      close(estimate / factor, plain.estimate)
      close(pValue, plain.pValue)
    }
  })

  it('a covariate that is the treatment by another name', () => {
    const twin = withColumn(table, 'twin', numbersOf(table, 'd'))
    for (const method of [
      'regression',
      'aipw',
      'ipw',
      'tmle',
      'iv_2sls',
      'dml_plr',
      'dml_irm',
      'causal_forest',
      't_learner',
      'dr_learner',
    ] as const) {
      const asked: EstimateRequest = {
        ...question,
        method,
        adjustFor: ['twin'],
        instruments: method === 'iv_2sls' ? ['x1'] : [],
      }
      expect(() => estimateEffect(twin, asked)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^EFFECTS_/) }),
      )
    }
  })

  it('one cluster; two give an error on one degree of freedom', () => {
    const grouped = (groups: number) =>
      withColumn(
        table,
        'g',
        Array.from({ length: table.rows }, (_, i) => i % groups),
      )
    const asked: EstimateRequest = { ...question, method: 'regression', clusters: 'g' }
    expect(() => estimateEffect(grouped(1), asked)).toThrow(
      expect.objectContaining({ code: 'EFFECTS_ONE_CLUSTER' }),
    )
    const two = estimateEffect(grouped(2), asked)
    const reach = two.confidenceInterval[1] - two.estimate
    close(reach / two.standardError, 12.706204736432095)
  })
})

describe('what errors can hardly rest on is said', () => {
  const weighed = (largest: number) =>
    withColumn(
      table,
      'w',
      Array.from({ length: table.rows }, (_, i) => (i < 8 ? largest : 1)),
    )

  it('weights of a few rows; of one they are refused', () => {
    const asked: EstimateRequest = { ...question, method: 'regression', weights: 'w' }
    const codes = (largest: number) =>
      estimateEffect(weighed(largest), asked).warnings.map(({ code }) => code)
    expect(codes(2)).not.toContain('WEIGHTS_CONCENTRATED')
    expect(codes(1000)).toContain('WEIGHTS_CONCENTRATED')
    const single = withColumn(
      table,
      'w',
      Array.from({ length: table.rows }, (_, i) => (i === 0 ? 1e12 : 1)),
    )
    expect(() => estimateEffect(single, asked)).toThrow(
      expect.objectContaining({ code: 'EFFECTS_WEIGHTS_CONCENTRATED' }),
    )
  })

  it.each([
    [5, true],
    [60, false],
  ])('%i clusters: %s', (groups, warned) => {
    const grouped = withColumn(
      table,
      'g',
      Array.from({ length: table.rows }, (_, i) => i % groups),
    )
    const { warnings } = estimateEffect(grouped, { ...question, method: 'ipw', clusters: 'g' })
    expect(warnings.some(({ code }) => code === 'FEW_CLUSTERS')).toBe(warned)
  })
})

it('a dose’s square is refused, since its slope would be none', () => {
  const dose = withColumn(
    table,
    'dose',
    Array.from({ length: table.rows }, (_, i) => i % 7),
  )
  expect(() =>
    estimateEffect(dose, {
      ...question,
      method: 'regression',
      treatment: 'dose',
      interactions: [['dose', 'dose']],
    }),
  ).toThrow(expect.objectContaining({ code: 'EFFECTS_OPTION_INVALID' }))
})

it('text names units and clusters as well as numbers do', () => {
  const ids = Array.from({ length: table.rows }, (_, i) => i % 60)
  const named = withColumn(
    table,
    'id',
    ids.map((id) => `user-${id}`),
  )
  const numbered = withColumn(table, 'id', ids)
  const asked: EstimateRequest = { ...question, method: 'aipw', clusters: 'id' }
  close(estimateEffect(named, asked).standardError, estimateEffect(numbered, asked).standardError, 1e-12)
  expect(tableOf({ id: ['a', 'b'] }).columns[0].kind).toBe('category')
})
