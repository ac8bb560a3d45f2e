import type { Column, Table } from '../../src-main/numeric/columns.ts'
import { random, shuffle } from '../../src-main/numeric/random.ts'
import { type Interactions, interactionsFromTable } from '../../src-main/recommend/interactions.ts'

export function textColumn(name: string, values: readonly string[]): Column {
  const levels = [...new Set(values)]
  return { kind: 'category', name, levels, codes: Int32Array.from(values, (value) => levels.indexOf(value)) }
}

export function numberColumn(name: string, values: readonly number[]): Column {
  return { kind: 'number', name, values: Float64Array.from(values) }
}

export interface Row {
  readonly user: string
  readonly item: string
  readonly time: number
}

/** Users with a taste for one of three groups of items, and a few items that everybody meets. */
export function tasteRows(seed: number, users = 60, items = 30): Row[] {
  const source = random(seed, 'taste')
  const rows: Row[] = []
  for (let user = 0; user < users; user++) {
    const met = new Set<number>()
    const count = 4 + source.integer(8)
    while (met.size < count) {
      const own = source.uniform() < 0.7
      const item = own
        ? (user % 3) + 3 * source.integer(items / 3)
        : Math.floor(items * source.uniform() ** 2)
      met.add(item)
    }
    for (const item of met) rows.push({ user: `u${user}`, item: `i${item}`, time: source.integer(1000) })
  }
  return rows
}

export function tableOf(rows: readonly Row[]): Table {
  return {
    rows: rows.length,
    columns: [
      textColumn(
        'user',
        rows.map(({ user }) => user),
      ),
      textColumn(
        'item',
        rows.map(({ item }) => item),
      ),
      numberColumn(
        'time',
        rows.map(({ time }) => time),
      ),
    ],
  }
}

export const map = { user: 'user', item: 'item', time: 'time' }

export function interactionsOf(rows: readonly Row[]): Interactions {
  return interactionsFromTable(tableOf(rows), map)
}

export function shuffled<T>(rows: readonly T[], seed: number): T[] {
  return shuffle([...rows], random(seed, 'shuffled'))
}

export function split(kind: 'leave-one-out' | 'temporal' | 'random', more: object = {}) {
  return { kind, test: 0.2, by: 'user' as const, seed: 7, ...more }
}
