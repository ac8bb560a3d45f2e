import { describe, expect, it } from 'vitest'
import { buildAnalysisTable } from '../../src-main/behaviour/build-analysis-table.ts'
import type { AnalysisTableDefinition } from '../../src-main/contract/behaviour.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import type { Table } from '../../src-main/numeric/columns.ts'
import { simulateShop } from '../../src-main/simulate/shop.ts'
import { atHour, type Event, eventColumns } from './events.ts'

const landmark: AnalysisTableDefinition = {
  name: 'offers',
  unit: 'user',
  sessionGapMinutes: 30,
  indexTime: { kind: 'landmark', time: atHour(10) },
  covariates: [],
  treatment: { name: 'offered', types: ['offer'], graceHours: 2 },
  outcome: { name: 'buys', measure: 'any', types: ['buy'], startHours: 2, windowHours: 5 },
  cutOff: 'exclude',
}

/** Somebody treated and somebody not, and a log that goes on long enough. */
const company: Event[] = [
  { user: 'y', hour: 1, type: 'view' },
  { user: 'y', hour: 11, type: 'offer' },
  { user: 'z', hour: 1, type: 'view' },
  { user: 'z', hour: 90, type: 'buy' },
  { user: 'z', hour: 100, type: 'view' },
]

function rowsOf(table: Table): Record<string, string | number | null>[] {
  return Array.from({ length: table.rows }, (_, row) =>
    Object.fromEntries(
      table.columns.map((column) => {
        if (column.kind === 'category') {
          return [column.name, column.codes[row] < 0 ? null : column.levels[column.codes[row]]]
        }
        return [column.name, Number.isNaN(column.values[row]) ? null : column.values[row]]
      }),
    ),
  )
}

function build(events: readonly Event[], definition: Partial<AnalysisTableDefinition> = {}) {
  const built = buildAnalysisTable(
    eventColumns([...company, ...events]),
    { ...landmark, ...definition },
    silent,
  )
  const rows = rowsOf(built.table)
  return { ...built, rows, of: (user: string) => rows.filter((row) => row.user === user) }
}

describe('windows', () => {
  it('begin with their first moment and end before their last', () => {
    const one = (hour: number, type: string) =>
      build([
        { user: 'a', hour: 1, type: 'view' },
        { user: 'a', hour, type },
      ])
    expect(one(10, 'offer').of('a')[0]).toMatchObject({ offered: 1 })
    expect(one(11.999, 'offer').of('a')[0]).toMatchObject({ offered: 1 })
    expect(one(12, 'offer').of('a')[0]).toMatchObject({ offered: 0 })
    expect(one(11.999, 'buy').of('a')[0]).toMatchObject({ buys: 0 })
    expect(one(12, 'buy').of('a')[0]).toMatchObject({ buys: 1 })
    expect(one(16.999, 'buy').of('a')[0]).toMatchObject({ buys: 1 })
    expect(one(17, 'buy').of('a')[0]).toMatchObject({ buys: 0 })
  })

  it('that let the outcome begin before the grace window ends are refused, with the hours', () => {
    const outcome = { ...landmark.outcome, startHours: 1.5 }
    expect(() => build([], { outcome })).toThrow('BEHAVIOUR_WINDOWS_OVERLAP {"start":1.5,"grace":2}')
  })
})

