import { describe, expect, it } from 'vitest'
import { effectHeterogeneity } from '../../src-main/effects/heterogeneity/heterogeneity.ts'
import {
  rankWeightedEffects,
  targetingOperatorCurve,
} from '../../src-main/effects/heterogeneity/rank-weighted.ts'
import { upliftMetrics } from '../../src-main/effects/heterogeneity/uplift-metrics.ts'
import { random } from '../../src-main/numeric/random.ts'
import { runHere } from '../../src-main/numeric/steps.ts'
import { confounded, covariates } from './shop.ts'
import { numbersOf, tableOf } from './tables.ts'

describe('heterogeneity', () => {
  const { table } = confounded(3000, 41, { differs: 1 })
  const result = effectHeterogeneity(table, {
    treatment: 'd',
    outcome: 'y',
    method: 'causal_forest',
    adjustFor: covariates,
    trees: 200,
  })

  it('finds what the effect differs by, and how', () => {
    const x1 = numbersOf(table, 'x1')
    let squares = 0
    let plain = 0
    result.effects.forEach((effect, i) => {
      squares += (effect - (2 + x1[i])) ** 2
      plain += x1[i] ** 2
    })
    expect(squares).toBeLessThan(0.25 * plain)
    expect(result.importance[0].column).toBe('x1')
    expect(result.linearProjection.find(({ term }) => term === 'x1')!.estimate).toBeCloseTo(1, 0)
    expect(result.tree[0].rule).toContain('x1 >')
    expect(result.groups[4].estimate).toBeGreaterThan(result.groups[0].estimate + 1)
  })

  it('is calibrated, and knows whom to treat first', () => {
    expect(result.calibration.mean.estimate).toBeCloseTo(1, 1)
    expect(result.calibration.differential.pValue).toBeLessThan(1e-6)
    expect(result.rank.autocInterval[0]).toBeGreaterThan(0)
  })

  it('covers most rows’ effects with its intervals', () => {
    const x1 = numbersOf(table, 'x1')
    let covered = 0
    result.effects.forEach((effect, i) => {
      if (Math.abs(effect - (2 + x1[i])) < 1.96 * result.standardErrors[i]) covered++
    })
    expect(covered / table.rows).toBeGreaterThan(0.75)
  })
})

describe.each(['t_learner', 'dr_learner'] as const)('where the effect is one for all, %s', (method) => {
  it('finds nobody to treat first, though its model has many terms', () => {
    let [first, apart] = [0, 0]
    for (let seed = 1; seed <= 10; seed++) {
      const source = random(seed, 'one effect')
      const drawn = () => Array.from({ length: 200 }, () => source.normal())
      const x = Array.from({ length: 12 }, drawn)
      const d = drawn().map((value) => (value > 0 ? 1 : 0))
      const y = drawn().map((noise, i) => d[i] + x[0][i] + noise)
      const names = x.map((_, j) => `x${j}`)
      const { rank, calibration } = effectHeterogeneity(
        tableOf({ ...Object.fromEntries(names.map((name, j) => [name, x[j]])), d, y }),
        {
          treatment: 'd',
          outcome: 'y',
          adjustFor: names,
          method,
          outcomeModel: 'linear',
          propensityModel: 'logit',
          folds: 4,
          repetitions: 2,
          seed,
        },
      )
      first += rank.autoc / rank.autocError / 10
      apart += calibration.differential.estimate / 10
    }
    expect(first).toBeLessThan(0.6)
    expect(apart).toBeLessThan(0.4)
  })
})

describe('errors of learners by row', () => {
  const { table } = confounded(800, 45, { differs: 1 })
  const x1 = numbersOf(table, 'x1')
  const learners = [
    ['t_learner', 'linear'],
    ['x_learner', 'spline'],
    ['dr_learner', 'spline'],
    ['s_learner', 'boosting'],
  ] as const

  it.each(learners)(
    '%s with %s has intervals that cover most rows and are no wider than they need be',
    (method, outcomeModel) => {
      const asked = { treatment: 'd', outcome: 'y', adjustFor: [...covariates], method, outcomeModel }
      const { effects, standardErrors } = effectHeterogeneity(table, asked)
      let covered = 0
      let squares = 0
      let errors = 0
      effects.forEach((effect, i) => {
        const away = effect - (2 + x1[i])
        if (Math.abs(away) < 1.96 * standardErrors[i]) covered++
        squares += away ** 2
        errors += standardErrors[i] ** 2
      })
      console.log(
        `${method}: ${((100 * covered) / table.rows).toFixed(0)} % of rows covered, error ${Math.sqrt(errors / squares).toFixed(2)} of RMSE`,
      )
      expect(covered / table.rows).toBeGreaterThan(method === 's_learner' ? 0.6 : 0.8)
      expect(errors / squares).toBeLessThan(6)
    },
  )
})

