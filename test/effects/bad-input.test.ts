import { describe, expect, it } from 'vitest'
import type { EstimateRequest } from '../../src-main/contract/effects.ts'
import type { ErrorCode } from '../../src-main/contract/errors.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import type { Table } from '../../src-main/numeric/columns.ts'
import { confounded, covariates } from './shop.ts'
import { numbersOf, tableOf, withColumn } from './tables.ts'

const { table } = confounded(300, 11)
const question: EstimateRequest = { treatment: 'd', outcome: 'y', method: 'aipw', adjustFor: covariates }

function refused(code: ErrorCode, from: Table, changes: Partial<EstimateRequest> = {}) {
  let thrown: unknown
  try {
    estimateEffect(from, { ...question, ...changes })
  } catch (error) {
    thrown = error
  }
  expect(thrown).toMatchObject({ code })
  return (thrown as { parameters: Record<string, unknown> }).parameters
}

describe('what cannot be estimated is refused', () => {
  it('missing values, naming where and how many', () => {
    const holed = withColumn(table, 'x1', [null, null, ...numbersOf(table, 'x1').slice(2)])
    expect(refused('EFFECTS_MISSING_VALUES', holed)).toEqual({ columns: 'x1 (2)' })
  })

  it('missing outcomes even where covariates may be indicated', () => {
    const holed = withColumn(table, 'y', [null, ...numbersOf(table, 'y').slice(1)])
    refused('EFFECTS_MISSING_VALUES', holed, { missing: 'indicator' })
  })

  it('infinities', () => {
    const infinite = withColumn(table, 'x2', [Number.POSITIVE_INFINITY, ...numbersOf(table, 'x2').slice(1)])
    expect(refused('EFFECTS_INFINITE_VALUES', infinite)).toEqual({ column: 'x2', rows: 1 })
  })

  it('numbers whose squares would overflow', () => {
    const huge = withColumn(
      table,
      'y',
      numbersOf(table, 'y').map((y) => 1e150 * y),
    )
    expect(refused('EFFECTS_INFINITE_VALUES', huge)).toEqual({ column: 'y', rows: 300 })
  })

  it('a cutoff at which treatment does not jump', () => {
    const untouched = numbersOf(table, 'x2').map((x, i) => (x > 1.5 && i % 2 ? 1 : 0))
    refused('EFFECTS_CUTOFF_WITHOUT_JUMP', withColumn(table, 'd', untouched), {
      method: 'rdd',
      running: 'x2',
      cutoff: 0,
      bandwidth: 1,
      adjustFor: [],
    })
  })

  it('a mediator that the treatment determines', () => {
    const same = withColumn(
      table,
      'm',
      numbersOf(table, 'd').map((d) => 2 - d),
    )
    refused('EFFECTS_MEDIATOR_COLLINEAR', same, { method: 'frontdoor', mediators: ['m'] })
    refused('EFFECTS_MEDIATOR_COLLINEAR', same, { method: 'mediation', mediators: ['m'] })
  })

  it('a model that cannot have the outcome, by learners of effects too', () => {
    for (const method of ['aipw', 'dml_plr', 'causal_forest', 'x_learner'] as const) {
      refused('EFFECTS_OUTCOME_UNSUITED', table, { method, outcomeModel: 'poisson' })
    }
  })

  it('clusters of which there is one', () => {
    const together = withColumn(table, 'shop', new Float64Array(300).fill(7))
    const parameters = { column: 'shop', rows: 300 }
    expect(refused('EFFECTS_ONE_CLUSTER', together, { clusters: 'shop' })).toEqual(parameters)
    expect(refused('EFFECTS_ONE_CLUSTER', together, { unit: 'shop' })).toEqual(parameters)
  })

  it('trees where no leaf can hold both arms', () => {
    const few = tableOf({
      x: [1, 2, 3, 4, 5, 6, 7, 8],
      d: [0, 1, 0, 1, 0, 1, 0, 1],
      y: [0, 1, 1, 1, 0, 0, 1, 0],
    })
    refused('EFFECTS_LEAVES_TOO_FEW', few, { method: 'uplift_tree', adjustFor: ['x'] })
  })

  it('a constant treatment or outcome', () => {
    refused('EFFECTS_TREATMENT_CONSTANT', withColumn(table, 'd', new Float64Array(300).fill(1)))
    refused('EFFECTS_OUTCOME_CONSTANT', withColumn(table, 'y', new Float64Array(300).fill(1)))
  })

  it('a column of two parts: an instrument or mediator that is the treatment, the outcome or a covariate', () => {
    refused('EFFECTS_COLUMN_TWICE', table, { method: 'iv_2sls', instruments: ['d'] })
    refused('EFFECTS_COLUMN_TWICE', table, { method: 'mediation', adjustFor: [], mediators: ['y'] })
    refused('EFFECTS_COLUMN_TWICE', table, { method: 'mediation', mediators: ['x1'] })
  })

  it('an arm of one row', () => {
    const lonely = withColumn(table, 'd', [1, ...new Float64Array(299)])
    expect(refused('EFFECTS_ARM_TOO_SMALL', lonely)).toEqual({ arm: '1', rows: 1 })
  })

  it('arms that a covariate separates', () => {
    const separated = withColumn(
      table,
      'x1',
      numbersOf(table, 'd').map((d, i) => d * 10 + (i % 7) / 10),
    )
    expect(refused('EFFECTS_NO_OVERLAP', separated)).toEqual({ column: 'x1' })
  })

  it('a covariate that is the treatment in disguise', () => {
    const doubled = withColumn(
      table,
      'x1',
      numbersOf(table, 'd').map((d) => 3 - 2 * d),
    )
    refused('EFFECTS_TREATMENT_COLLINEAR', doubled, { method: 'regression' })
  })

  it('more columns than rows', () => {
    const columns: Record<string, number[]> = {
      d: [0, 1, 0, 1, 0, 1],
      y: [1, 2, 3, 4, 5, 7],
    }
    for (let j = 0; j < 8; j++) columns[`x${j}`] = [j, 1, 2 * j, 3, 5 + j, 8]
    const adjustFor = Object.keys(columns).slice(2)
    refused('EFFECTS_TOO_FEW_ROWS', tableOf(columns), { method: 'regression', adjustFor })
  })

  it('a covariate measured after the treatment, with its time', () => {
    const parameters = refused('EFFECTS_COVARIATE_AFTER_TREATMENT', table, {
      measured: { d: '2024-03-01T00:00:00Z', x2: '2024-03-02T00:00:00Z', x1: '2024-02-01T00:00:00Z' },
    })
    expect(parameters).toEqual({
      column: 'x2',
      measured: '2024-03-02T00:00:00Z',
      treated: '2024-03-01T00:00:00Z',
    })
  })

  it('a column in two roles, an unknown column, an unknown arm, negative weights', () => {
    refused('EFFECTS_COLUMN_TWICE', table, { adjustFor: ['x1', 'd'] })
    refused('TABLE_COLUMN_MISSING', table, { adjustFor: ['x9'] })
    refused('EFFECTS_ARM_UNKNOWN', table, { treated: 'yes' })
    refused('EFFECTS_WEIGHTS_INVALID', table, { weights: 'x1' })
  })

  it('200 arms unless two are named', () => {
    const many = withColumn(
      table,
      'd',
      Array.from({ length: 300 }, (_, i) => `level ${i % 150}`),
    )
    refused('EFFECTS_TOO_MANY_ARMS', many)
  })

  it('amounts where a method compares arms', () => {
    refused('EFFECTS_TREATMENT_NOT_DISCRETE', withColumn(table, 'd', numbersOf(table, 'x2')), {
      adjustFor: ['x1'],
      method: 'tmle',
    })
  })

  it('trimming of amounts, which have no propensities of arms', () => {
    refused('EFFECTS_TRIM_NEEDS_ARMS', withColumn(table, 'd', numbersOf(table, 'x2')), {
      adjustFor: ['x1'],
      method: 'aipw',
      trim: 0.1,
    })
  })

  it.each([[{ method: 'matching', calliper: 1e-14 }], [{ method: 'stratification', strata: 300 }]] as const)(
    'a comparison so fine that it leaves no rows: %o',
    (asked) => {
      const { option } = refused('EFFECTS_NONE_COMPARABLE', table, asked)
      expect(Object.keys(asked)).toContain(option)
    },
  )

  it('standard errors that a method does not have', () => {
    refused('EFFECTS_STANDARD_ERRORS_UNAVAILABLE', table, { standardErrors: 'hc3' })
  })
})

