import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { type EstimationMethod, estimateOptions } from '../../src-main/contract/effects.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { estimateWithInfluence } from '../../src-main/effects/estimate.ts'
import { compareEstimates } from '../../src-main/effects/panel/compare-estimates.ts'
import { estimatePanel } from '../../src-main/effects/panel/estimate-panel.ts'
import { errorOfDifference, errorOfOne } from '../../src-main/effects/panel/row-influence.ts'
import type { Table } from '../../src-main/numeric/columns.ts'
import { expit } from '../../src-main/numeric/generalised-linear.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { random } from '../../src-main/numeric/random.ts'
import { linear } from './coverage-designs.ts'
import { tableOf } from './tables.ts'

const methods = ['regression', 'regression_adjustment', 'ipw', 'ipwra', 'aipw', 'tmle'] as const

function compared(table: Table, adjustFor: string[], of: readonly EstimationMethod[] = methods) {
  const answers = of.map((method) =>
    estimateWithInfluence(table, { treatment: 'd', outcome: 'y', method, adjustFor }),
  )
  return {
    answers,
    comparison: compareEstimates(
      answers.map(({ estimate }) => estimate),
      answers.map(({ influence }) => influence),
    ),
    bounded: compareEstimates(answers.map(({ estimate }) => estimate)),
  }
}

/** The outcome bends with a while its model is straight; the logit of the arm is straight. */
function bent(rows: number, seed: number): Table {
  const source = random(seed, 'bent')
  const a = Float64Array.from({ length: rows }, () => source.normal())
  const d = a.map((value) => (source.uniform() < expit(1.2 * value - 1.5) ? 1 : 0))
  return tableOf({ a, d, y: a.map((value, i) => d[i] + value * value + 0.5 * source.normal()) })
}

describe('estimates of one effect', () => {
  it('agree where every model is right, in all but few of 100 seeds', () => {
    let disagreements = 0
    for (let seed = 1; seed <= 100; seed++) {
      const { comparison } = compared(linear.draw(400, random(seed, 'agree')), ['a', 'b', 'c'])
      expect(comparison.pairs).toHaveLength(15)
      if (comparison.disagreement) disagreements++
    }
    console.log(`right models: ${disagreements} disagreements in 100 seeds`)
    // 5 %, and three errors of a share of 100.
    expect(disagreements).toBeLessThanOrEqual(11)
  })

  it('disagree where one model is wrong, in most of 40 seeds, and name the pair', () => {
    let disagreements = 0
    for (let seed = 1; seed <= 40; seed++) {
      const { comparison } = compared(bent(1000, seed), ['a'])
      if (!comparison.disagreement) continue
      disagreements++
      expect(comparison.inWords.words).toBe('comparison_disagree')
    }
    console.log(`one wrong model: ${disagreements} disagreements in 40 seeds`)
    expect(disagreements).toBeGreaterThanOrEqual(36)
  })

  it('say nothing of methods that answer another question', () => {
    const { comparison } = compared(
      linear.draw(400, random(81)),
      ['a', 'b'],
      ['difference_in_means', 'dml_plr', 'aipw', 'ipw'],
    )
    expect(comparison.notCompared).toEqual(['difference_in_means', 'dml_plr'])
    expect(comparison.pairs.map(({ a, b }) => [a, b])).toEqual([['aipw', 'ipw']])
    const alone = compared(linear.draw(400, random(81)), ['a'], ['difference_in_means', 'aipw']).comparison
    expect(alone).toMatchObject({ disagreement: false, pairs: [], inWords: { words: 'comparison_alone' } })
  })
})

describe('the error of a difference', () => {
  const rows = 400
  const draws = Array.from({ length: 100 }, (_, k) =>
    compared(linear.draw(rows, random(k + 1, 'difference')), ['a', 'b', 'c'], ['ipw', 'aipw']),
  )

  it('is what the difference does over 100 seeds', () => {
    const differences = draws.map(({ comparison }) => comparison.pairs[0].difference)
    const mean = differences.reduce((sum, value) => sum + value, 0) / draws.length
    const spread = Math.sqrt(
      differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (draws.length - 1),
    )
    const stated =
      draws.reduce((sum, { answers: [a, b] }) => sum + errorOfDifference(a.influence!, b.influence!), 0) /
      draws.length
    console.log(`spread ${spread.toFixed(4)}, stated ${stated.toFixed(4)}`)
    expect(stated / spread).toBeGreaterThan(0.75)
    expect(stated / spread).toBeLessThan(1.35)
  })

  it('is never above the bound that takes its place where rows are not known', () => {
    for (const { comparison, bounded } of draws) {
      expect(comparison.pairs[0]).toMatchObject({ error: 'paired' })
      expect(bounded.pairs[0]).toMatchObject({ error: 'bound' })
      expect(comparison.pairs[0].standardError).toBeLessThanOrEqual(bounded.pairs[0].standardError)
      expect(bounded.basis.words).toBe('comparison_basis_bound')
    }
  })

  it('adds up by cluster, as the estimates’ own errors do', () => {
    const plain = linear.draw(300, random(82))
    const shop = Float64Array.from({ length: 300 }, (_, i) => i % 60)
    const table = {
      rows: 300,
      columns: [...plain.columns, { kind: 'number' as const, name: 'shop', values: shop }],
    }
    const request = { treatment: 'd', outcome: 'y', adjustFor: ['a', 'b'], clusters: 'shop' }
    for (const method of ['aipw', 'ipw', 'tmle', 'regression_adjustment'] as const) {
      const { estimate, influence } = estimateWithInfluence(table, { ...request, method })
      expect(errorOfOne(influence!)).toBeCloseTo(estimate.standardError, 10)
    }
  })
})

describe('the panel', () => {
  it('keeps what answered, names what failed and compares the rest', async () => {
    const table = linear.draw(400, random(83))
    const question = { treatment: 'd', outcome: 'y', adjustFor: ['a', 'b', 'c'] }
    const options = (method: EstimationMethod) => v.parse(estimateOptions, { ...question, method })
    const panel = await estimatePanel(table, ['regression', 'iv_2sls', 'aipw'], options, serial, silent)
    expect(panel.estimates.map(({ method }) => method)).toEqual(['regression', 'aipw'])
    expect(panel.failures).toMatchObject([{ method: 'iv_2sls', code: 'EFFECTS_OPTION_MISSING' }])
    expect(panel.comparison).toMatchObject({ disagreement: false, pairs: [{ a: 'regression', b: 'aipw' }] })
  })

  it('warn of options that none of the methods uses, once each and not of what one of them uses', async () => {
    const asked = { treatment: 'd', outcome: 'y', adjustFor: ['a'], neighbours: 2, strata: 5, splits: 3 }
    const panelOf = (all: readonly EstimationMethod[]) =>
      estimatePanel(
        bent(300, 3),
        all,
        (method) => v.parse(estimateOptions, { ...asked, method }),
        serial,
        silent,
      )
    const { estimates } = await panelOf(['regression', 'matching'])
    for (const { warnings } of estimates) {
      const unused = warnings.filter(({ code }) => code === 'OPTIONS_NOT_USED')
      expect(unused.map(({ message }) => message.with)).toEqual([
        { method: 'regression, matching', options: 'strata' },
      ])
    }
    const all = await panelOf(['stratification', 'matching'])
    expect(all.estimates.flatMap(({ warnings }) => warnings.map(({ code }) => code))).not.toContain(
      'OPTIONS_NOT_USED',
    )
  })
})
