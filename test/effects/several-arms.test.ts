import { describe, expect, it } from 'vitest'
import type { EstimateRequest, EstimationMethod } from '../../src-main/contract/effects.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { effectHeterogeneity } from '../../src-main/effects/heterogeneity/heterogeneity.ts'
import { takeColumn } from '../../src-main/effects/study.ts'
import type { Table } from '../../src-main/numeric/columns.ts'
import { random } from '../../src-main/numeric/random.ts'
import { numbersOf, tableOf, withColumn } from './tables.ts'

/** Arms none, low and high, taken more often where a is high; effects 1 + a / 2 and 2 − a / 2 against none. */
function threeArms(rows: number, seed: number, names: readonly string[] = ['none', 'low', 'high']): Table {
  const source = random(seed, 'several arms')
  const drawn = Array.from({ length: rows }, () => {
    const [a, b] = [source.normal(), source.normal()]
    const odds = [1, Math.exp(0.5 * a), Math.exp(0.7 * a - 0.4 * b)]
    let left = source.uniform() * (odds[0] + odds[1] + odds[2])
    let arm = 0
    while (arm < 2 && left > odds[arm]) left -= odds[arm++]
    const effect = [0, 1 + 0.5 * a, 2 - 0.5 * a][arm]
    return { a, b, arm: names[arm], y: a + 0.5 * b + effect + source.normal() }
  })
  return tableOf({
    a: drawn.map(({ a }) => a),
    b: drawn.map(({ b }) => b),
    arm: drawn.map(({ arm }) => arm),
    y: drawn.map(({ y }) => y),
  })
}

const question = { treatment: 'arm', outcome: 'y', adjustFor: ['a', 'b'], treated: 'high', control: 'none' }
const linear = { outcomeModel: 'linear', propensityModel: 'logit', folds: 2, trees: 50 } as const

function estimated(table: Table, method: EstimationMethod, more: Partial<EstimateRequest> = {}) {
  return estimateEffect(table, { ...question, method, ...more })
}

describe('a treatment of three arms', () => {
  const adjusting = [
    ...['difference_in_means', 'regression', 'stratification', 'matching', 'ipw', 'ipwra', 'aipw', 'tmle'],
    ...['regression_adjustment', 'dml_plr', 'dml_irm', 'causal_forest'],
    ...['s_learner', 't_learner', 'x_learner', 'r_learner', 'dr_learner'],
  ] as EstimationMethod[]

  it.each(adjusting)('%s compares the two arms asked for, and shows their overlap', (method) => {
    const table = threeArms(600, 91)
    const models = ['matching', 'stratification', 'tmle', 'causal_forest'].includes(method) ? {} : linear
    const { estimate, standardError, arms, diagnostics } = estimated(table, method, models)
    expect(arms).toEqual({ treated: 'high', control: 'none' })
    expect(Math.abs(estimate - 2)).toBeLessThan(method === 'difference_in_means' ? 1.2 : 0.6)
    expect(standardError).toBeGreaterThan(0)
    expect(diagnostics.overlap!.arms.map(({ arm }) => arm)).toContain('high')
  })
})

const metaLearners = ['s_learner', 't_learner', 'x_learner', 'r_learner', 'dr_learner'] as const
const learners = [...metaLearners, 'causal_forest'] as const
const products: Partial<EstimateRequest> = { ...linear, interactions: [['arm', 'a']] }

function contrastsOf(table: Table, method: EstimationMethod, more: Partial<EstimateRequest> = {}) {
  const { contrasts, n, estimate, standardError } = estimated(table, method, more)
  const of = (arm: string) => contrasts!.find(({ treated }) => treated === arm)!
  return { low: of('low'), high: of('high'), n, estimate, standardError, count: contrasts!.length }
}

