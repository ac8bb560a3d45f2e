import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { estimateOptions } from '../../src-main/contract/effects.ts'
import { divideRows } from '../../src-main/effects/heterogeneity/divide-rows.ts'
import {
  corrected,
  lookAtSubgroups,
  subgroupEffects,
} from '../../src-main/effects/heterogeneity/subgroups.ts'
import { random } from '../../src-main/numeric/random.ts'
import { confounded, covariates } from './shop.ts'
import { numbersOf, tableOf } from './tables.ts'

const options = v.parse(estimateOptions, { treatment: 'd', outcome: 'y', method: 'dr_learner' })

describe('rows are divided', () => {
  const table = tableOf({
    age: [18, 25, 40, 40, 61, null],
    few: [0, 1, 1, 0, 1, 0],
    kind: ['a', 'b', 'b', 'a', 'c', 'a'],
  })

  it('at cuts, a row at a cut belonging above it', () => {
    const { rules, part } = divideRows(table, [{ column: 'age', cuts: [40, 25] }])
    expect(rules).toEqual(['age < 25', '25 ≤ age < 40', 'age ≥ 40'])
    expect([...part]).toEqual([0, 1, 2, 2, 2, -1])
  })

  it('by value where there are few, by level, and by every combination that holds a row', () => {
    const { rules, part } = divideRows(table, [{ column: 'few' }, { column: 'kind' }])
    expect(rules).toEqual(['few = 0 ∧ kind = a', 'few = 1 ∧ kind = b', 'few = 1 ∧ kind = c'])
    expect([...part]).toEqual([0, 1, 1, 0, 2, 0])
  })
})

describe('effects in subgroups', () => {
  it('are plain means with their errors, and add up to the whole', () => {
    const source = random(5)
    const n = 400
    const scores = Float64Array.from({ length: n }, (_, i) => (i % 4) + source.normal())
    const table = tableOf({ g: Float64Array.from({ length: n }, (_, i) => i % 4) })
    const { groups, test, left } = lookAtSubgroups(table, scores, [{ column: 'g' }], options)
    const own = [...scores].filter((_, i) => i % 4 === 2)
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length
    const squares = own.reduce((sum, value) => sum + (value - mean) ** 2, 0)
    expect(groups[2].estimate).toBeCloseTo(mean, 12)
    expect(groups[2].standardError).toBeCloseTo(Math.sqrt(squares / (own.length - 1) / own.length), 12)
    const whole = groups.reduce((sum, { share, estimate }) => sum + share * estimate, 0)
    expect(whole).toBeCloseTo(scores.reduce((sum, value) => sum + value, 0) / n, 12)
    const rest = [...scores].filter((_, i) => i % 4 !== 2)
    expect(groups[2].difference).toBeCloseTo(
      mean - rest.reduce((sum, value) => sum + value, 0) / rest.length,
      12,
    )
    expect(test!.degreesOfFreedom).toBe(3)
    expect(test!.pValue).toBeLessThan(1e-10)
    expect(left).toBe(0)
  })

  it('with clusters are those of the cluster sums: duplicates clustered by their original change nothing', () => {
    const source = random(6)
    const n = 300
    const once = Float64Array.from({ length: n }, () => source.normal())
    const g = Float64Array.from({ length: n }, (_, i) => i % 2)
    const id = Float64Array.from({ length: n }, (_, i) => i)
    const twice = (values: Float64Array) => Float64Array.from([...values, ...values])
    const clustered = { ...options, clusters: 'id' }
    const plain = lookAtSubgroups(tableOf({ g, id }), once, [{ column: 'g' }], clustered)
    const doubled = lookAtSubgroups(
      tableOf({ g: twice(g), id: twice(id) }),
      twice(once),
      [{ column: 'g' }],
      clustered,
    )
    expect(doubled.groups[0].standardError).toBeCloseTo(plain.groups[0].standardError, 12)
    expect(doubled.groups[0].pValue).toBeCloseTo(plain.groups[0].pValue, 12)
    expect(doubled.test!.statistic).toBeCloseTo(plain.test!.statistic, 8)
  })

  it('are corrected for every group of every look', () => {
    const table = tableOf({ g: [0, 0, 0, 1, 1, 1], h: [0, 1, 0, 1, 0, 1] })
    const scores = Float64Array.from([1, 1.2, 0.9, 2, 2.4, 1.9])
    const first = lookAtSubgroups(table, scores, [{ column: 'g' }], options)
    const second = lookAtSubgroups(table, scores, [{ column: 'h' }], options)
    const alone = corrected([first])[0]
    const among = corrected([first, second])[0]
    expect(alone.groups[0].correctedPValue).toBeCloseTo(2 * first.groups[0].pValue, 12)
    expect(among.groups[0].correctedPValue).toBeCloseTo(4 * first.groups[0].pValue, 12)
  })

  it('differ no more often than they should where the effect is the same for everybody', () => {
    let rejected = 0
    const repetitions = 400
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const source = random(7, 'subgroups', repetition)
      const scores = Float64Array.from({ length: 200 }, () => source.normal())
      const table = tableOf({ g: Float64Array.from(scores, () => source.integer(4)) })
      if (lookAtSubgroups(table, scores, [{ column: 'g' }], options).test!.pValue < 0.05) rejected++
    }
    expect(rejected / repetitions).toBeGreaterThan(0.025)
    expect(rejected / repetitions).toBeLessThan(0.085)
  })

  it('recover a difference that is there, by a method with effects by row', () => {
    const { table } = confounded(4000, 43, { differs: 1 })
    const look = subgroupEffects(
      table,
      { treatment: 'd', outcome: 'y', method: 'dr_learner', adjustFor: covariates, outcomeModel: 'linear' },
      [{ column: 'x1', cuts: [0] }],
    )
    const x1 = numbersOf(table, 'x1')
    for (const [index, group] of look.groups.entries()) {
      const inside = [...x1].filter((value) => value >= 0 === (index === 1))
      const truth = 2 + inside.reduce((sum, value) => sum + value, 0) / inside.length
      expect(Math.abs(group.estimate - truth)).toBeLessThan(3 * group.standardError)
      expect(group.correctedPValue).toBeLessThan(1e-6)
    }
  })
})
