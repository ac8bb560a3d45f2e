import { expect, test } from 'vitest'
import type { EffectModel } from '../../src-main/contract/recommend.ts'
import { whatWouldChange } from '../../src-main/explain/what-would-change.ts'
import { effectByUnit } from '../../src-main/recommend/effect-of-action.ts'

const model: EffectModel = {
  intercept: 0.1,
  terms: [
    { column: 'carts', level: null, slope: -0.05, mean: 1, range: [0, 6] },
    { column: 'age', level: null, slope: 0.001, mean: 40, range: [18, 90] },
    { column: 'kind', level: 'new', slope: 0, mean: 0.5, range: [0, 1] },
    { column: 'kind', level: 'loyal', slope: -0.2, mean: 0.5, range: [0, 1] },
  ],
}
const effectAt = (values: { carts: number; age: number; kind: string }) =>
  0.1 - 0.05 * values.carts + 0.001 * values.age - (values.kind === 'loyal' ? 0.2 : 0)

test('the strongest influence comes first, and influences add up to the distance from the usual user', () => {
  const values = { carts: 2, age: 40, kind: 'new' }
  const found = whatWouldChange(model, values, 0)
  expect(found.map(({ column }) => column)).toEqual(['kind', 'carts', 'age'])
  const usual = 0.1 - 0.05 + 0.04 - 0.1
  const sum = found.reduce((total, { influence }) => total + influence, 0)
  expect(sum).toBeCloseTo(effectAt(values) - usual, 12)
})

test('the effect is at the threshold where a number turns the decision', () => {
  const values = { carts: 2, age: 40, kind: 'new' }
  const carts = whatWouldChange(model, values, 0.02).find(({ column }) => column === 'carts')
  expect(carts?.turnsAt?.kind).toBe('at-least')
  expect(effectAt({ ...values, carts: Number(carts?.turnsAt?.value) })).toBeCloseTo(0.02, 12)
})

test('a category that turns the decision is named', () => {
  const at = (kind: string) =>
    whatWouldChange(model, { carts: 1, age: 40, kind }, 0).find(({ column }) => column === 'kind')?.turnsAt
  expect(at('new')).toEqual({ kind: 'is', value: 'loyal' })
  expect(at('loyal')).toEqual({ kind: 'is', value: 'new' })
})

test('values that nobody ever had turn nothing, nor does a column that does not matter', () => {
  const far = whatWouldChange(model, { carts: 0, age: 90, kind: 'new' }, -5)
  expect(far.every(({ turnsAt }) => turnsAt === null)).toBe(true)
})

test('the model is that of the effects: intercept and terms give each unit its own', () => {
  const kinds = ['new', 'loyal', 'loyal', 'new']
  const rows = 40
  const table = {
    rows,
    columns: [
      { kind: 'number' as const, name: 'unit', values: Float64Array.from({ length: rows }, (_, i) => i) },
      { kind: 'number' as const, name: 't', values: Float64Array.from({ length: rows }, (_, i) => i % 2) },
      {
        kind: 'number' as const,
        name: 'y',
        values: Float64Array.from({ length: rows }, (_, i) => (i % 3) * (i % 2) + (i % 5)),
      },
      {
        kind: 'number' as const,
        name: 'x',
        values: Float64Array.from({ length: rows }, (_, i) => (i % 11 === 0 ? Number.NaN : (i * i) % 7)),
      },
      {
        kind: 'category' as const,
        name: 'kind',
        levels: ['new', 'loyal'],
        codes: Int32Array.from({ length: rows }, (_, i) => (kinds[(i >> 1) % 4] === 'new' ? 0 : 1)),
      },
    ],
  }
  const { effect, model: found } = effectByUnit(table, {
    unit: 'unit',
    treatment: 't',
    outcome: 'y',
    adjustFor: ['x', 'kind'],
  })
  for (let row = 0; row < rows; row++) {
    const x = table.columns[3].values?.[row] ?? Number.NaN
    const kind = kinds[(row >> 1) % 4]
    const own = found.terms.reduce((sum, term) => {
      if (term.column === 'kind') return sum + (term.level === kind ? term.slope : 0)
      if (term.missing) return sum + (Number.isNaN(x) ? term.slope : 0)
      return sum + term.slope * (Number.isNaN(x) ? term.mean : x)
    }, found.intercept)
    expect(own).toBeCloseTo(effect[row], 9)
  }
})
