import { describe, expect, it } from 'vitest'
import type { EstimateRequest } from '../../src-main/contract/effects.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import type { Table } from '../../src-main/numeric/columns.ts'
import { expit } from '../../src-main/numeric/generalised-linear.ts'
import { type Random, random } from '../../src-main/numeric/random.ts'
import { tableOf } from './tables.ts'

type OutcomeOf = (source: Random, d: number, a: number, b: number) => number

/** A dose that follows a and b, and an outcome of all three. */
function dosed(rows: number, seed: number, outcome: OutcomeOf): Table {
  const source = random(seed, 'dosed')
  const columns = { a: new Float64Array(rows), b: new Float64Array(rows), d: new Float64Array(rows) }
  const y = new Float64Array(rows)
  for (let i = 0; i < rows; i++) {
    const [a, b] = [source.normal(), source.normal()]
    const d = 0.5 * a - 0.3 * b + source.normal()
    columns.a[i] = a
    columns.b[i] = b
    columns.d[i] = d
    y[i] = outcome(source, d, a, b)
  }
  return tableOf({ ...columns, y })
}

const linear: OutcomeOf = (source, d, a, b) => d * (1 + 0.5 * a) + a - b + source.normal()
const logit = (d: number, a: number, b: number) => -0.3 + 0.8 * d + 0.6 * a - 0.4 * b
const binary: OutcomeOf = (source, d, a, b) => (source.uniform() < expit(logit(d, a, b)) ? 1 : 0)

/** The mean slope of the true chance, by a million draws. */
const trueSlope = (() => {
  const source = random(71, 'true slope')
  let sum = 0
  for (let i = 0; i < 1_000_000; i++) {
    const [a, b] = [source.normal(), source.normal()]
    const p = expit(logit(0.5 * a - 0.3 * b + source.normal(), a, b))
    sum += 0.8 * p * (1 - p)
  }
  return sum / 1_000_000
})()

const question = { treatment: 'd', outcome: 'y', adjustFor: ['a', 'b'] }

function coverage(
  outcome: OutcomeOf,
  truth: number,
  rows: number,
  request: Partial<EstimateRequest>,
  seeds = 100,
) {
  let covered = 0
  let bias = 0
  for (let seed = 1; seed <= seeds; seed++) {
    const { estimate, confidenceInterval } = estimateEffect(dosed(rows, seed, outcome), {
      ...question,
      method: 'regression_adjustment',
      ...request,
      seed,
    })
    bias += (estimate - truth) / seeds
    if (confidenceInterval[0] <= truth && truth <= confidenceInterval[1]) covered++
  }
  console.log(`${JSON.stringify(request)}: covered ${covered} of ${seeds}, bias ${bias.toFixed(4)}`)
  return { covered: covered / seeds, bias }
}

describe('regression adjustment of a dose', () => {
  it('is the coefficient of least squares where the model is linear, with its HC0 error', () => {
    const table = dosed(300, 72, linear)
    const slope = estimateEffect(table, { ...question, method: 'regression_adjustment' })
    const coefficient = estimateEffect(table, { ...question, method: 'regression', standardErrors: 'hc0' })
    expect(slope.estimate).toBeCloseTo(coefficient.estimate, 10)
    expect(slope.standardError).toBeCloseTo(coefficient.standardError, 10)
  })

  it('is per unit of the dose, whatever the unit', () => {
    const table = dosed(500, 73, binary)
    for (const outcomeModel of ['logit', 'probit'] as const) {
      const own = estimateEffect(table, { ...question, method: 'regression_adjustment', outcomeModel })
      const d = table.columns.find(({ name }) => name === 'd')
      if (d?.kind !== 'number') throw new Error('no dose')
      const scaled = { ...d, values: d.values.map((value) => 1000 * value) }
      const inThousandths = estimateEffect(
        { ...table, columns: table.columns.map((column) => (column === d ? scaled : column)) },
        { ...question, method: 'regression_adjustment', outcomeModel },
      )
      expect(1000 * inThousandths.estimate).toBeCloseTo(own.estimate, 8)
      expect(1000 * inThousandths.standardError).toBeCloseTo(own.standardError, 8)
    }
  })

  it('covers the mean of slopes that differ (95 % of 100 seeds less three of its own errors)', () => {
    const { covered, bias } = coverage(linear, 1, 400, { interactions: [['d', 'a']] })
    expect(covered).toBeGreaterThanOrEqual(0.88)
    expect(Math.abs(bias)).toBeLessThan(0.03)
  })

  it('covers the mean slope of a chance', () => {
    const { covered, bias } = coverage(binary, trueSlope, 400, { outcomeModel: 'logit' })
    expect(covered).toBeGreaterThanOrEqual(0.88)
    expect(Math.abs(bias)).toBeLessThan(0.01)
  })

  it('agrees with the bootstrap on the error of a chance’s slope', () => {
    const table = dosed(400, 74, binary)
    const request = { ...question, method: 'regression_adjustment', outcomeModel: 'logit' } as const
    const stacked = estimateEffect(table, request)
    const drawn = estimateEffect(table, { ...request, standardErrors: 'bootstrap', repetitions: 300 })
    expect(drawn.standardError / stacked.standardError).toBeGreaterThan(0.85)
    expect(drawn.standardError / stacked.standardError).toBeLessThan(1.18)
  })
})

describe('the R-learner of a dose', () => {
  it('covers the mean slope with linear models (95 % of 40 seeds less three of its own errors)', () => {
    const request = {
      method: 'r_learner',
      outcomeModel: 'linear',
      propensityModel: 'ridge',
      trees: 50,
      interactions: [['a', 'a']],
    } satisfies Partial<EstimateRequest>
    const { covered, bias } = coverage(linear, 1, 400, request, 40)
    expect(covered).toBeGreaterThanOrEqual(0.84)
    expect(Math.abs(bias)).toBeLessThan(0.05)
  })
})
