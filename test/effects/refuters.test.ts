import { describe, expect, it } from 'vitest'
import type { EstimateRequest, RefuterName } from '../../src-main/contract/effects.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { refuteEffect } from '../../src-main/effects/refute.ts'
import { random } from '../../src-main/numeric/random.ts'
import { confounded, covariates } from './shop.ts'
import { numbersOf, tableOf, withColumn } from './tables.ts'

const { table } = confounded(800, 31)
const question = { treatment: 'd', outcome: 'y', method: 'regression', adjustFor: covariates } as const

describe('further refuters', () => {
  it('let dummy outcomes and the bootstrap pass a sound estimate', () => {
    const { refutations } = refuteEffect(table, question, {
      refuters: ['dummy_outcome', 'bootstrap'],
      repetitions: 40,
    })
    expect(refutations.map(({ verdict }) => verdict)).toEqual(['passed', 'passed'])
  })

  it('find that a negative control outcome moves with an omitted confounder', () => {
    const source = random(32)
    const hidden = numbersOf(table, 'd').map((d) => d + source.normal())
    const noise = hidden.map(() => source.normal())
    const controls = withColumn(withColumn(table, 'before', hidden), 'weather', noise)
    const quiet = refuteEffect(controls, question, {
      refuters: ['negative_control_outcome'],
      negativeControls: ['weather'],
    })
    const loud = refuteEffect(controls, question, {
      refuters: ['negative_control_outcome'],
      negativeControls: ['weather', 'before'],
    })
    expect(quiet.refutations[0].verdict).toBe('passed')
    expect(loud.refutations[0].verdict).toBe('failed')
    expect(loud.refutations[0].inWords.with?.column).toBe('before')
    expect(loud.panel.verdict).toBe('failed')
  })

  it('find no effect of a negative control treatment', () => {
    const source = random(33)
    const coin = numbersOf(table, 'd').map(() => (source.uniform() < 0.5 ? 1 : 0))
    const { refutations } = refuteEffect(withColumn(table, 'coin', coin), question, {
      refuters: ['negative_control_treatment'],
      negativeControls: ['coin'],
    })
    expect(refutations[0].verdict).toBe('passed')
  })

  it('let a strong effect survive a simulated confounder and overturn a weak one', () => {
    const strong = refuteEffect(table, question, { refuters: ['unobserved_confounder'] })
    expect(strong.refutations[0].verdict).toBe('passed')
    expect(strong.refutations[0].refuted).toBeLessThan(strong.refutations[0].original)
    const weak = confounded(800, 34, { effect: 0.05, strength: 2 }).table
    const fragile = refuteEffect(weak, question, { refuters: ['unobserved_confounder'] })
    expect(fragile.refutations[0].verdict).not.toBe('passed')
  })

  const decided: [string, EstimateRequest][] = [
    ['an instrument', { treatment: 'd', outcome: 'y', method: 'iv_2sls', instruments: ['z'] }],
    ['a running variable', { treatment: 'above', outcome: 'jump', method: 'rdd', running: 'r', cutoff: 0 }],
  ]
  it.each(decided)('deal %s out with the treatment it decides', (_, asked) => {
    const source = random(36)
    const rows = Array.from({ length: 800 }, () => {
      const [z, u, r] = [source.uniform() < 0.5 ? 1 : 0, source.normal(), 2 * source.uniform() - 1]
      const d = 2 * z + u + source.normal() > 1 ? 1 : 0
      const above = r >= 0 ? 1 : 0
      return { z, r, d, above, y: 2 * d + u + source.normal(), jump: 2 * above + r + source.normal() }
    })
    const names = ['z', 'r', 'd', 'above', 'y', 'jump'] as const
    const drawn = tableOf(Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])])))
    const ask = (refuter: 'placebo_treatment' | 'unobserved_confounder') =>
      refuteEffect(drawn, asked, { refuters: [refuter], repetitions: 40 }).refutations[0]
    const placebo = ask('placebo_treatment')
    expect(placebo.verdict).toBe('passed')
    expect(Math.max(...placebo.refutedInterval.map(Math.abs))).toBeLessThan(placebo.original)
    expect(() => ask('unobserved_confounder')).toThrow('EFFECTS_REFUTER_NOT_APT')
  })

  it('deal the units of a panel each other’s first treatment', () => {
    const source = random(37)
    const rows = Array.from({ length: 360 }, (_, i) => {
      const [unit, t] = [Math.floor(i / 6), i % 6]
      const first = unit < 15 ? 3 : unit < 30 ? 4 : 0
      const on = first > 0 && t >= first ? 1 : 0
      return { unit, t, first, on, y: 0.3 * t + 2 * on + source.normal() }
    })
    const names = ['unit', 't', 'first', 'on', 'y'] as const
    const panel = tableOf(Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])])))
    const asked = { treatment: 'on', outcome: 'y', method: 'did', unit: 'unit', time: 't' } as const
    for (const firstTreated of ['first', undefined]) {
      const { refutations } = refuteEffect(
        panel,
        { ...asked, firstTreated },
        { refuters: ['placebo_treatment'], repetitions: 40 },
      )
      expect(refutations[0].verdict).toBe('passed')
      expect(Math.abs(refutations[0].refuted)).toBeLessThan(0.3)
    }
  })

  it('refuse a simulated confounder that any estimate would survive', () => {
    const ask = (method: 'difference_in_means' | 'regression', refuter: RefuterName) =>
      refuteEffect(table, { ...question, method, adjustFor: [] }, { refuters: [refuter], repetitions: 20 })
    expect(() => ask('difference_in_means', 'unobserved_confounder')).toThrow('EFFECTS_REFUTER_NOT_APT')
    expect(() => ask('regression', 'unobserved_confounder')).toThrow('EFFECTS_OPTION_MISSING')
  })

  it('test the graph behind the adjustment', () => {
    const edges = (pairs: readonly [string, string][]) =>
      pairs.map(([from, to]) => ({ from, to, kind: 'directed' as const }))
    const nodes = ['x1', 'x2', 'd', 'y'].map((id) => ({ id }))
    const right = {
      type: 'dag' as const,
      nodes,
      edges: edges([
        ['x1', 'd'],
        ['x2', 'd'],
        ['x1', 'y'],
        ['x2', 'y'],
        ['d', 'y'],
      ]),
    }
    const wrong = {
      type: 'dag' as const,
      nodes,
      edges: edges([
        ['x1', 'd'],
        ['x2', 'd'],
        ['d', 'y'],
        ['x2', 'y'],
      ]),
    }
    const ask = (adjustFor: typeof right) =>
      refuteEffect(table, { ...question, adjustFor }, { refuters: ['graph'] })
    expect(ask(right).refutations[0].verdict).toBe('passed')
    expect(ask(wrong).refutations[0].verdict).toBe('failed')
    const estimate = estimateEffect(table, { ...question, adjustFor: right })
    expect(estimate.adjustedFor).toEqual(['x1', 'x2'])
  })

  it('say what data can about exclusion', () => {
    const source = random(35)
    const n = 2000
    const columns = { z1: [] as number[], z2: [] as number[], d: [] as number[], y: [] as number[] }
    for (let i = 0; i < n; i++) {
      const [z1, z2, u] = [source.normal(), source.normal(), source.normal()]
      const d = z1 + z2 + u + source.normal()
      columns.z1.push(z1)
      columns.z2.push(z2)
      columns.d.push(d)
      columns.y.push(d + u + 0.5 * z2 + source.normal())
    }
    const ask = (instruments: string[]) =>
      refuteEffect(
        tableOf(columns),
        { treatment: 'd', outcome: 'y', method: 'iv_2sls', instruments },
        { refuters: ['instrument_exclusion'] },
      ).refutations[0].verdict
    expect(ask(['z1'])).toBe('unclear')
    expect(ask(['z1', 'z2'])).toBe('failed')
  })
})
