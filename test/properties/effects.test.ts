import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EffectEstimate, EstimateRequest, EstimationMethod } from '../../src-main/contract/effects.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import type { Table } from '../../src-main/numeric/columns.ts'
import { random, shuffle } from '../../src-main/numeric/random.ts'
import { confounded, covariates } from '../effects/shop.ts'
import { numbersOf, permuted, withColumn } from '../effects/tables.ts'

/** Every method that compares two arms over covariates, with what makes it small enough for a property. */
const methods: readonly [EstimationMethod, Partial<EstimateRequest>][] = [
  ['difference_in_means', {}],
  ['regression', {}],
  ['ipw', {}],
  ['regression_adjustment', {}],
  ['ipwra', {}],
  ['aipw', {}],
  ['aipw', { folds: 3 }],
  ['stratification', { strata: 4 }],
  ['matching', {}],
  ['matching', { distance: 'mahalanobis', neighbours: 2 }],
  ['tmle', {}],
  ['dml_plr', { folds: 2, outcomeModel: 'linear', propensityModel: 'logit' }],
  ['dml_irm', { folds: 2 }],
  ['causal_forest', { trees: 20 }],
  ['s_learner', { folds: 2, outcomeModel: 'linear', propensityModel: 'logit' }],
  ['s_learner', { folds: 2, outcomeModel: 'ridge' }],
  ['t_learner', { folds: 2, outcomeModel: 'linear', propensityModel: 'logit' }],
  ['x_learner', { folds: 2, outcomeModel: 'boosting' }],
  ['r_learner', { folds: 2, outcomeModel: 'linear', propensityModel: 'logit' }],
  ['x_learner', { folds: 2, outcomeModel: 'linear', propensityModel: 'logit' }],
  ['dr_learner', { folds: 2, outcomeModel: 'linear', propensityModel: 'logit' }],
  ['dr_learner', { folds: 2, outcomeModel: 'lasso' }],
]

const runs = { numRuns: 4, seed: 20240501 }

function ask(table: Table, method: EstimationMethod, options: Partial<EstimateRequest>): EffectEstimate {
  return estimateEffect(table, { treatment: 'd', outcome: 'y', adjustFor: covariates, method, ...options })
}

/**
 * Trees count rows in their leaves, penalties are chosen by folds of rows, and the k nearest rows are other rows where
 * each is written twice: only the rest can be blind to it.
 */
function countsWeights(
  method: EstimationMethod,
  { outcomeModel = 'linear', distance }: Partial<EstimateRequest>,
) {
  const byTrees =
    ['dml_irm', 'causal_forest'].includes(method) || (method === 'x_learner' && outcomeModel !== 'linear')
  return !byTrees && outcomeModel === 'linear' && distance === undefined
}

const tables = fc.integer({ min: 1, max: 1000 })
const tableOf = (seed: number) => confounded(240, seed, { differs: 0.5 }).table

describe.each(methods)('%s %o', (method, options) => {
  it('does not depend on the order of rows', () => {
    fc.assert(
      fc.property(tables, fc.integer(), (number, seed) => {
        const table = tableOf(number)
        const order = shuffle(
          Int32Array.from({ length: table.rows }, (_, i) => i),
          random(seed),
        )
        const a = ask(table, method, options)
        const b = ask(permuted(table, order), method, options)
        expect(Math.abs(a.estimate - b.estimate)).toBeLessThan(1e-9)
        expect(Math.abs(a.standardError - b.standardError)).toBeLessThan(1e-9)
      }),
      runs,
    )
  })

  it('scales with the outcome and does not move with its origin', () => {
    fc.assert(
      fc.property(tables, fc.double({ min: 0.1, max: 50, noNaN: true }), (number, factor) => {
        const table = tableOf(number)
        const a = ask(table, method, options)
        const b = ask(
          withColumn(
            table,
            'y',
            numbersOf(table, 'y').map((y) => factor * y + 7),
          ),
          method,
          options,
        )
        expect(b.estimate / factor).toBeCloseTo(a.estimate, 8)
        expect(b.standardError / factor).toBeCloseTo(a.standardError, 8)
      }),
      runs,
    )
  })

  it('changes sign when the arms change places, and ATT becomes −ATC', () => {
    fc.assert(
      fc.property(tables, (number) => {
        const table = tableOf(number)
        const swapped = withColumn(
          table,
          'd',
          numbersOf(table, 'd').map((d) => 1 - d),
        )
        expect(ask(swapped, method, options).estimate).toBeCloseTo(-ask(table, method, options).estimate, 8)
        if (method === 'dml_plr') return
        const treated = ask(table, method, { ...options, target: 'att' })
        const control = ask(swapped, method, { ...options, target: 'atc' })
        expect(control.estimate).toBeCloseTo(-treated.estimate, 8)
        expect(control.standardError).toBeCloseTo(treated.standardError, 8)
      }),
      runs,
    )
  })

  it.runIf(countsWeights(method, options))(
    'is the same for rows written twice with half the weight each',
    () => {
      fc.assert(
        fc.property(tables, (number) => {
          const table = tableOf(number)
          const unit = Float64Array.from({ length: table.rows }, (_, i) => i)
          const identified = withColumn(table, 'unit', unit)
          const twice = Int32Array.from({ length: 2 * table.rows }, (_, i) => i % table.rows)
          const halves = withColumn(
            permuted({ ...identified, rows: 2 * table.rows }, twice),
            'w',
            new Float64Array(2 * table.rows).fill(0.5),
          )
          const once = ask(identified, method, {
            ...options,
            unit: 'unit',
            clusters: 'unit',
            standardErrors: 'cluster',
          })
          const both = ask(halves, method, {
            ...options,
            unit: 'unit',
            clusters: 'unit',
            weights: 'w',
            standardErrors: 'cluster',
          })
          expect(both.estimate).toBeCloseTo(once.estimate, 8)
          if (!['regression', 'difference_in_means', 'stratification'].includes(method)) {
            expect(both.standardError).toBeCloseTo(once.standardError, 8)
          } else {
            // Small sample factors count rows.
            expect(both.standardError / once.standardError).toBeCloseTo(1, 1)
          }
        }),
        runs,
      )
    },
  )
})