describe('units', () => {
  it('treated before the index time are left out and counted, and so are those not yet there', () => {
    const { summary, rows } = build([
      { user: 'before', hour: 9, type: 'offer' },
      { user: 'newcomer', hour: 10, type: 'view' },
      { user: 'a', hour: 9, type: 'view' },
    ])
    expect(rows.map(({ user }) => user)).toEqual(['a', 'y', 'z'])
    expect(summary).toMatchObject({
      considered: 5,
      rows: 3,
      treated: 1,
      untreated: 2,
      notEligible: 2,
      alreadyTreated: 1,
      cutOff: 0,
    })
  })

  it('need an event within the hours asked for', () => {
    const { rows } = build(
      [
        { user: 'a', hour: 8, type: 'view' },
        { user: 'b', hour: 7.9, type: 'view' },
        { user: 'b', hour: 10, type: 'view' },
        { user: 'c', hour: 9, type: 'view' },
        { user: 'c', hour: 11, type: 'offer' },
      ],
      { eligibleWithinHours: 2 },
    )
    expect(rows.map(({ user }) => user)).toEqual(['a', 'c'])
  })

  it('start at their first event of a kind, treated and untreated alike', () => {
    const { of, summary } = build(
      [
        { user: 'a', hour: 3, type: 'view', price: 9 },
        { user: 'a', hour: 4, type: 'cart' },
        { user: 'a', hour: 5, type: 'offer' },
        { user: 'a', hour: 6.5, type: 'buy' },
        { user: 'b', hour: 20, type: 'cart' },
      ],
      {
        indexTime: { kind: 'first-event', types: ['cart'] },
        covariates: [{ name: 'seen', measure: 'sum-price' }],
      },
    )
    expect(of('a')).toEqual([{ user: 'a', index_time: atHour(4), seen: 9, offered: 1, buys: 1 }])
    expect(of('b')).toEqual([{ user: 'b', index_time: atHour(20), seen: 0, offered: 0, buys: 0 }])
    expect(summary.notEligible).toBe(2)
  })

  it('enter a trial of a sequence for as long as they are untreated', () => {
    const { of, summary } = build(
      [
        { user: 'a', hour: 5, type: 'view' },
        { user: 'a', hour: 21, type: 'offer' },
        { user: 'a', hour: 24, type: 'buy' },
      ],
      { indexTime: { kind: 'sequential-trials', start: atHour(0), everyHours: 10, trials: 4 } },
    )
    expect(of('a').map(({ index_time, offered, buys }) => [index_time, offered, buys])).toEqual([
      [atHour(10), 0, 0],
      [atHour(20), 1, 1],
    ])
    expect(summary).toMatchObject({ considered: 12, notEligible: 6, alreadyTreated: 3, rows: 6 })
  })

  it('may be sessions, with their own treatment and outcome, their user’s past, and the user to cluster by', () => {
    const { rows, summary } = build(
      [
        { user: 'a', hour: 20, type: 'view' },
        { user: 'a', hour: 20.1, type: 'offer' },
        { user: 'a', hour: 20.3, type: 'buy' },
        { user: 'a', hour: 50, type: 'view' },
        { user: 'a', hour: 50.3, type: 'view' },
      ],
      {
        unit: 'session',
        indexTime: { kind: 'first-event', types: ['view'] },
        treatment: { ...landmark.treatment, graceHours: 0.25 },
        outcome: { ...landmark.outcome, startHours: 0.25, windowHours: 1 },
        covariates: [{ name: 'bought', measure: 'count', types: ['buy'] }],
      },
    )
    expect(
      rows.map(({ session, user, bought, offered, buys }) => [session, user, bought, offered, buys]),
    ).toEqual([
      ['a#1', 'a', 0, 1, 1],
      ['a#2', 'a', 1, 0, 0],
      ['y#1', 'y', 0, 0, 0],
      ['z#1', 'z', 0, 0, 0],
    ])
    expect(summary.columns.slice(0, 3).map(({ name, role }) => [name, role])).toEqual([
      ['session', 'unit'],
      ['user', 'cluster'],
      ['index_time', 'index-time'],
    ])
    expect(summary).toMatchObject({ notEligible: 2, cutOff: 1 })
  })
})

describe('covariates', () => {
  it('measure what came strictly before the index time', () => {
    const { of, summary, table } = build(
      [
        { user: 'a', hour: 1, type: 'view', item: 'p', price: 1, attributes: { tier: 'old', age: 30 } },
        { user: 'a', hour: 4, type: 'view', item: 'q', price: 4, quantity: 3, attributes: { tier: 'new' } },
        { user: 'a', hour: 6, type: 'cart', item: 'q', price: 4 },
        { user: 'a', hour: 9, type: 'view', item: 'p' },
        { user: 'a', hour: 10, type: 'view', item: 'r', price: 100, attributes: { tier: 'future', age: 31 } },
        { user: 'a', hour: 12, type: 'buy' },
      ],
      {
        covariates: [
          { name: 'n', measure: 'count' },
          { name: 'recent', measure: 'count', windowHours: 4 },
          { name: 'views', measure: 'count', types: ['view'] },
          { name: 'carted', measure: 'any', types: ['cart'] },
          { name: 'bought', measure: 'any', types: ['buy'] },
          { name: 'sum', measure: 'sum-price' },
          { name: 'amount', measure: 'sum-amount' },
          { name: 'mean', measure: 'mean-price', types: ['view'] },
          { name: 'none', measure: 'mean-price', types: ['buy'] },
          { name: 'items', measure: 'distinct-items' },
          { name: 'last', measure: 'hours-since-last', types: ['view'] },
          { name: 'first', measure: 'hours-since-first', types: ['cart'] },
          { name: 'tier', measure: 'last-attribute', attribute: 'tier' },
          { name: 'age', measure: 'last-attribute', attribute: 'age' },
        ],
      },
    )
    expect(of('a')[0]).toEqual({
      user: 'a',
      index_time: atHour(10),
      n: 4,
      recent: 2,
      views: 3,
      carted: 1,
      bought: 0,
      sum: 9,
      amount: 17,
      mean: 2.5,
      none: null,
      items: 2,
      last: 1,
      first: 4,
      tier: 'new',
      age: 30,
      offered: 0,
      buys: 1,
    })
    const tier = table.columns.find(({ name }) => name === 'tier')
    expect(tier).toMatchObject({ kind: 'category', levels: ['new'] })
    const measured = (wanted: string) => summary.columns.find(({ name }) => name === wanted)?.measured
    expect([measured('n'), measured('recent'), measured('offered'), measured('buys')]).toEqual([
      [null, 0],
      [-4, 0],
      [0, 2],
      [2, 7],
    ])
    expect(summary.warnings).toContainEqual({
      words: 'behaviour_missing',
      with: { columns: 'mean, none, first, tier, age' },
    })
  })
})