describe('rows that are alike', () => {
  it('are not sorted by what is missing from their own forecast', () => {
    const source = random(44)
    const n = 2400
    const columns = {
      kind: Array.from({ length: n }, (_, i) => 'abc'[i % 3]),
      bought: Float64Array.from({ length: n }, () => source.integer(3)),
      d: Float64Array.from({ length: n }, () => source.integer(2)),
      y: new Float64Array(n),
    }
    for (let i = 0; i < n; i++) columns.y[i] = source.uniform() < 0.4 + columns.d[i] * 0.1 ? 1 : 0
    const request = { treatment: 'd', outcome: 'y', adjustFor: ['kind', 'bought'], trees: 300 }
    const found = effectHeterogeneity(tableOf(columns), { ...request, method: 'causal_forest' })
    const [lowest, highest] = [found.groups[0], found.groups[4]]
    const error = Math.hypot(lowest.standardError, highest.standardError)
    expect(Math.abs(highest.estimate - lowest.estimate)).toBeLessThan(2.5 * error)
    expect(Math.abs(found.rank.autoc)).toBeLessThan(2.5 * found.rank.autocError)
    expect(found.rank.curve.at(-1)!.toc).toBeCloseTo(0, 12)
    expect(found.rank.curve.at(-1)!.gain).toBeCloseTo(found.average.estimate, 6)
  })
})

describe('rank-weighted effects', () => {
  const source = random(42)
  const scores = Float64Array.from({ length: 60 }, () => source.normal())
  const priority = Float64Array.from({ length: 60 }, () => source.integer(12))

  it('end at zero', () => {
    expect(targetingOperatorCurve(scores, priority)[59]).toBeCloseTo(0, 12)
  })

  it('are the plain sums over the curve, ties averaged by brute force', () => {
    const n = scores.length
    const order = [...scores.keys()].sort((a, b) => priority[b] - priority[a])
    const tied = order.map((row) => {
      const same = order.filter((other) => priority[other] === priority[row])
      return same.reduce((sum, other) => sum + scores[other], 0) / same.length
    })
    const overall = scores.reduce((sum, value) => sum + value, 0) / n
    const toc = tied.map(
      (_, k) => tied.slice(0, k + 1).reduce((sum, value) => sum + value, 0) / (k + 1) - overall,
    )
    const { autoc, qini } = runHere(rankWeightedEffects(scores, priority, 1, {}, 10))
    expect(autoc).toBeCloseTo(toc.reduce((sum, value) => sum + value, 0) / n, 12)
    expect(qini).toBeCloseTo(
      toc.reduce((sum, value, k) => sum + ((k + 1) * value) / n ** 2, 0),
      12,
    )
  })
})

describe('rank-weighted effects of weighted and clustered rows', () => {
  const source = random(44)
  const n = 400
  const scores = Float64Array.from({ length: n }, () => source.normal())
  const priority = Float64Array.from({ length: n }, (_, i) => scores[i] + source.normal())
  const weights = Float64Array.from({ length: n }, () => 0.5 + source.uniform())

  it('are sums over the weight passed', () => {
    const order = [...scores.keys()].sort((a, b) => priority[b] - priority[a])
    const total = weights.reduce((sum, value) => sum + value, 0)
    const overall = scores.reduce((sum, value, i) => sum + weights[i] * value, 0) / total
    let [passed, sum, autoc, qini] = [0, 0, 0, 0]
    for (const row of order) {
      passed += weights[row]
      sum += weights[row] * scores[row]
      const toc = sum / passed - overall
      autoc += (weights[row] * toc) / total
      qini += (weights[row] * toc * passed) / total ** 2
    }
    const found = runHere(rankWeightedEffects(scores, priority, 1, { weights }, 10))
    expect(found.autoc).toBeCloseTo(autoc, 12)
    expect(found.qini).toBeCloseTo(qini, 12)
    expect(found.curve.at(-1)!.toc).toBeCloseTo(0, 12)
    expect(found.curve.at(-1)!.gain).toBeCloseTo(overall, 12)
  })

  it('have the bits of plain rows where weights are alike and every row is its own cluster', () => {
    const alike = {
      weights: new Float64Array(n).fill(1),
      clusters: { codes: Int32Array.from({ length: n }, (_, i) => i), count: n },
    }
    const { autoc, qini } = runHere(rankWeightedEffects(scores, priority, 1))
    expect(runHere(rankWeightedEffects(scores, priority, 1, alike))).toMatchObject({ autoc, qini })
  })

  it('have errors of the clusters, where rows are copies', () => {
    const twice = (values: Float64Array) => Float64Array.from([...values, ...values])
    const clusters = { codes: Int32Array.from({ length: 2 * n }, (_, i) => i % n), count: n }
    const once = runHere(rankWeightedEffects(scores, priority, 1, {}, 400))
    const copies = runHere(rankWeightedEffects(twice(scores), twice(priority), 1, { clusters }, 400))
    expect(copies.autoc).toBeCloseTo(once.autoc, 2)
    expect(copies.autocError / once.autocError).toBeGreaterThan(0.85)
    expect(copies.autocError / once.autocError).toBeLessThan(1.15)
  })
})

