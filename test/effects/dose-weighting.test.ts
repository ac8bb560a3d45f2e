import { describe, expect, it } from 'vitest'
import type { EstimateRequest } from '../../src-main/contract/effects.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import type { Table } from '../../src-main/numeric/columns.ts'
import { expit } from '../../src-main/numeric/generalised-linear.ts'
import { type Random, random } from '../../src-main/numeric/random.ts'
import { numbersOf, tableOf, withColumn } from './tables.ts'

const methods = ['ipw', 'ipwra', 'aipw'] as const
const question = { treatment: 'd', outcome: 'y', adjustFor: ['a', 'b'] }

type Draw = (source: Random, rows: number) => Table

function drawn(outcome: (source: Random, d: number, a: number, b: number) => number, follow = 0.2): Draw {
  return (source, n) => {
    const rows = Array.from({ length: n }, () => {
      const [a, b] = [source.normal(), source.normal()]
      const d = follow * (a - 0.6 * b) + source.normal()
      return { a, b, d, y: outcome(source, d, a, b), s: 0.5 + source.uniform() }
    })
    const of = (name: 'a' | 'b' | 'd' | 'y' | 's') => rows.map((row) => row[name])
    return tableOf({ a: of('a'), b: of('b'), d: of('d'), y: of('y'), s: of('s') })
  }
}

const linear = drawn((source, d, a, b) => d * (1 + 0.5 * a) + a - b + source.normal())
const chanceOf = (d: number, a: number, b: number) => expit(-0.3 + 0.8 * d + 0.6 * a - 0.4 * b)
const binary = drawn((source, d, a, b) => (source.uniform() < chanceOf(d, a, b) ? 1 : 0))
const determined = drawn((source, d, a) => d + a + source.normal(), 3)

/** The mean slope of the true chance where doses are as they are, by many draws. */
const trueSlope = (() => {
  const source = random(81, 'true slope')
  const count = 300_000
  let sum = 0
  for (let i = 0; i < count; i++) {
    const [a, b] = [source.normal(), source.normal()]
    const p = chanceOf(0.2 * (a - 0.6 * b) + source.normal(), a, b)
    sum += 0.8 * p * (1 - p)
  }
  return sum / count
})()

function estimated(table: Table, request: Partial<EstimateRequest> & Pick<EstimateRequest, 'method'>) {
  return estimateEffect(table, { ...question, ...request })
}

function coverage(
  draw: Draw,
  truth: number,
  request: Partial<EstimateRequest> & Pick<EstimateRequest, 'method'>,
  seeds = 100,
  rows = 400,
) {
  let covered = 0
  let bias = 0
  for (let seed = 1; seed <= seeds; seed++) {
    const table = draw(random(seed, 'dose weighting'), rows)
    const { estimate, confidenceInterval } = estimated(table, { ...request, seed })
    bias += (estimate - truth) / seeds
    if (confidenceInterval[0] <= truth && truth <= confidenceInterval[1]) covered++
  }
  console.log(`${JSON.stringify(request)}: covered ${covered} of ${seeds}, bias ${bias.toFixed(4)}`)
  return { covered: covered / seeds, bias }
}

function times(table: Table, column: string, factor: number, shift = 0): Table {
  return withColumn(
    table,
    column,
    numbersOf(table, column).map((value) => factor * value + shift),
  )
}