describe('outcomes', () => {
  it.each([
    ['any', 1],
    ['count', 3],
    ['sum-price', 7],
    ['sum-amount', 11],
  ] as const)('measured as %s come to %d', (measure, value) => {
    const { of } = build(
      [
        { user: 'a', hour: 1, type: 'view' },
        { user: 'a', hour: 11.9, type: 'buy', price: 50 },
        { user: 'a', hour: 12, type: 'buy', price: 4, quantity: 2 },
        { user: 'a', hour: 13, type: 'buy', price: 3 },
        { user: 'a', hour: 14, type: 'buy' },
      ],
      { outcome: { ...landmark.outcome, measure } },
    )
    expect(of('a')[0].buys).toBe(value)
  })
})

describe('the end of the log', () => {
  /** The log ends at hour 100; a window is watched whole where it starts at hour 93 or before. */
  const starts: Event[] = [
    { user: 'early', hour: 80, type: 'start' },
    { user: 'early', hour: 81, type: 'offer' },
    { user: 'fits', hour: 93, type: 'start' },
    { user: 'cut', hour: 93.5, type: 'start' },
    { user: 'bought', hour: 94, type: 'start' },
    { user: 'bought', hour: 97, type: 'buy' },
    { user: 'unseen', hour: 99, type: 'start' },
  ]
  const indexTime = { kind: 'first-event' as const, types: ['start'] }

  it('leaves out the windows it cuts off, whatever happened in them, and counts them', () => {
    const { rows, summary } = build(starts, { indexTime })
    expect(rows.map(({ user }) => user)).toEqual(['early', 'fits'])
    expect(summary).toMatchObject({ considered: 7, rows: 2, cutOff: 3, notEligible: 2 })
  })

  it('or weighs what is known by the chance to be watched so long, by hand: 1 / G(x −)', () => {
    const { rows, summary } = build(starts, { indexTime, cutOff: 'censoring-weights' })
    // At risk 4 at 3 h (bought, known); 3 at 4.5 h, of which `cut` is censored: G falls to 2/3 before 5 h.
    expect(rows.map(({ user, censoring_weight }) => [user, censoring_weight])).toEqual([
      ['bought', 1],
      ['early', expect.closeTo(1.5, 12)],
      ['fits', expect.closeTo(1.5, 12)],
    ])
    expect(summary).toMatchObject({ rows: 3, cutOff: 3 })
    expect(summary.columns.at(-1)).toMatchObject({ name: 'censoring_weight', role: 'weight' })
    expect(summary.warnings).toContainEqual({ words: 'behaviour_censoring_assumption' })
  })
})

describe('a definition is refused', () => {
  it.each<[string, Partial<AnalysisTableDefinition>]>([
    [
      'BEHAVIOUR_EVENT_TYPE_UNKNOWN {"type":"gift"',
      { treatment: { ...landmark.treatment, types: ['gift'] } },
    ],
    ['BEHAVIOUR_EVENT_TYPE_UNKNOWN', { covariates: [{ name: 'n', measure: 'count', types: ['gift'] }] }],
    ['BEHAVIOUR_NAME_TAKEN {"name":"offered"}', { covariates: [{ name: 'offered', measure: 'count' }] }],
    ['BEHAVIOUR_NAME_TAKEN {"name":"user"}', { outcome: { ...landmark.outcome, name: 'user' } }],
    ['BEHAVIOUR_ATTRIBUTE_MISSING', { covariates: [{ name: 'n', measure: 'last-attribute' }] }],
    [
      'BEHAVIOUR_ATTRIBUTE_UNKNOWN',
      { covariates: [{ name: 'n', measure: 'last-attribute', attribute: 'nope' }] },
    ],
    ['BEHAVIOUR_NO_ROWS', { indexTime: { kind: 'landmark', time: atHour(0) } }],
    ['BEHAVIOUR_NO_TREATED', { indexTime: { kind: 'landmark', time: atHour(5) } }],
    ['BEHAVIOUR_NO_UNTREATED', { indexTime: { kind: 'first-event', types: ['offer'] } }],
  ])('%s', (error, definition) => {
    expect(() => build([{ user: 'a', hour: 13, type: 'buy' }], definition)).toThrow(error)
  })
})

describe('the sample shop', () => {
  it('gives a table in which offer and purchase are what the simulation drew', () => {
    const { events, definition } = simulateShop({ users: 2000, seed: 7, variant: 'observed' })
    const { table, summary } = buildAnalysisTable(events, definition, silent)
    expect(summary.columns.map(({ name }) => name)).toEqual([
      'user',
      'index_time',
      'customer_type',
      'carts',
      'purchases',
      'views',
      'offered',
      'buys',
    ])
    expect(table.rows + summary.notEligible).toBe(2000)
    expect(summary.treated).toBeGreaterThan(500)
    expect(summary.untreated).toBeGreaterThan(500)
    const rows = rowsOf(table)
    const offers = new Set<string>()
    for (let row = 0; row < events.rows; row++) {
      if (events.types[events.type[row]] === 'offer') offers.add(events.users[events.user[row]])
    }
    for (const row of rows) expect(row.offered).toBe(offers.has(String(row.user)) ? 1 : 0)
  })
})
