import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'
import type { Column, Table } from '../../src-main/numeric/columns.ts'

const shared = fileURLToPath(new URL('../../../shared/', import.meta.url))

/** Whether others' data and numbers are there; tests that need them say so and pass by. */
export const hasShared = existsSync(shared)
export const whySkipped = 'skipped: ../shared is absent'

/** One case of ../shared/oracles/numeric.json. */
export function oracle<Expected>(id: string): Expected {
  const cases = JSON.parse(readFileSync(`${shared}oracles/numeric.json`, 'utf8')) as {
    id: string
    expected: Expected
  }[]
  return cases.find((item) => item.id === id)!.expected
}

/** A table of ../shared/data/causal. */
export function readShared(
  name: string,
  options: {
    readonly delimiter?: string
    readonly header?: boolean
    readonly names?: readonly string[]
  } = {},
): Table {
  const text = readFileSync(`${shared}data/causal/${name}`, 'utf8')
  const rows: string[][] = parse(text, { delimiter: options.delimiter ?? ',', skip_empty_lines: true })
  const header = options.header === false ? null : rows.shift()!
  const names = options.names ?? header ?? rows[0].map((_, j) => `c${j}`)
  return tableOf(Object.fromEntries(names.map((name, j) => [name, rows.map((row) => readCell(row[j]))])))
}

function readCell(text: string): number | string | null {
  if (text === '' || text === 'NA') return null
  const value = Number(text)
  return Number.isNaN(value) ? text : value
}

/** A table from plain arrays; a column with any text is one of categories. */
export function tableOf(
  columns: Readonly<Record<string, ArrayLike<number | string | boolean | null>>>,
): Table {
  const made = Object.entries(columns).map(([name, values]) => columnOf(name, Array.from(values)))
  return { rows: Object.values(columns)[0].length, columns: made }
}

function columnOf(name: string, values: readonly (number | string | boolean | null)[]): Column {
  if (values.every((value) => typeof value !== 'string')) {
    return {
      kind: 'number',
      name,
      values: Float64Array.from(values, (v) => (v === null ? Number.NaN : Number(v))),
    }
  }
  const levels: string[] = []
  const positions = new Map<string, number>()
  const codes = Int32Array.from(values, (value) => {
    if (value === null) return -1
    const text = String(value)
    const known = positions.get(text)
    if (known !== undefined) return known
    positions.set(text, levels.length)
    levels.push(text)
    return levels.length - 1
  })
  return { kind: 'category', name, levels, codes }
}

/** The numbers of a column. */
export function numbersOf(table: Table, name: string): Float64Array {
  const column = table.columns.find((column) => column.name === name)
  if (column?.kind !== 'number') throw new Error(`${name} is not a column of numbers`)
  return column.values
}

/** The same table with its rows in another order. */
export function permuted(table: Table, order: Int32Array): Table {
  return {
    rows: table.rows,
    columns: table.columns.map((column) =>
      column.kind === 'number'
        ? { ...column, values: Float64Array.from(order, (row) => column.values[row]) }
        : { ...column, codes: Int32Array.from(order, (row) => column.codes[row]) },
    ),
  }
}

/** The table with one column replaced or added. */
export function withColumn(table: Table, name: string, values: ArrayLike<number | string | null>): Table {
  const column = columnOf(name, Array.from(values))
  return { rows: table.rows, columns: [...table.columns.filter((other) => other.name !== name), column] }
}
