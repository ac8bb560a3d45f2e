import { fail } from '../contract/errors.ts'
import type { CategoryColumn, Column, NumberColumn, Table } from '../numeric/columns.ts'
import { fromColumns } from '../numeric/matrix.ts'
import { compareText } from './canonical-order.ts'
import type { Design } from './study.ts'

export function columnNamed(table: Table, name: string): Column {
  const found = table.columns.find((column) => column.name === name)
  if (!found) {
    throw fail('TABLE_COLUMN_MISSING', {
      column: name,
      available: table.columns.map((column) => column.name).join(', '),
    })
  }
  return found
}

/**
 * A column of categories with its levels in order: numbers by size, then text. What is a number in the table and
 * named in `categorical` becomes one too.
 */
export function asCategories(column: Column): CategoryColumn {
  const texts =
    column.kind === 'category'
      ? column.levels
      : [...new Set(column.values)].filter((x) => !Number.isNaN(x)).map(String)
  const used = new Set<string>()
  if (column.kind === 'category')
    for (const code of column.codes) if (code >= 0) used.add(column.levels[code])
  const levels = texts.filter((text) => column.kind === 'number' || used.has(text)).sort(compareLevels)
  const position = new Map(levels.map((text, index) => [text, index]))
  const codes = new Int32Array(column.kind === 'category' ? column.codes.length : column.values.length)
  if (column.kind === 'category') {
    const moved = column.levels.map((text) => position.get(text) ?? -1)
    for (let i = 0; i < codes.length; i++) codes[i] = column.codes[i] < 0 ? -1 : moved[column.codes[i]]
  } else {
    for (let i = 0; i < codes.length; i++) codes[i] = position.get(String(column.values[i])) ?? -1
  }
  return { kind: 'category', name: column.name, levels, codes }
}

export function compareLevels(a: string, b: string): number {
  const x = Number(a)
  const y = Number(b)
  const numbers = a.trim() !== '' && b.trim() !== '' && !Number.isNaN(x) && !Number.isNaN(y)
  return numbers ? x - y : compareText(a, b)
}

interface Term {
  readonly name: string
  readonly from: readonly string[]
  readonly values: Float64Array
}

/** Numbers as they are; categories as one dummy for each level but the first; then the products asked for. */
export function designMatrix(
  rows: number,
  columns: readonly Column[],
  interactions: readonly (readonly [Column, Column])[] = [],
): Design {
  const terms = [
    ...columns.flatMap(termsOf),
    ...interactions.flatMap(([a, b]) => (a.name === b.name ? squares(a) : products(a, b))),
  ]
  return {
    x: fromColumns(
      rows,
      terms.map((term) => term.values),
    ),
    names: terms.map((term) => term.name),
    from: terms.map((term) => term.from),
  }
}

function termsOf(column: Column): Term[] {
  if (column.kind === 'number') return [{ name: column.name, from: [column.name], values: column.values }]
  return column.levels.slice(1).map((text, index) => ({
    name: `${column.name}=${text}`,
    from: [column.name],
    values: Float64Array.from(column.codes, (code) => (code === index + 1 ? 1 : 0)),
  }))
}

function squares(column: Column): Term[] {
  if (column.kind === 'category') return []
  return [
    {
      name: `${column.name}²`,
      from: [column.name],
      values: column.values.map((value) => value * value),
    },
  ]
}

function products(a: Column, b: Column): Term[] {
  return termsOf(a).flatMap((left) =>
    termsOf(b).map((right) => ({
      name: `${left.name}×${right.name}`,
      from: [a.name, b.name],
      values: left.values.map((value, i) => value * right.values[i]),
    })),
  )
}

/** The design without columns that do not vary, and their names. */
export function withoutConstants(design: Design): { design: Design; constant: string[] } {
  const { x } = design
  const varying: number[] = []
  const constant: string[] = []
  for (let j = 0; j < x.columns; j++) {
    const from = j * x.rows
    let varies = false
    for (let i = 1; i < x.rows && !varies; i++) varies = x.values[from + i] !== x.values[from]
    if (varies) varying.push(j)
    else constant.push(design.names[j])
  }
  if (constant.length === 0) return { design, constant }
  return {
    design: {
      x: fromColumns(
        x.rows,
        varying.map((j) => x.values.subarray(j * x.rows, (j + 1) * x.rows)),
      ),
      names: varying.map((j) => design.names[j]),
      from: varying.map((j) => design.from[j]),
    },
    constant,
  }
}

export function isNumber(column: Column): column is NumberColumn {
  return column.kind === 'number'
}