describe('learners of effects with three arms', () => {
  it.each(metaLearners)('%s covers every arm’s effect on everyone', (method) => {
    const seeds = 40
    const covered = { low: 0, high: 0 }
    const truth = { low: 1, high: 2 }
    for (let seed = 1; seed <= seeds; seed++) {
      const found = contrastsOf(threeArms(400, 100 + seed), method, { ...products, seed })
      expect(found.n).toBe(400)
      for (const arm of ['low', 'high'] as const) {
        const [from, to] = found[arm].confidenceInterval
        if (from <= truth[arm] && truth[arm] <= to) covered[arm]++
      }
    }
    console.log(`${method}: low ${covered.low}, high ${covered.high} of ${seeds}`)
    // 95 in 100 less three of the share's own errors over 40 seeds.
    expect(Math.min(covered.low, covered.high) / seeds).toBeGreaterThanOrEqual(0.84)
  })

  it('causal_forest covers every arm’s effect on everyone', () => {
    let covered = 0
    for (let seed = 1; seed <= 12; seed++) {
      const { low, high } = contrastsOf(threeArms(600, 200 + seed), 'causal_forest', { trees: 100, seed })
      for (const [{ confidenceInterval: at }, truth] of [[low, 1] as const, [high, 2] as const])
        if (at[0] <= truth && truth <= at[1]) covered++
    }
    console.log(`causal_forest: ${covered} of 24`)
    expect(covered).toBeGreaterThanOrEqual(19)
  })

  it.each(learners)('%s answers for those in one arm as aipw does', (method) => {
    const table = threeArms(1500, 92)
    for (const target of ['att', 'atc'] as const) {
      const own = contrastsOf(
        table,
        method,
        method === 'causal_forest' ? { target } : { ...products, target },
      )
      const aipw = contrastsOf(table, 'aipw', { target })
      for (const arm of ['low', 'high'] as const) {
        expect(Math.abs(own[arm].estimate - aipw[arm].estimate)).toBeLessThan(0.12)
        expect(own[arm].standardError / aipw[arm].standardError).toBeGreaterThan(0.7)
        expect(own[arm].standardError / aipw[arm].standardError).toBeLessThan(1.4)
      }
    }
  })

  it.each(learners)('%s turns when arms are swapped, and scales with the outcome', (method) => {
    const table = threeArms(400, 93)
    const own = estimated(table, method, linear)
    const swapped = estimated(table, method, { ...linear, treated: 'none', control: 'high' })
    expect(swapped.estimate).toBeCloseTo(-own.estimate, 6)
    expect(swapped.standardError).toBeCloseTo(own.standardError, 6)
    const y = table.columns.find(({ name }) => name === 'y')!
    if (y.kind !== 'number') throw new Error('no outcome')
    const scaled = { ...y, values: y.values.map((value) => 4 * value + 16) }
    const columns = table.columns.map((column) => (column === y ? scaled : column))
    const fourfold = contrastsOf({ ...table, columns }, method, linear)
    expect(fourfold.high.estimate / 4).toBeCloseTo(own.estimate, 6)
    expect(fourfold.high.estimate).toBe(fourfold.estimate)
    expect(fourfold.count).toBe(2)
  })

  it('takes numbers that name arms for names', () => {
    const numbers = threeArms(300, 94, ['3', '7', '1'])
    const arm = numbers.columns.find(({ name }) => name === 'arm')!
    if (arm.kind !== 'category') throw new Error('no arms')
    const values = Float64Array.from(arm.codes, (code) => Number(arm.levels[code]))
    const columns = numbers.columns.map((each) =>
      each === arm ? { kind: 'number' as const, name: 'arm', values } : each,
    )
    const asked = { ...linear, categorical: ['arm'], treated: 1, control: 3 }
    const byNumber = estimated({ ...numbers, columns }, 't_learner', asked)
    const byName = estimated(threeArms(300, 94), 't_learner', linear)
    expect(byNumber.estimate).toBeCloseTo(byName.estimate, 9)
    expect(byNumber.contrasts!.map(({ treated }) => treated).sort()).toEqual(['1', '7'])
  })

  it('tells for whom among the two arms compared', () => {
    const table = threeArms(400, 95)
    const found = effectHeterogeneity(table, { ...question, method: 't_learner', ...linear })
    const compared = table.columns.find(({ name }) => name === 'arm')!
    if (compared.kind !== 'category') throw new Error('no arms')
    const low = compared.levels.indexOf('low')
    expect(found.n).toBe(compared.codes.filter((code) => code !== low).length)
    compared.codes.forEach((code, row) => {
      expect(Number.isNaN(found.effects[row])).toBe(code === low)
    })
  })
})

