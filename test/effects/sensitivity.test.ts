import { describe, expect, it } from 'vitest'
import { analyseSensitivity } from '../../src-main/effects/sensitivity/analysis.ts'
import { flexibleBias, flexibleRobustness } from '../../src-main/effects/sensitivity/flexible-bias.ts'
import { boundedMean } from '../../src-main/effects/sensitivity/marginal-model.ts'
import { rosenbaumGamma, rosenbaumPValue } from '../../src-main/effects/sensitivity/rosenbaum.ts'
import { random } from '../../src-main/numeric/random.ts'
import { confounded, covariates } from './shop.ts'

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
  it('takes up the estimate at its robustness value', () => {
    const left = Float64Array.from({ length: 500 }, () => source.normal())
    const representer = Float64Array.from({ length: 500 }, () => 2 * source.normal())
    const value = flexibleRobustness(0.7, left, representer)
    expect(flexibleBias(left, representer, value, value)).toBeCloseTo(0.7, 10)
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
