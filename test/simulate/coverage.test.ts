import { expect, test } from 'vitest'
import type { EstimateRequest } from '../../src-main/contract/effects.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { adjustedInterval } from '../../src-main/effects/sensitivity/adjusted-interval.ts'
import type { Variant } from '../../src-main/simulate/customers.ts'
import { sampleTruth } from '../../src-main/simulate/truth.ts'
import { customersQuestion, customersTable } from './customers-table.ts'

/** Seeds 1000–1499, 4,000 customers each. Against the population's effect, not the sample's. */
const seeds = Array.from({ length: 500 }, (_, k) => 1000 + k)
const users = 4000

const question: Pick<EstimateRequest, 'treatment' | 'outcome' | 'adjustFor'> = customersQuestion

const table = (variant: Variant, seed: number) => customersTable({ users, seed, variant })

function covers([low, high]: readonly [number, number], truth: number): number {
  return low <= truth && truth <= high ? 1 : 0
}

function rateOf(count: number): string {
  return `${((100 * count) / seeds.length).toFixed(1)} %`
}

test('where the offer follows logged behaviour, aipw covers the truth and the naive comparison does not', () => {
  const { averageEffect } = sampleTruth('observed')
  let aipw = 0
  let naive = 0
  let sum = 0
  for (const seed of seeds) {
    const data = table('observed', seed)
    const estimate = estimateEffect(data, { ...question, method: 'aipw' })
    aipw += covers(estimate.confidenceInterval, averageEffect)
    sum += estimate.estimate
    const plain = estimateEffect(data, { ...question, adjustFor: [], method: 'difference_in_means' })
    naive += covers(plain.confidenceInterval, averageEffect)
  }
  console.log(
    `observed: the 95 % interval covers ${averageEffect} in ${rateOf(aipw)} (aipw), ${rateOf(naive)} (naive); mean aipw ${(sum / seeds.length).toFixed(4)}`,
  )
  expect(aipw / seeds.length).toBeGreaterThanOrEqual(0.91)
  expect(aipw / seeds.length).toBeLessThanOrEqual(0.98)
  expect(naive / seeds.length).toBeLessThanOrEqual(0.05)
  // The standard error of the mean of 500 estimates is 0.0007.
  expect(Math.abs(sum / seeds.length - averageEffect)).toBeLessThan(0.0025)
})

test('where it follows unseen intent, aipw misses, and the interval adjusted by its true strength covers', () => {
  const { averageEffect, confounding } = sampleTruth('unseen')
  if (confounding === null) throw new Error('the unseen variant is confounded')
  let aipw = 0
  let adjusted = 0
  for (const seed of seeds) {
    const estimate = estimateEffect(table('unseen', seed), { ...question, method: 'aipw' })
    aipw += covers(estimate.confidenceInterval, averageEffect)
    const { confidenceInterval } = adjustedInterval(estimate, confounding.treatment, confounding.outcome)
    adjusted += covers(confidenceInterval, averageEffect)
  }
  console.log(
    `unseen: the 95 % interval covers ${averageEffect} in ${rateOf(aipw)} (aipw), ${rateOf(adjusted)} (adjusted by intent's partial R²)`,
  )
  expect(adjusted / seeds.length).toBeGreaterThanOrEqual(0.9)
  expect(aipw / seeds.length).toBeLessThanOrEqual(0.2)
})