describe('methods that compare two arms at a time', () => {
  const pairwise = ['matching', 'stratification', 'dml_plr'] as const

  it.each(pairwise)('%s gives each arm’s contrast as a table of its two arms does', (method) => {
    const table = threeArms(500, 96)
    const more = method === 'dml_plr' ? linear : {}
    const { low, high, estimate, count } = contrastsOf(table, method, more)
    expect(count).toBe(2)
    expect(high.estimate).toBe(estimate)
    const asked = estimated(table, method, { ...more, treated: 'low' })
    expect(low.estimate).toBe(asked.estimate)
    expect(low.standardError).toBe(asked.standardError)
    expect(low.confidenceInterval).toEqual(asked.confidenceInterval)
    expect(Math.abs(low.estimate - 1)).toBeLessThan(4 * low.standardError)
  })

  it('the uplift forest does so of chances', () => {
    const table = threeArms(500, 97)
    const y = numbersOf(table, 'y').map((value) => (value > 1 ? 1 : 0))
    const { low, high } = contrastsOf(withColumn(table, 'y', y), 'uplift_forest', {
      ...linear,
      outcomeModel: 'logit',
    })
    expect(high.estimate).toBeGreaterThan(low.estimate)
  })

  it('an arm that cannot be compared leaves the others standing', () => {
    const table = threeArms(300, 98)
    const arm = table.columns.find(({ name }) => name === 'arm')!
    if (arm.kind !== 'category') throw new Error('no arms')
    const low = arm.levels.indexOf('low')
    const x = numbersOf(table, 'a').map((value, i) => (arm.codes[i] === low ? 9 : value))
    const apart = withColumn(table, 'a', x)
    const { contrasts, warnings } = estimated(apart, 'matching')
    expect(contrasts!.map(({ treated }) => treated)).toEqual(['high'])
    expect(warnings.map(({ code }) => code)).toContain('ARM_NOT_COMPARED')
  })
})

describe('for whom an arm works, of three', () => {
  const table = threeArms(1500, 96)
  const learner = {
    method: 'dr_learner',
    outcomeModel: 'linear',
    propensityModel: 'logit',
    folds: 2,
  } as const

  it.each([
    ['low', 0.5],
    ['high', -0.5],
  ])('tells how the effect of %s goes with a: by %f', (treated, slope) => {
    const found = effectHeterogeneity(table, { ...question, ...learner, treated })
    expect(found.arms).toEqual({ treated, control: 'none' })
    expect(found.estimand).toMatchObject({
      with: { treated: expect.stringContaining(treated), control: 'none' },
    })
    const term = found.linearProjection.find((each) => each.term === 'a')!
    expect(Math.abs(term.estimate - slope)).toBeLessThan(3.5 * term.standardError)
    expect(term.pValue).toBeLessThan(0.001)
  })

  it('is what the table of the two arms alone tells, and says which rows were left out', () => {
    const arms = table.columns.find(({ name }) => name === 'arm')
    if (arms?.kind !== 'category') throw new Error('arms are named')
    const kept = Int32Array.from({ length: table.rows }, (_, i) => i).filter(
      (i) => arms.levels[arms.codes[i]] !== 'high',
    )
    const alone = { rows: kept.length, columns: table.columns.map((each) => takeColumn(each, kept)) }
    const asked = { ...question, ...learner, treated: 'low' }
    const [all, two] = [effectHeterogeneity(table, asked), effectHeterogeneity(alone, asked)]
    expect(all.n).toBe(two.n)
    expect(all.average.estimate).toBeCloseTo(two.average.estimate, 12)
    expect(all.rank.autoc).toBeCloseTo(two.rank.autoc, 12)
    expect(all.calibration.differential.pValue).toBeCloseTo(two.calibration.differential.pValue, 12)
    kept.forEach((row, i) => {
      expect(all.effects[row]).toBeCloseTo(two.effects[i], 12)
    })
    expect(all.effects.filter((effect) => Number.isNaN(effect)).length).toBe(table.rows - kept.length)
    const left = all.warnings.find(({ code }) => code === 'OTHER_ARMS_LEFT_OUT')
    expect(left?.message.with).toEqual({ count: table.rows - kept.length, treated: 'low', control: 'none' })
    expect(two.warnings.map(({ code }) => code)).not.toContain('OTHER_ARMS_LEFT_OUT')
  })
})