it('groups, projection and calibration count rows by their weights, errors by cluster', () => {
  const source = random(45)
  const n = 300
  const x = Array.from({ length: n }, () => source.normal())
  const d = Array.from({ length: n }, () => (source.uniform() < 0.5 ? 1 : 0))
  const y = x.map((value, i) => d[i] * (1 + value) + value + source.normal())
  const id = x.map((_, i) => i)
  const question = {
    treatment: 'd',
    outcome: 'y',
    method: 'r_learner',
    folds: 2,
    outcomeModel: 'linear',
    propensityModel: 'logit',
    adjustFor: ['x'] as string[],
    unit: 'id',
    clusters: 'id',
  } as const
  const once = effectHeterogeneity(tableOf({ x, d, y, id }), question)
  const copied = tableOf({
    x: [...x, ...x],
    d: [...d, ...d],
    y: [...y, ...y],
    id: [...id, ...id],
    w: new Float64Array(2 * n).fill(0.5),
  })
  const twice = effectHeterogeneity(copied, { ...question, weights: 'w' })
  for (const [k, group] of once.groups.entries()) {
    expect(twice.groups[k].estimate).toBeCloseTo(group.estimate, 8)
    expect(twice.groups[k].standardError).toBeCloseTo(group.standardError, 8)
  }
  for (const [k, { estimate, standardError }] of once.linearProjection.entries()) {
    expect(twice.linearProjection[k].estimate).toBeCloseTo(estimate, 8)
    expect(twice.linearProjection[k].standardError / standardError).toBeCloseTo(1, 2)
  }
  expect(twice.calibration.differential.estimate).toBeCloseTo(once.calibration.differential.estimate, 8)
})

describe('uplift metrics', () => {
  it('tell a good order from a random one, with an interval about it', () => {
    const source = random(43)
    const rows = Array.from({ length: 2000 }, () => {
      const x = source.normal()
      const t = source.uniform() < 0.5 ? 1 : 0
      const y = source.uniform() < 0.3 + 0.15 * t * Math.tanh(x) ? 1 : 0
      return { x, t, y, noise: source.normal() }
    })
    const ask = (uplift: number[]) =>
      upliftMetrics({
        outcome: rows.map((r) => r.y),
        treatment: rows.map((r) => r.t),
        uplift,
        alpha: 0.05,
        seed: 1,
      })
    const good = ask(rows.map((r) => r.x))
    const random_ = ask(rows.map((r) => r.noise))
    expect(good.confidenceInterval[0]).toBeGreaterThan(0)
    expect(good.qini).toBeGreaterThan(random_.qini)
    expect(random_.confidenceInterval[0]).toBeLessThan(0)
    expect(random_.confidenceInterval[1]).toBeGreaterThan(0)
  })

  it('refuse what they cannot compare', () => {
    const ask = (treatment: number[]) =>
      upliftMetrics({ outcome: [1, 0], treatment, uplift: [1, 2], alpha: 0.05, seed: 1 })
    expect(() => ask([1, 1])).toThrow('EFFECTS_UPLIFT_ARMS')
    expect(() => ask([1])).toThrow('EFFECTS_LENGTHS_DIFFER')
    const same = { outcome: [0, 0, 0], treatment: [1, 0, 1], uplift: [1, 2, 3], alpha: 0.05, seed: 1 }
    expect(() => upliftMetrics(same)).toThrow('EFFECTS_OUTCOME_CONSTANT')
    const alike = { ...same, outcome: [1, 0, 1, 0], treatment: [1, 0, 1, 0], uplift: [1, 2, 3, 4] }
    expect(() => upliftMetrics(alike)).toThrow('EFFECTS_UPLIFT_ALIKE')
    expect(() => upliftMetrics({ ...alike, outcome: [1e300, -1e300, 1, 0] })).toThrow(
      'EFFECTS_INFINITE_VALUES',
    )
  })

  it('give the variance of a mean of any outcome', () => {
    const { responseRates } = upliftMetrics({
      outcome: [1, 2, 3, 9],
      treatment: [1, 0, 1, 0],
      uplift: [1, 2, 3, 4],
      alpha: 0.05,
      seed: 1,
    })
    expect(responseRates.treated).toEqual({ rate: 2, variance: 0.5, n: 2 })
    expect(responseRates.control).toEqual({ rate: 5.5, variance: 6.125, n: 2 })
  })
})
