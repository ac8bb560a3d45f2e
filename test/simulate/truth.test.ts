import { expect, test } from 'vitest'
import { leastSquares } from '../../src-main/numeric/least-squares.ts'
import { fromColumns } from '../../src-main/numeric/matrix.ts'
import {
  type CustomerRows,
  offerChance,
  purchaseChance,
  simulateCustomers,
} from '../../src-main/simulate/customers.ts'
import { customerTypes } from '../../src-main/simulate/shop-constants.ts'
import { sampleTruth } from '../../src-main/simulate/truth.ts'

const users = 400_000

test('the average effect is what giving everybody the offer, and nobody, would differ by', () => {
  const rows = simulateCustomers({ users, seed: 11, variant: 'observed' })
  let sum = 0
  for (let i = 0; i < users; i++) {
    const chance = (offered: boolean) =>
      purchaseChance(rows.type[i], rows.intent[i], rows.carts[i], rows.purchases[i], offered)
    sum += chance(true) - chance(false)
  }
  // The standard error of the mean over 400,000 customers is 1.4e-4.
  expect(sum / users).toBeCloseTo(sampleTruth('observed').averageEffect, 3)
})

test('the effect differs by segment and is negative for one', () => {
  const { segments } = sampleTruth('observed')
  expect(segments.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12)
  expect(segments.filter(({ effect }) => effect < 0).map(({ segment }) => segment)).toEqual([
    'privacy-minded',
  ])
})

test('the partial R² of unseen intent are those of a regression that sees it', () => {
  const rows = simulateCustomers({ users, seed: 12, variant: 'unseen' })
  const truth = sampleTruth('unseen').confounding
  if (truth === null) throw new Error('the unseen variant is confounded')
  const observed = logged(rows)
  const treatment = partialR2(observed, rows.intent, rows.offered)
  const outcome = partialR2([...observed, rows.offered], rows.intent, rows.buys)
  expect(treatment).toBeCloseTo(truth.treatment, 2)
  expect(outcome).toBeCloseTo(truth.outcome, 2.5)
  expect(Math.abs(treatment - truth.treatment)).toBeLessThan(0.003)
  expect(Math.abs(outcome - truth.outcome)).toBeLessThan(0.0015)
})

test('a regression that sees intent finds the average effect in the unseen variant', () => {
  const rows = simulateCustomers({ users, seed: 13, variant: 'unseen' })
  const fit = leastSquares(fromColumns(users, [rows.offered, ...logged(rows), rows.intent]), rows.buys)
  // Its standard error is 0.0016.
  expect(Math.abs(fit.coefficients[0] - sampleTruth('unseen').averageEffect)).toBeLessThan(0.005)
})

test('adjusting for what is logged balances intent in the observed variant and not in the unseen one', () => {
  for (const variant of ['observed', 'unseen'] as const) {
    const rows = simulateCustomers({ users: 100_000, seed: 14, variant })
    let weightedDifference = 0
    for (let i = 0; i < rows.rows; i++) {
      const chance =
        variant === 'observed'
          ? offerChance(variant, rows.type[i], rows.intent[i], rows.carts[i], rows.purchases[i])
          : 0.5
      weightedDifference +=
        (rows.intent[i] * (rows.offered[i] === 1 ? 1 / chance : -1 / (1 - chance))) / rows.rows
    }
    if (variant === 'observed') expect(Math.abs(weightedDifference)).toBeLessThan(0.01)
    else expect(weightedDifference).toBeGreaterThan(0.1)
  }
})

function logged(rows: CustomerRows): Float64Array[] {
  const indicators = customerTypes
    .slice(1)
    .map((_, k) => Float64Array.from(rows.type, (t) => Number(t === k + 1)))
  return [new Float64Array(rows.rows).fill(1), rows.carts, rows.purchases, rows.views, ...indicators]
}

function partialR2(given: Float64Array[], x: Float64Array, y: Float64Array): number {
  const without = leastSquares(fromColumns(x.length, given), y).residualSumOfSquares
  const withX = leastSquares(fromColumns(x.length, [...given, x]), y).residualSumOfSquares
  return 1 - withX / without
}
