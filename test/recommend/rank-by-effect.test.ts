import { expect, test } from 'vitest'
import { silent } from '../../src-main/contract/monitor.ts'
import { becauseOf } from '../../src-main/explain/because.ts'
import { tableFromColumns } from '../../src-main/ingest/table-from-columns.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { random } from '../../src-main/numeric/random.ts'
import { effectByUnit } from '../../src-main/recommend/effect-of-action.ts'
import { interactionsFromEvents, itemsOf } from '../../src-main/recommend/interactions.ts'
import { fitCandidates } from '../../src-main/recommend/models.ts'
import { rankByEffect } from '../../src-main/recommend/rank-by-effect.ts'
import { simulateShop } from '../../src-main/simulate/shop.ts'
import { customerTypes } from '../../src-main/simulate/shop-constants.ts'
import { customersQuestion, customersTable } from '../simulate/customers-table.ts'
import { numberColumn } from './fixture.ts'

const options = { users: 12_000, seed: 21, variant: 'observed' } as const
const names = { unit: 'unit', ...customersQuestion }

const table = customersTable(options)
const effects = effectByUnit(table, names)

test('the mean effect of each customer type is near its truth (seed 21)', () => {
  const type = table.columns[1]
  if (type.kind !== 'category') throw new Error('types are categories')
  customerTypes.forEach(({ name, effect }, code) => {
    const rows = [...effects.effect.keys()].filter((row) => type.codes[row] === code)
    const mean = rows.reduce((sum, row) => sum + effects.effect[row], 0) / rows.length
    // The standard error of the smallest segment's effect is about 0.023 at 12,000 customers.
    expect(Math.abs(mean - effect), name).toBeLessThan(0.06)
  })
})

test("a unit's standard error is that of the difference of two means where there is nothing to adjust for", () => {
  const two = {
    rows: 8,
    columns: [
      numberColumn('unit', [1, 2, 3, 4, 5, 6, 7, 8]),
      numberColumn('t', [1, 1, 1, 1, 0, 0, 0, 0]),
      numberColumn('y', [1, 3, 5, 7, 2, 2, 4, 4]),
    ],
  }
  const got = effectByUnit(two, { unit: 'unit', treatment: 't', outcome: 'y', adjustFor: [] })
  expect(got.effect[0]).toBeCloseTo(1, 12)
  // HC2 of a mean is its usual s²/n.
  expect(got.standardError[0]).toBeCloseTo(Math.sqrt(20 / 3 / 4 + 4 / 3 / 4), 12)
})

test('too few treated rows are refused', () => {
  const few = {
    rows: 4,
    columns: [
      numberColumn('unit', [1, 2, 3, 4]),
      numberColumn('t', [1, 0, 0, 0]),
      numberColumn('y', [1, 0, 1, 0]),
    ],
  }
  const question = { unit: 'unit', treatment: 't', outcome: 'y', adjustFor: [] }
  expect(() => effectByUnit(few, question)).toThrow('RECOMMEND_TOO_FEW_TREATED')
})

