import { describe, expect, it } from 'vitest'
import { analyseSensitivity } from '../../src-main/effects/sensitivity/analysis.ts'
import {
  boundsUnder,
  flexibleRobustness,
  maximalBias,
} from '../../src-main/effects/sensitivity/flexible-bias.ts'
import { boundedMean } from '../../src-main/effects/sensitivity/marginal-model.ts'
import { rosenbaumGamma, rosenbaumPValue } from '../../src-main/effects/sensitivity/rosenbaum.ts'
import { random } from '../../src-main/numeric/random.ts'
import { confounded, covariates } from './shop.ts'
import { tableOf } from './tables.ts'

const source = random(81)

describe('Rosenbaum’s Γ', () => {
  it('comes from p-values close to those of every pattern of signs', () => {
    const differences = Array.from({ length: 14 }, (_, k) => (k % 5 === 4 ? -1 : 1) * (k + 1))
    const statistic = differences.reduce((sum, value) => sum + (value > 0 ? value : 0), 0)
    for (const gamma of [1, 1.5, 2, 3]) {
      const chance = gamma / (1 + gamma)
      let exact = 0
      for (let pattern = 0; pattern < 2 ** 14; pattern++) {
        let sum = 0
        let probability = 1
        for (let k = 0; k < 14; k++) {
          const positive = ((pattern >> k) & 1) === 1
          if (positive) sum += k + 1
          probability *= positive ? chance : 1 - chance
        }
        if (sum >= statistic) exact += probability
      }
      expect(Math.abs(rosenbaumPValue(differences, gamma) - exact)).toBeLessThan(0.03)
    }
  })

  it('is where the p-value reaches the level', () => {
    const differences = Float64Array.from({ length: 80 }, () => 0.8 + source.normal())
    const gamma = rosenbaumGamma(differences, 0.05)
    expect(gamma).toBeGreaterThan(1.5)
    expect(rosenbaumPValue(differences, gamma)).toBeCloseTo(0.05, 6)
  })

  it('is 1 without an effect', () => {
    expect(
      rosenbaumGamma(
        Float64Array.from({ length: 100 }, () => source.normal()),
        0.001,
      ),
    ).toBe(1)
  })
})

describe('the marginal sensitivity model', () => {
  const y = Float64Array.from({ length: 60 }, () => source.normal())
  const p = Float64Array.from({ length: 60 }, () => 0.2 + 0.6 * source.uniform())

  it('is the Hájek mean without hidden bias and widens with it', () => {
    const weights = p.map((value) => 1 / value)
    const total = weights.reduce((sum, w) => sum + w, 0)
    const mean = y.reduce((sum, value, i) => sum + value * weights[i], 0) / total
    const [low, high] = boundedMean(y, p, undefined, 1)
    expect(low).toBeCloseTo(mean, 12)
    expect(high).toBeCloseTo(mean, 12)
    const [lower, higher] = boundedMean(y, p, undefined, 2)
    expect(lower).toBeLessThan(mean)
    expect(higher).toBeGreaterThan(mean)
  })

  it('is reached by the best and the worst of every choice of extreme weights', () => {
    // Linear fractional programs have their extremes at corners: all 2¹² of them, ties and weights among them.
    const few = y.slice(0, 12).map((value, i) => (i % 5 === 0 ? 0 : value))
    const counts = few.map((_, i) => 1 + (i % 3))
    const [low, high] = boundedMean(few, p.slice(0, 12), counts, 1.7)
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (let corner = 0; corner < 2 ** 12; corner++) {
      let [sum, total] = [0, 0]
      few.forEach((value, i) => {
        const lambda = (corner >> i) & 1 ? 1.7 : 1 / 1.7
        const weight = counts[i] * (1 + (1 / p[i] - 1) * lambda)
        sum += weight * value
        total += weight
      })
      least = Math.min(least, sum / total)
      most = Math.max(most, sum / total)
    }
    expect(low).toBeCloseTo(least, 12)
    expect(high).toBeCloseTo(most, 12)
  })

  it('holds every mean that weights in its range can make', () => {
    const [low, high] = boundedMean(y, p, undefined, 1.5)
    for (let draw = 0; draw < 200; draw++) {
      const weights = p.map((value) => 1 + (1 / value - 1) * 1.5 ** (2 * source.uniform() - 1))
      const mean =
        y.reduce((sum, value, i) => sum + value * weights[i], 0) / weights.reduce((sum, w) => sum + w, 0)
      expect(mean).toBeGreaterThanOrEqual(low)
      expect(mean).toBeLessThanOrEqual(high)
    }
  })
})

