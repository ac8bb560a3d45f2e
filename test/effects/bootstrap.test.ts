import { describe, expect, it } from 'vitest'
import type { EstimateRequest } from '../../src-main/contract/effects.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import type { Table } from '../../src-main/numeric/columns.ts'
import { random } from '../../src-main/numeric/random.ts'
import { tableOf } from './tables.ts'

/** Arms a, b, c at random, effects 1 of b and 2 of c against a. */
function threeArms(rows: number): Table {
  const source = random(71, 'bootstrap, arms')
  const drawn = Array.from({ length: rows }, () => {
    const [x, arm] = [source.normal(), source.integer(3)]
    return { x, arm: 'abc'[arm], y: arm + x + source.normal() }
  })
  return tableOf({
    x: drawn.map(({ x }) => x),
    arm: drawn.map(({ arm }) => arm),
    y: drawn.map(({ y }) => y),
  })
}

/** Clusters of five treated together, which share half of what they do not share with others; rows weigh 1 to 3. */
function clustered(clusters: number, seed: number): Table {
  const source = random(seed, 'bootstrap, clusters')
  const drawn = Array.from({ length: clusters }, (_, cluster) => {
    const [level, d] = [source.normal(), source.integer(2)]
    return Array.from({ length: 5 }, () => ({
      cluster: `c${cluster}`,
      d,
      w: 1 + source.integer(3),
      y: d + level + source.normal(),
    }))
  }).flat()
  return tableOf({
    cluster: drawn.map(({ cluster }) => cluster),
    d: drawn.map(({ d }) => d),
    w: drawn.map(({ w }) => w),
    y: drawn.map(({ y }) => y),
  })
}

describe('the bootstrap', () => {
  const several = {
    treatment: 'arm',
    treated: 'c',
    control: 'a',
    outcome: 'y',
    adjustFor: ['x'],
  } as const

  it.each(['aipw', 'stratification'] as const)('gives every contrast of %s its error', (method) => {
    const table = threeArms(450)
    const asked: EstimateRequest = { ...several, adjustFor: ['x'], method }
    const plain = estimateEffect(table, asked)
    const drawn = estimateEffect(table, { ...asked, standardErrors: 'bootstrap', repetitions: 150 })
    expect(drawn.contrasts?.map(({ treated, estimate }) => [treated, estimate])).toEqual(
      plain.contrasts?.map(({ treated, estimate }) => [treated, estimate]),
    )
    drawn.contrasts?.forEach(({ standardError, confidenceInterval, pValue }, k) => {
      const ratio = standardError / plain.contrasts![k].standardError
      expect(ratio).toBeGreaterThan(0.75)
      expect(ratio).toBeLessThan(1.33)
      expect(confidenceInterval[0]).toBeGreaterThan(0.3)
      expect(pValue).toBeLessThan(0.001)
    })
    const own = drawn.contrasts!.find(({ treated }) => treated === 'c')!
    expect(own.standardError).toBe(drawn.standardError)
    expect(own.confidenceInterval).toEqual(drawn.confidenceInterval)
  })

  const ofClusters = {
    treatment: 'd',
    outcome: 'y',
    method: 'regression',
    weights: 'w',
    standardErrors: 'bootstrap',
    repetitions: 100,
  } as const

  it('draws whole clusters with their weights', () => {
    const table = clustered(80, 1)
    const byCluster = estimateEffect(table, { ...ofClusters, clusters: 'cluster', repetitions: 300 })
    const sandwich = estimateEffect(table, { ...ofClusters, clusters: 'cluster', standardErrors: 'cluster' })
    const byRow = estimateEffect(table, { ...ofClusters, repetitions: 300 })
    expect(byCluster.estimate).toBe(sandwich.estimate)
    expect(byCluster.standardError / sandwich.standardError).toBeGreaterThan(0.85)
    expect(byCluster.standardError / sandwich.standardError).toBeLessThan(1.15)
    expect(byRow.standardError).toBeLessThan(0.75 * byCluster.standardError)
  })

  it('covers by clusters, and would not by rows', () => {
    const seeds = Array.from({ length: 30 }, (_, k) => k + 1)
    const covers = (clusters: string | undefined) =>
      seeds.filter((seed) => {
        const found = estimateEffect(clustered(60, seed), { ...ofClusters, clusters, seed })
        return found.confidenceInterval[0] <= 1 && found.confidenceInterval[1] >= 1
      }).length / seeds.length
    const [byCluster, byRow] = [covers('cluster'), covers(undefined)]
    console.log(
      `bootstrap covers ${(100 * byCluster).toFixed(0)} % by cluster, ${(100 * byRow).toFixed(0)} % by row`,
    )
    expect(byCluster).toBeGreaterThanOrEqual(0.83)
    expect(byRow).toBeLessThan(0.86)
  })
})