test('missing covariates are marked, not dropped', () => {
  const holes = {
    rows: 10,
    columns: [
      numberColumn('unit', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
      numberColumn('t', [1, 0, 1, 0, 1, 0, 1, 0, 1, 0]),
      numberColumn('y', [1, 0, 1, 1, 0, 0, 1, 0, 1, 1]),
      numberColumn('x', [1, 2, 3, Number.NaN, 5, 6, Number.NaN, 8, 9, 10]),
    ],
  }
  const got = effectByUnit(holes, { unit: 'unit', treatment: 't', outcome: 'y', adjustFor: ['x'] })
  expect(got.effect.every(Number.isFinite)).toBe(true)
})

test('lists go to whom the action moves; those it puts off are counted and get none', async () => {
  const { events, definition } = simulateShop(options)
  const landmark = definition.indexTime.kind === 'landmark' ? definition.indexTime.time : 0
  const interactions = interactionsFromEvents(events, ['view', 'cart', 'purchase'], landmark)
  const fitted = await fitCandidates('ease', interactions, {}, silent, serial)
  const because = becauseOf('chance')
  const ranking = rankByEffect({
    interactions,
    fitted,
    effects,
    k: 5,
    minimumEffect: 0,
    excludeSeen: true,
    because,
  })
  const effectOf = new Map(effects.units.map((unit, row) => [unit, effects.effect[row]]))

  expect(ranking.usersConsidered).toBe(options.users)
  expect(ranking.usersExcluded).toBe([...effects.effect].filter((effect) => effect <= 0).length)
  expect(ranking.usersListed).toBe(options.users - ranking.usersExcluded)
  expect(ranking.recommendations.length).toBe(5 * ranking.usersListed)
  const userOf = new Map(interactions.users.map((user, index) => [user, index]))
  let last = 1
  for (const line of ranking.recommendations) {
    expect(effectOf.get(line.user)).toBeGreaterThan(0)
    expect(line.causalScore >= 0 && line.causalScore <= 1).toBe(true)
    if (line.rank === 1) {
      expect(line.causalScore).toBeLessThanOrEqual(last)
      last = line.causalScore
    }
    const history = itemsOf(interactions, userOf.get(line.user) ?? -1)
    expect([...history].some((item) => interactions.items[item] === line.item)).toBe(false)
    if (line.because.words === 'because_met_chance') {
      const met = String(line.because.with?.met)
      expect([...history].some((item) => interactions.items[item] === met)).toBe(true)
    }
  }
  const putOff = rankByEffect({
    interactions,
    fitted,
    effects,
    k: 5,
    minimumEffect: 0.1,
    excludeSeen: true,
    because,
  })
  expect(putOff.usersExcluded).toBe([...effects.effect].filter((effect) => effect <= 0.1).length)
})

test('what is left out makes room for the next best, and a pinned item is among the lines', async () => {
  const { events } = simulateShop({ users: 400, seed: 3, variant: 'observed' })
  const interactions = interactionsFromEvents(events, undefined)
  const fitted = await fitCandidates('popularity', interactions, {}, silent, serial)
  const units = interactions.users
  const effects = {
    units,
    effect: new Float64Array(units.length).fill(0.1),
    standardError: new Float64Array(units.length).fill(0.01),
    treated: 1,
    untreated: 1,
    model: { intercept: 0.1, terms: [] },
  }
  const request = {
    interactions,
    fitted,
    effects,
    k: 5,
    minimumEffect: 0,
    excludeSeen: false,
    because: becauseOf('chance'),
  }
  const listOf = (judged: Parameters<typeof rankByEffect>[0]['judged']) =>
    rankByEffect({ ...request, judged })
      .recommendations.filter(({ user }) => user === units[0])
      .map(({ item }) => item)
  const plain = rankByEffect({ ...request, k: 7 })
    .recommendations.filter(({ user }) => user === units[0])
    .map(({ item }) => item)
  const out = [plain[0], plain[2]]
  const leftOut = (_user: string, item: string) => out.includes(item)
  expect(listOf({ pinned: () => [], leftOut, most: 2 })).toEqual(plain)
  const last = interactions.items.at(-1) ?? ''
  expect(listOf({ pinned: () => [last], leftOut: () => false, most: 0 })).toEqual([
    ...plain.filter((item) => item !== last).slice(0, 4),
    last,
  ])
})

test('an effect on a chance is a difference of chances, whoever it is read off for (seed 12)', () => {
  const source = random(12, 'extrapolation')
  const columns: Record<'unit' | 't' | 'y' | 'spent', (string | number)[]> = {
    unit: [],
    t: [],
    y: [],
    spent: [],
  }
  for (let i = 0; i < 400; i++) {
    const treated = i < 30
    const spent = treated ? source.uniform() : 40 * source.uniform()
    columns.unit.push(`u${i}`)
    columns.t.push(treated ? 1 : 0)
    columns.spent.push(spent)
    columns.y.push(source.uniform() < (treated ? 0.2 + 0.5 * spent : 0.05) ? 1 : 0)
  }
  const { effect } = effectByUnit(tableFromColumns(columns), {
    unit: 'unit',
    treatment: 't',
    outcome: 'y',
    adjustFor: ['spent'],
  })
  expect(Math.max(...effect)).toBeLessThanOrEqual(1)
  expect(Math.min(...effect)).toBeGreaterThanOrEqual(-1)
  // Nobody treated spent more than 1: who spent 40 counts as the treated who spent most.
  const most = columns.spent.indexOf(Math.max(...(columns.spent.slice(0, 30) as number[])))
  expect(effect[columns.spent.indexOf(Math.max(...(columns.spent as number[])))]).toBeCloseTo(
    effect[most],
    12,
  )
})