describe('what can be estimated with a word of caution says so', () => {
  it.each([
    [{ method: 'regression', outcomeModel: 'logit', clip: 0.1 }, 'OPTIONS_NOT_USED', 'clip, outcomeModel'],
    [
      { method: 'ipw', neighbours: 3, instruments: ['x1'], adjustFor: ['x2'] },
      'OPTIONS_NOT_USED',
      'neighbours, instruments',
    ],
    [{ method: 'causal_forest', overlapWeights: true, trees: 20 }, 'OVERLAP_WEIGHTS_NOT_USED', undefined],
    [{ method: 'matching', neighbours: 3, distance: 'log_odds', clip: 0.01 }, undefined, undefined],
    [
      { method: 'aipw', overlapWeights: true, outcomeModel: 'lasso', propensityModel: 'probit' },
      undefined,
      undefined,
    ],
  ] as [Partial<EstimateRequest>, string | undefined, string | undefined][])(
    'what was asked of %o and not used is named',
    (asked, code, options) => {
      const { warnings } = estimateEffect(table, { ...question, ...asked })
      const found = warnings.find((warning) => warning.code.endsWith('_NOT_USED'))
      expect(found?.code).toBe(code)
      expect(found?.message.with?.options).toBe(options)
    },
  )

  it('a constant covariate is named and not used', () => {
    const result = estimateEffect(withColumn(table, 'x2', new Float64Array(300).fill(4)), question)
    expect(result.warnings.map(({ code }) => code)).toContain('CONSTANT_COLUMN')
  })

  it('collinear covariates are named and not used', () => {
    const twice = withColumn(
      table,
      'x3',
      numbersOf(table, 'x1').map((x) => 2 * x + 1),
    )
    const options = { ...question, method: 'regression' } as const
    const result = estimateEffect(twice, { ...options, adjustFor: [...covariates, 'x3'] })
    expect(result.warnings.map(({ code }) => code)).toContain('COLLINEAR_COLUMNS')
    expect(result.estimate).toBeCloseTo(estimateEffect(table, options).estimate, 9)
  })

  it('a covariate of 200 levels is adjusted for', () => {
    const wide = confounded(4000, 12).table
    const coded = withColumn(
      wide,
      'shop',
      Array.from({ length: 4000 }, (_, i) => `shop ${(i * 7) % 200}`),
    )
    const result = estimateEffect(coded, {
      ...question,
      method: 'regression',
      adjustFor: [...covariates, 'shop'],
    })
    expect(Math.abs(result.estimate - 2)).toBeLessThan(4 * result.standardError)
  })

  it('rows that weigh nothing are counted, and the rest is what a table of them gives', () => {
    const some = withColumn(
      table,
      'w',
      Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? 0 : 1)),
    )
    const result = estimateEffect(some, { ...question, weights: 'w' })
    expect(result.n).toBe(200)
    expect(result.warnings.map(({ code }) => code)).toContain('ROWS_WITHOUT_WEIGHT_LEFT_OUT')
  })

  it('rows left out by choice are counted, and the rest is what a complete table gives', () => {
    const holed = withColumn(table, 'x1', [null, null, ...numbersOf(table, 'x1').slice(2)])
    const result = estimateEffect(holed, { ...question, missing: 'drop' })
    expect(result.n).toBe(298)
    expect(result.warnings.map(({ code }) => code)).toContain('ROWS_WITH_MISSING_VALUES_LEFT_OUT')
  })

  it('indicated missing values keep every row', () => {
    const holed = withColumn(table, 'x1', [null, null, null, null, ...numbersOf(table, 'x1').slice(4)])
    const result = estimateEffect(holed, { ...question, method: 'regression', missing: 'indicator' })
    expect(result.n).toBe(300)
    expect(result.warnings.map(({ code }) => code)).toContain('MISSING_INDICATED')
  })
})
