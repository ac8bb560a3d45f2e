import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildAnalysisTable } from '../../src-main/behaviour/build-analysis-table.ts'
import { suggestDefinition } from '../../src-main/behaviour/suggest-definition.ts'
import { summarise } from '../../src-main/behaviour/summarise.ts'
import type { AnalysisTableDefinition, Covariate } from '../../src-main/contract/behaviour.ts'
import { AntecedentError } from '../../src-main/contract/errors.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import type { Table } from '../../src-main/numeric/columns.ts'
import { atHour, type Event, eventColumns } from '../behaviour/events.ts'

const seed = 20260302

/** Few users, few moments and few types, so that ties, repeats and empty windows are common. */
const event: fc.Arbitrary<Event> = fc.record(
  {
    user: fc.constantFrom('a', 'b', 'c', 'd'),
    hour: fc.integer({ min: 0, max: 40 }),
    type: fc.constantFrom('view', 'cart', 'offer', 'buy'),
    item: fc.constantFrom('p', 'q', 'r'),
    session: fc.constantFrom('s', 't'),
    price: fc.constantFrom(0.1, 0.2, 0.3, 1e9),
    attributes: fc.record(
      { tier: fc.constantFrom('x', 'y'), age: fc.constantFrom(1, 2) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['user', 'hour', 'type'] },
)

/** Every type and attribute occurs, somebody is treated and somebody not, whatever else is drawn. */
const always: Event[] = [
  { user: 'y', hour: 0, type: 'view', attributes: { tier: 'x', age: 1 } },
  { user: 'y', hour: 11, type: 'offer' },
  { user: 'z', hour: 0, type: 'cart' },
  { user: 'z', hour: 41, type: 'buy' },
]

const events = fc.array(event, { minLength: 12, maxLength: 40 }).map((list) => [...list, ...always])

const covariates: Covariate[] = [
  { name: 'n', measure: 'count' },
  { name: 'recent', measure: 'count', windowHours: 3 },
  { name: 'any', measure: 'any', types: ['cart', 'buy'] },
  { name: 'sum', measure: 'sum-price' },
  { name: 'mean', measure: 'mean-price' },
  { name: 'items', measure: 'distinct-items' },
  { name: 'last', measure: 'hours-since-last' },
  { name: 'first', measure: 'hours-since-first', types: ['view'] },
  { name: 'tier', measure: 'last-attribute', attribute: 'tier' },
  { name: 'age', measure: 'last-attribute', attribute: 'age' },
]

const definition: fc.Arbitrary<AnalysisTableDefinition> = fc.record({
  name: fc.constant('table'),
  unit: fc.constantFrom('user', 'session'),
  sessionGapMinutes: fc.constantFrom(60, 240),
  indexTime: fc.oneof(
    fc.record({ kind: fc.constant('landmark' as const), time: fc.constantFrom(atHour(10), atHour(5)) }),
    fc.record({
      kind: fc.constant('first-event' as const),
      types: fc.constantFrom<string[]>(['view'], ['view', 'cart']),
    }),
    fc.record({
      kind: fc.constant('sequential-trials' as const),
      start: fc.constant(atHour(2)),
      everyHours: fc.constantFrom(3, 8),
      trials: fc.constantFrom(1, 4),
    }),
  ),
  covariates: fc.constant(covariates),
  treatment: fc.constant({ name: 'treated', types: ['offer'], graceHours: 3 }),
  outcome: fc.record({
    name: fc.constant('outcome'),
    measure: fc.constantFrom('any', 'count', 'sum-price'),
    types: fc.constantFrom<string[]>(['buy'], ['offer'], ['buy', 'offer']),
    startHours: fc.constantFrom(3, 5),
    windowHours: fc.constantFrom(4, 20),
  }),
  cutOff: fc.constantFrom('exclude', 'censoring-weights'),
})

/** The table, or the code of the reason why there is none. */
function attempt(list: readonly Event[], wanted: AnalysisTableDefinition) {
  try {
    return buildAnalysisTable(eventColumns(list), wanted, silent)
  } catch (error) {
    if (error instanceof AntecedentError) return error.code
    throw error
  }
}

type Row = Record<string, string | number>

function rowsOf(table: Table): Row[] {
  return Array.from({ length: table.rows }, (_, row) =>
    Object.fromEntries(
      table.columns.map((column) => [
        column.name,
        column.kind === 'category' ? (column.levels[column.codes[row]] ?? '') : column.values[row],
      ]),
    ),
  )
}

const keyOf = (row: Row, unit: string) => `${row[unit]} ${row.index_time}`

describe('an analysis table', () => {
  it('is the same to the bit, hash and all, whatever the order of import', () => {
    fc.assert(
      fc.property(events, definition, fc.infiniteStream(fc.nat()), (list, wanted, random) => {
        const shuffled = list
          .map((one) => ({ one, key: random.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one)
        expect(attempt(shuffled, wanted)).toEqual(attempt(list, wanted))
      }),
      { seed, numRuns: 400 },
    )
  })

  it('has covariates that no event at or after the index time can change', () => {
    let compared = 0
    fc.assert(
      fc.property(events, definition, fc.array(event, { maxLength: 10 }), (list, wanted, others) => {
        const before = attempt(list, wanted)
        if (typeof before === 'string' || wanted.unit === 'session') return
        for (const row of rowsOf(before.table)) {
          const index = Number(row.index_time)
          const isLater = ({ hour }: Event) => atHour(hour) >= index
          const past = list.filter((one) => !isLater(one))
          const isFirst = wanted.indexTime.kind === 'first-event'
          const anchor = list.filter((one) => isFirst && one.user === row.user && atHour(one.hour) === index)
          const future = others.filter((one) => isLater(one))
          const changed = attempt(
            [...past, ...anchor, ...always, ...future, { user: 'z', hour: 200, type: 'view' }],
            wanted,
          )
          if (typeof changed === 'string') continue
          const again = rowsOf(changed.table).find((one) => keyOf(one, 'user') === keyOf(row, 'user'))
          if (!again || row.user === 'y' || row.user === 'z') continue
          compared++
          for (const { name } of covariates) expect(again[name], name).toBe(row[name])
        }
      }),
      { seed, numRuns: 400 },
    )
    expect(compared).toBeGreaterThan(100)
  })

  it('takes treatment and outcome from different events: leaving one out changes one of them at most', () => {
    let treatments = 0
    let outcomes = 0
    const compare = (row: Row, again: Row | undefined) => {
      if (!again) return
      const treatment = again.treated !== row.treated
      const outcome = again.outcome !== row.outcome
      if (treatment) treatments++
      if (outcome) outcomes++
      expect(treatment && outcome).toBe(false)
    }
    const long: Event = { user: 'z', hour: 100, type: 'view' }
    fc.assert(
      fc.property(events, definition, (list, wanted) => {
        if (wanted.unit === 'session') return
        const whole = attempt([...list, long], wanted)
        if (typeof whole === 'string') return
        for (const dropped of list) {
          const without = attempt([...list.filter((one) => one !== dropped), long], wanted)
          if (typeof without === 'string') continue
          const rows = new Map(rowsOf(without.table).map((row) => [keyOf(row, 'user'), row]))
          for (const row of rowsOf(whole.table)) compare(row, rows.get(keyOf(row, 'user')))
        }
      }),
      { seed, numRuns: 1000 },
    )
    expect(Math.min(treatments, outcomes)).toBeGreaterThan(50)
  })

  it('accounts for every unit and trial where cut-off windows are excluded', () => {
    fc.assert(
      fc.property(events, definition, (list, wanted) => {
        const built = attempt(list, { ...wanted, cutOff: 'exclude' })
        if (typeof built === 'string') return
        const { considered, rows, notEligible, cutOff, treated, untreated } = built.summary
        expect(rows + notEligible + cutOff).toBe(considered)
        expect(treated + untreated).toBe(rows)
      }),
      { seed, numRuns: 300 },
    )
  })

  it('has censoring weights that are finite and never less than one', () => {
    fc.assert(
      fc.property(events, definition, (list, wanted) => {
        const built = attempt(list, { ...wanted, cutOff: 'censoring-weights' })
        if (typeof built === 'string') return
        const weight = built.table.columns.find(({ name }) => name === 'censoring_weight')
        if (weight?.kind !== 'number') throw new Error('no weights')
        expect(Math.min(...weight.values)).toBeGreaterThanOrEqual(1)
        expect(weight.values.every(Number.isFinite)).toBe(true)
      }),
      { seed, numRuns: 300 },
    )
  })
})

describe('a summary and a suggestion', () => {
  it('are the same whatever the order of import', () => {
    fc.assert(
      fc.property(events, (list) => {
        const reversed = eventColumns([...list].reverse())
        const forward = eventColumns(list)
        const options = { sessionGapMinutes: 30 }
        expect(summarise(reversed, options, silent)).toEqual(summarise(forward, options, silent))
        expect(suggestDefinition(reversed, {})).toEqual(suggestDefinition(forward, {}))
      }),
      { seed, numRuns: 200 },
    )
  })
})