describe('bias with flexible nuisances', () => {
  const drawn = (scale: number) => Float64Array.from({ length: 500 }, () => scale * source.normal())
  const [outcomeLeft, representer, influence] = [drawn(1), drawn(2), drawn(3)]
  const functional = representer.map((alpha) => alpha * alpha)
  const bias = maximalBias(0.7, influence, { outcomeLeft, representer, functional })

  it('takes up the estimate at its robustness value', () => {
    const { value, valueAlpha } = flexibleRobustness(bias, 0.05)
    expect(valueAlpha).toBeLessThan(value)
    const confounder = { outcome: value, treatment: value, correlation: 1 }
    expect(boundsUnder(bias, confounder, 0.05).estimates[0]).toBeCloseTo(0, 10)
  })

  it('is the same for the mirrored estimate', () => {
    const mirrored = maximalBias(
      -0.7,
      influence.map((value) => -value),
      { outcomeLeft, representer: representer.map((alpha) => -alpha), functional },
    )
    const [there, here] = [flexibleRobustness(mirrored, 0.05), flexibleRobustness(bias, 0.05)]
    expect(there.value).toBeCloseTo(here.value, 12)
    expect(there.valueAlpha).toBeCloseTo(here.valueAlpha, 12)
  })

  it('needs no confounder where the interval holds zero as it is', () => {
    expect(flexibleRobustness({ ...bias, estimate: 0.1 }, 0.05).valueAlpha).toBe(0)
  })

  it('errs as it does over 1500 samples', () => {
    const confounder = { outcome: 0.3, treatment: 0.3, correlation: 1 }
    const lower: number[] = []
    let said = 0
    for (let sample = 0; sample < 1500; sample++) {
      const n = 200
      const e = Float64Array.from({ length: n }, () => 0.25 + 0.5 * source.uniform())
      const d = e.map((p) => (source.uniform() < p ? 1 : 0))
      const left = d.map((arm) => (-Math.log(source.uniform()) - 1) * (1 + 2 * arm))
      const alpha = d.map((arm, i) => arm / e[i] - (1 - arm) / (1 - e[i]))
      const score = left.map((value, i) => value * alpha[i])
      const estimate = score.reduce((sum, value) => sum + value, 0) / n
      const parts = {
        outcomeLeft: left,
        representer: alpha,
        functional: e.map((p) => 1 / p + 1 / (1 - p)),
      }
      const found = maximalBias(
        estimate,
        score.map((value) => value - estimate),
        parts,
      )
      const bounds = boundsUnder(found, confounder, 0.05)
      lower.push(bounds.estimates[0])
      said += bounds.standardErrors[0] / 1500
    }
    const mean = lower.reduce((sum, value) => sum + value, 0) / lower.length
    const spread = Math.sqrt(lower.reduce((sum, value) => sum + (value - mean) ** 2, 0) / lower.length)
    expect(said / spread).toBeGreaterThan(0.94)
    expect(said / spread).toBeLessThan(1.06)
  })
})

describe('a sensitivity analysis', () => {
  const { table } = confounded(400, 82)
  const question = { treatment: 'd', outcome: 'y', adjustFor: covariates } as const

  it('adds what belongs to the method', () => {
    expect(analyseSensitivity(table, { ...question, method: 'matching' }).rosenbaumGamma).toBeGreaterThan(2)
    const { marginalModel, estimate } = analyseSensitivity(table, { ...question, method: 'ipw' })
    expect(marginalModel!.map(({ lambda }) => lambda)).toEqual([1, 1.1, 1.25, 1.5, 2, 3])
    expect(marginalModel![5].estimates[0]).toBeLessThan(estimate)
    expect(marginalModel![5].estimates[1]).toBeGreaterThan(estimate)
    const flexible = analyseSensitivity(table, { ...question, method: 'dml_irm', folds: 2 })
    expect(flexible.flexibleRobustnessValue).toBeGreaterThan(0.2)
    expect(flexible.flexibleRobustnessValue).toBeLessThan(1)
  })
})

it('says where a bound passes what there is to explain', () => {
  const rows = Array.from({ length: 200 }, () => {
    const [u, v] = [source.normal(), source.normal()]
    const d = u + source.normal() > 0 ? 1 : 0
    const dose = 3 * u + source.normal()
    return { u, v, d, dose, y: d + 2 * u + 0.3 * v + source.normal() }
  })
  const names = ['u', 'v', 'd', 'dose', 'y'] as const
  const table = tableOf(Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])])))
  const asked = { treatment: 'd', outcome: 'y', method: 'regression', adjustFor: ['u', 'v'] } as const
  const limited = analyseSensitivity(table, { ...asked, adjustFor: ['u', 'v'] }, { benchmarks: ['u', 'v'] })
  expect(limited.warnings.map(({ code }) => code)).toContain('BOUND_AT_LIMIT')
  for (const { r2OutcomeConfounder, adjustedT, adjustedStandardError } of limited.bounds) {
    expect(adjustedT === null).toBe(r2OutcomeConfounder === 1)
    expect(adjustedStandardError > 0).toBe(r2OutcomeConfounder < 1)
  }
  const impossible = analyseSensitivity(
    table,
    { ...asked, treatment: 'dose', adjustFor: ['u'] },
    { benchmarks: ['u'] },
  )
  expect(impossible.bounds).toEqual([])
  expect(impossible.warnings.filter(({ code }) => code === 'BOUND_IMPOSSIBLE')).toHaveLength(3)
})
