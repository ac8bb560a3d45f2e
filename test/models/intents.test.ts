import { describe, expect, test } from 'vitest'
import { silent } from '../../src-main/contract/monitor.ts'
import { tableFromColumns } from '../../src-main/ingest/table-from-columns.ts'
import { digamma } from '../../src-main/models/intents/dirichlet.ts'
import { findIntents } from '../../src-main/models/intents/intents.ts'
import { userEventsFromTable } from '../../src-main/models/intents/user-events.ts'
import { random } from '../../src-main/numeric/random.ts'

const request = { candidates: [1, 2, 3, 4, 6], top: 5, seed: 1 }
const map = { user: 'user', item: 'item', time: 'time', type: 'type' }

/** Users who mix `intents` needs; each likes ten items of its own and one event type, and sometimes anything. */
function needs(users: number, intents: number, seed: number) {
  const source = random(seed, 'needs')
  const columns = { user: [] as string[], item: [] as string[], time: [] as number[], type: [] as string[] }
  const truth: number[][] = []
  for (let u = 0; u < users; u++) {
    const draws = Array.from({ length: intents }, () => (-Math.log(1 - source.uniform())) ** 2)
    const total = draws.reduce((sum, x) => sum + x, 0)
    const mixture = draws.map((x) => x / total)
    truth.push(mixture)
    for (let t = 0; t < 40; t++) {
      let [left, intent] = [source.uniform(), 0]
      while (left > mixture[intent] && intent < intents - 1) left -= mixture[intent++]
      columns.user.push(`u${u}`)
      columns.item.push(
        source.uniform() < 0.1 ? `i${source.integer(10 * intents)}` : `i${10 * intent + source.integer(10)}`,
      )
      columns.time.push(t)
      columns.type.push(source.uniform() < 0.8 ? `kind${intent}` : 'view')
    }
  }
  return { columns, truth }
}

const ask = (
  columns: Record<string, (string | number)[]>,
  change = {},
  own: Parameters<typeof userEventsFromTable>[1] = map,
) =>
  findIntents(userEventsFromTable(tableFromColumns(columns), own, change), { ...request, ...change }, silent)
    .answer

describe('intents', () => {
  const { columns, truth } = needs(300, 3, 5)
  const found = ask(columns)

  test('as many as there are, each told by its own items and event type', () => {
    expect(found.chosen).toBe(3)
    const kinds = found.intents.map((intent) => {
      const own = intent.items.map(({ name }) => Math.floor(Number(name.slice(1)) / 10))
      expect(new Set(own).size).toBe(1)
      expect(intent.types[0].name).toBe(`kind${own[0]}`)
      return own[0]
    })
    expect([...kinds].sort()).toEqual([0, 1, 2])
    expect(found.intents.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9)
    expect(found.intents[0].inWords.words).toBe('intent_of_items_and_marks')
  })

  test('of every user, near the truth', () => {
    const kinds = found.intents.map(({ items }) => Math.floor(Number(items[0].name.slice(1)) / 10))
    let error = 0
    for (const [u, { user, probabilities }] of found.users.entries()) {
      expect(user).toBe(`u${u}`)
      expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9)
      for (const [at, kind] of kinds.entries()) error += Math.abs(probabilities[at] - truth[u][kind])
    }
    // A share of 40 events is known to about 0.07.
    expect(error / (3 * truth.length)).toBeLessThan(0.06)
  })

  test('more of them do not describe held-out users better, fewer do worse', () => {
    const log = new Map(found.perplexities.map(({ intents, perplexity }) => [intents, perplexity]))
    expect(log.get(1)!).toBeGreaterThan(1.3 * log.get(3)!)
    expect(log.get(2)!).toBeGreaterThan(1.1 * log.get(3)!)
    expect(log.get(6)!).toBeGreaterThan(0.98 * log.get(3)!)
  })

  test('are the same for the same seed, and read nothing from the time on that is asked', () => {
    expect(ask(columns)).toEqual(found)
    const early = ask(columns, { before: 20, intents: 3 })
    const later = {
      ...columns,
      item: columns.item.map((item, row) => (columns.time[row] >= 20 ? 'new' : item)),
    }
    expect(ask(later, { before: 20, intents: 3 })).toEqual(early)
  })
})

test('where there is one need, one intent is found, and said', () => {
  const found = ask(needs(200, 1, 6).columns)
  expect(found.chosen).toBe(1)
  expect(found.warnings.map(({ words }) => words)).toEqual(['warning_one_intent'])
})

test('digamma agrees with its recurrence and its known values', () => {
  expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 12)
  expect(digamma(0.5)).toBeCloseTo(-1.9635100260214235, 12)
  expect(digamma(0.01)).toBeCloseTo(-100.560885457868, 9)
  expect(digamma(31.7) - digamma(30.7)).toBeCloseTo(1 / 30.7, 13)
})

describe('what cannot be answered says why', () => {
  const { columns } = needs(30, 2, 7)
  test.each([
    ['a column of numbers as categories', map, { features: ['time'] }, {}, 'MODELS_FEATURE_NOT_CATEGORIES'],
    ['too few users to choose by', map, {}, {}, 'MODELS_TOO_FEW_TO_CHOOSE_BY'],
    [
      'types without a column',
      { ...map, type: undefined },
      {},
      { types: ['view'] },
      'MODELS_TYPES_NEED_A_COLUMN',
    ],
    ['nothing before the time', map, {}, { before: -1 }, 'MODELS_NOTHING_TO_LEARN'],
    ['a column that is not there', { ...map, item: 'thing' }, {}, {}, 'TABLE_COLUMN_MISSING'],
  ])('%s', (_name, own, more, change, code) => {
    expect(() => ask(columns, change, { ...own, ...more })).toThrow(code)
  })
})
