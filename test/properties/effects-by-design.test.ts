import { describe, expect, it } from 'vitest'
import type { EstimateRequest, EstimationMethod } from '../../src-main/contract/effects.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { random, shuffle } from '../../src-main/numeric/random.ts'
import { tableOf } from '../effects/tables.ts'

type Columns = Readonly<Record<string, readonly (number | string)[]>>

const rows = 300

/** Columns for every design: a panel of five periods, an instrument, a mediator, a running variable. */
function columns(): Columns {
  const source = random(71, 'designs')
  const all = Array.from({ length: rows }, (_, i) => {
    const unit = Math.floor(i / 5)
    const [a, b, z, x] = [source.normal(), source.normal(), source.normal(), 2 * source.uniform() - 1]
    const chosen = source.uniform() < 1 / (1 + Math.exp(-0.5 * a - z)) ? 1 : 0
    const m = 0.6 * chosen + source.normal()
    const first = [0, 3, 4][unit % 3]
    const t = (i % 5) + 1
    const switched = first > 0 && t >= first ? 1 : 0
    const above = x >= 0 ? 1 : 0
    const y = chosen + switched + above + a + 0.5 * m + source.normal()
    const sign = a > 0 ? 1 : 0
    return { row: `r${i}`, unit: `u${unit}`, t, first, a, b, z, x, m, sign, chosen, switched, above, y }
  })
  const names = Object.keys(all[0]) as (keyof (typeof all)[number])[]
  return Object.fromEntries(names.map((name) => [name, all.map((row) => row[name])]))
}

const table = columns()
const panel = { treatment: 'switched', unit: 'unit', time: 't', adjustFor: ['a'] }
const designs: readonly [EstimationMethod, Partial<EstimateRequest>][] = [
  ['iv_2sls', { instruments: ['z'], adjustFor: ['a'] }],
  ['did', panel],
  ['did', { ...panel, firstTreated: 'first' }],
  ['did', { ...panel, firstTreated: 'first', comparison: 'never_treated', aggregation: 'dynamic' }],
  ['rdd', { treatment: 'above', running: 'x', cutoff: 0, adjustFor: ['a'] }],
  ['frontdoor', { mediators: ['m'], adjustFor: ['a'] }],
  ['mediation', { mediators: ['m'], adjustFor: ['a'] }],
  ['id', { adjustFor: { dagitty: 'dag{sign->chosen sign->y chosen->y}' } }],
  ['ipw', { adjustFor: ['a', 'z'], overlapWeights: true }],
]

function ask(from: Columns, method: EstimationMethod, options: Partial<EstimateRequest>) {
  const { estimate, standardError } = estimateEffect(tableOf(from), {
    treatment: 'chosen',
    outcome: 'y',
    method,
    ...options,
  })
  return [estimate, standardError]
}

function close(got: readonly number[], wanted: readonly number[], digits = 8): void {
  for (const [k, value] of wanted.entries()) expect(got[k]).toBeCloseTo(value, digits)
}

const taken = (from: Columns, order: readonly number[]): Columns =>
  Object.fromEntries(Object.entries(from).map(([name, values]) => [name, order.map((row) => values[row])]))
const weighed = (weight: (row: number) => number): Columns => ({
  ...table,
  w: Array.from({ length: rows }, (_, i) => weight(i)),
})
const every = Array.from({ length: rows }, (_, i) => i)

describe.each(designs)('%s %o', (method, options) => {
  const plain = ask(table, method, options)

  it('does not depend on the order of rows', () => {
    const order = [...shuffle(Int32Array.from(every), random(72))]
    expect(ask(taken(table, order), method, options)).toEqual(plain)
  })

  it('scales with the outcome and does not move with its origin', () => {
    const moved = { ...table, y: table.y.map((y) => 50 * Number(y) + 7) }
    close(
      ask(moved, method, options).map((value) => value / 50),
      plain,
    )
  })

  it('does not depend on the unit of weights, and is plain where they are alike', () => {
    const uneven = weighed((i) => 0.5 + (i % 7) / 4)
    const once = ask(uneven, method, { ...options, weights: 'w' })
    const times = { ...uneven, w: uneven.w.map((w) => 7 * Number(w)) }
    close(ask(times, method, { ...options, weights: 'w' }), once)
    close(
      ask(
        weighed(() => 3),
        method,
        { ...options, weights: 'w' },
      ),
      plain,
    )
  })

  it('leaves out rows that weigh nothing', () => {
    const some = weighed((i) => (Math.floor(i / 5) % 6 === 0 ? 0 : 1))
    const rest = taken(
      table,
      every.filter((i) => some.w[i] === 1),
    )
    close(ask(some, method, { ...options, weights: 'w' }), ask(rest, method, options))
  })

  it('is the same for rows written twice with half the weight each', () => {
    const twice = taken(
      weighed(() => 0.5),
      [...every, ...every],
    )
    const original = options.unit ? 'unit' : 'row'
    const copies = {
      ...twice,
      original: twice[original],
      unit: twice.unit.map((unit, i) => (i < rows ? unit : `${unit} again`)),
    }
    // The bandwidth is chosen by how many rows there are.
    const fixed = method === 'rdd' ? { ...options, bandwidth: 0.5 } : options
    const once = ask(table, method, { ...fixed, clusters: original })
    const both = ask(copies, method, { ...fixed, weights: 'w', clusters: 'original' })
    expect(both[0]).toBeCloseTo(once[0], 8)
    if (['iv_2sls', 'rdd'].includes(method) || (method === 'did' && !options.firstTreated)) {
      // Small sample factors count rows.
      expect(both[1] / once[1]).toBeCloseTo(1, 1)
    } else expect(both[1]).toBeCloseTo(once[1], 8)
  })
})