describe('the average slope of a dose by weighting', () => {
  it.each(methods)(
    '%s covers slopes that differ between rows (95 in 100 seeds less three of its own errors)',
    (method) => {
      const { covered, bias } = coverage(linear, 1, { method }, 100, 1000)
      expect(covered).toBeGreaterThanOrEqual(0.88)
      expect(Math.abs(bias)).toBeLessThan(0.05)
    },
  )

  it('aipw covers the mean slope of a chance', () => {
    const { covered, bias } = coverage(binary, trueSlope, { method: 'aipw', outcomeModel: 'logit' })
    expect(covered).toBeGreaterThanOrEqual(0.88)
    expect(Math.abs(bias)).toBeLessThan(0.01)
  })

  it('aipw covers with a learnt expectation of the dose, out of fold', () => {
    const { covered, bias } = coverage(linear, 1, { method: 'aipw', propensityModel: 'spline' }, 30)
    expect(covered).toBeGreaterThanOrEqual(0.83)
    expect(Math.abs(bias)).toBeLessThan(0.05)
  })

  it.each(['ipwra', 'aipw'] as const)('%s is right where either model is', (method) => {
    const noB = ['a']
    const wrongOutcome = coverage(linear, 1, { method, outcomeCovariates: noB }, 60)
    const wrongDensity = coverage(linear, 1, { method, propensityCovariates: noB }, 60)
    for (const { covered, bias } of [wrongOutcome, wrongDensity]) {
      expect(covered).toBeGreaterThanOrEqual(0.86)
      expect(Math.abs(bias)).toBeLessThan(0.05)
    }
    const both = coverage(linear, 1, { method, outcomeCovariates: noB, propensityCovariates: noB }, 20)
    expect(both.bias).toBeGreaterThan(0.06)
  })

  it.each(methods)('%s agrees with the bootstrap on its error', (method) => {
    const table = linear(random(82, 'dose weighting'), 500)
    const request = { method, outcomeCovariates: ['a'], weights: 's' }
    const stacked = estimated(table, request)
    const bootstrapped = estimated(table, { ...request, standardErrors: 'bootstrap', repetitions: 300 })
    const ratio = bootstrapped.standardError / stacked.standardError
    console.log(`${method}: bootstrap over stacked ${ratio.toFixed(3)}`)
    expect(ratio).toBeGreaterThan(0.85)
    expect(ratio).toBeLessThan(1.2)
  })

  it.each(methods)('%s is per unit of the dose, and turns with it and with the outcome', (method) => {
    const table = linear(random(83, 'dose weighting'), 300)
    const own = estimated(table, { method, outcomeCovariates: ['a'] })
    const changes = [
      { table: times(table, 'd', 1000, 7), factor: 1 / 1000 },
      { table: times(table, 'd', -1), factor: -1 },
      { table: times(table, 'y', -3, 50), factor: -3 },
    ]
    for (const { table: changed, factor } of changes) {
      const found = estimated(changed, { method, outcomeCovariates: ['a'] })
      expect(found.estimate / (factor * own.estimate)).toBeCloseTo(1, 8)
      expect(found.standardError / Math.abs(factor * own.standardError)).toBeCloseTo(1, 8)
    }
  })

  it.each(methods)('%s counts a row twice at half its weight as once', (method) => {
    const table = linear(random(84, 'dose weighting'), 200)
    const twice = tableOf({
      ...Object.fromEntries(
        ['a', 'b', 'd', 'y'].map((name) => {
          const values = [...numbersOf(table, name)]
          return [name, [...values, ...values]]
        }),
      ),
      s: new Array(400).fill(0.5),
      row: Array.from({ length: 400 }, (_, i) => i % 200),
    })
    const own = estimated(table, { method, outcomeCovariates: ['a'] })
    const doubled = estimated(twice, { method, outcomeCovariates: ['a'], weights: 's', clusters: 'row' })
    expect(doubled.estimate).toBeCloseTo(own.estimate, 9)
    expect(doubled.standardError / Math.sqrt(200 / 199)).toBeCloseTo(own.standardError, 9)
  })
})

describe('overlap of a dose', () => {
  it('weighs the covariates out of the dose, and says what that took', () => {
    const { diagnostics, warnings } = estimated(linear(random(85, 'dose weighting'), 2000), {
      method: 'ipw',
    })
    const weights = diagnostics.doseWeights!
    expect(weights.mean).toBeCloseTo(1, 1)
    expect(weights.effectiveSampleSize).toBeLessThan(2000)
    expect(weights.effectiveSampleSize).toBeGreaterThan(1000)
    expect(weights.correlations.map(({ column }) => column)).toEqual(['a', 'b'])
    for (const { before, after } of weights.correlations) {
      expect(Math.abs(before)).toBeGreaterThan(0.08)
      expect(Math.abs(after)).toBeLessThan(0.04)
    }
    expect(warnings).toEqual([])
  })

  it('warns of weights whose intervals fall short, however calm the sample looks', () => {
    const follows = drawn((source, d, a) => d + a + source.normal(), 0.35)
    const { warnings, diagnostics } = estimated(follows(random(89, 'dose weighting'), 400), {
      method: 'ipwra',
    })
    expect(diagnostics.doseWeights!.effectiveSampleSize).toBeGreaterThan(200)
    expect(warnings.map(({ code }) => code)).toEqual(['POOR_OVERLAP'])
  })

  it('warns of weights that few rows carry, which clipping tames', () => {
    const table = determined(random(86, 'dose weighting'), 500)
    const plain = estimated(table, { method: 'ipw' })
    expect(plain.warnings).toContainEqual(expect.objectContaining({ code: 'POOR_OVERLAP' }))
    const clipped = estimated(table, { method: 'ipw', clip: 0.05 })
    const [of, by] = [plain.diagnostics.doseWeights!, clipped.diagnostics.doseWeights!]
    expect(by.maximum).toBeLessThan(of.maximum)
    expect(by.effectiveSampleSize).toBeGreaterThan(of.effectiveSampleSize)
  })

  it('warns where the covariates say nearly all of the dose, and refuses where they say it all', () => {
    const table = determined(random(87, 'dose weighting'), 400)
    const a = numbersOf(table, 'a')
    const nearly = withColumn(
      table,
      'd',
      numbersOf(table, 'd').map((d, i) => 10 * a[i] + d),
    )
    expect(estimated(nearly, { method: 'aipw' }).warnings).toContainEqual(
      expect.objectContaining({ code: 'POOR_OVERLAP' }),
    )
    const wholly = withColumn(
      table,
      'd',
      a.map((value) => 2 * value + 1),
    )
    for (const method of methods) {
      expect(() => estimated(wholly, { method })).toThrowError(
        expect.objectContaining({ code: 'EFFECTS_TREATMENT_COLLINEAR' }),
      )
    }
  })

  it('refuses a learnt outcome, whose slope by the dose is no formula', () => {
    const table = linear(random(88, 'dose weighting'), 200)
    for (const method of ['ipwra', 'aipw'] as const) {
      expect(() => estimated(table, { method, outcomeModel: 'boosting' })).toThrowError(
        expect.objectContaining({ code: 'EFFECTS_MODEL_NOT_PARAMETRIC' }),
      )
    }
  })
})
