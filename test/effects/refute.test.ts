import { describe, expect, it } from 'vitest'
import { refuteEffect } from '../../src-main/effects/refute.ts'
import { random } from '../../src-main/numeric/random.ts'
import { confounded, covariates } from './shop.ts'
import { numbersOf, permuted, withColumn } from './tables.ts'

const { table } = confounded(800, 21)
const question = { treatment: 'd', outcome: 'y', method: 'regression', adjustFor: covariates } as const

describe('refuters', () => {
  it.each(['regression', 'aipw', 'ipw', 'difference_in_means'] as const)(
    'let a sound estimate by %s pass',
    (method) => {
      const { refutations, panel } = refuteEffect(
        table,
        { ...question, method },
        { refuters: ['placebo_treatment', 'random_common_cause', 'random_subset'], repetitions: 50 },
      )
      expect(refutations.map(({ name, verdict }) => [name, verdict])).toEqual([
        ['placebo_treatment', 'passed'],
        ['random_common_cause', 'passed'],
        ['random_subset', 'passed'],
      ])
      expect(panel.verdict).toBe('passed')
      for (const { original, refuted } of refutations.slice(1)) expect(refuted).toBeCloseTo(original, 1)
      expect(Math.abs(refutations[0].refuted)).toBeLessThan(0.1)
    },
  )

  it('say that evidence is thin where placebos often do as much', () => {
    const source = random(22)
    const noise = withColumn(
      table,
      'y',
      numbersOf(table, 'y').map(() => source.normal()),
    )
    const { refutations, panel } = refuteEffect(noise, question, {
      refuters: ['placebo_treatment'],
      repetitions: 50,
    })
    expect(refutations[0].verdict).toBe('unclear')
    expect(panel.verdict).toBe('unclear')
  })

  it('fail an estimate that stands on one row', () => {
    const d = numbersOf(table, 'd')
    const outlier = d.indexOf(1)
    const spiked = withColumn(
      table,
      'y',
      numbersOf(table, 'y').map((y, i) => (i === outlier ? 1e7 : y)),
    )
    const { refutations } = refuteEffect(spiked, question, { refuters: ['random_subset'], repetitions: 50 })
    // Whether the row is drawn decides everything, and the refuter's interval shows it.
    const [{ refutedInterval, original }] = refutations
    expect(refutedInterval[0]).toBeLessThan(0.1 * original)
  })

  it('do not depend on the order of rows', () => {
    const order = Int32Array.from({ length: table.rows }, (_, i) => table.rows - 1 - i)
    const challenge = { refuters: ['placebo_treatment', 'random_subset'], repetitions: 20 } as const
    const a = refuteEffect(table, question, challenge).refutations
    const b = refuteEffect(permuted(table, order), question, challenge).refutations
    expect(b.map(({ refuted }) => refuted)).toEqual(a.map(({ refuted }) => expect.closeTo(refuted, 12)))
  })
})
