import type { SubgroupColumns } from '../../contract/subgroups.ts'
import type { Column, Table } from '../../numeric/columns.ts'
import { quantile } from '../../numeric/quantile.ts'
import { columnNamed } from '../design-matrix.ts'

/** Distinct numbers up to which each is a group of its own. */
const fewValues = 5

/** Rows divided into named parts. */
export interface Division {
  readonly rules: readonly string[]
  /** Part of each row; −1 where a value is missing. */
  readonly part: Int32Array
  /** Where each column was cut; null where its values are the parts. */
  readonly by: readonly { readonly column: string; readonly cuts: readonly number[] | null }[]
}

/**
 * All combinations of the columns' groups that hold a row. Cuts are lower ends: a row at a cut belongs to the part above.
 * @throws EFFECTS_COLUMN_UNKNOWN
 */
export function divideRows(table: Table, by: SubgroupColumns): Division {
  const divisions = by.map(({ column, cuts }) => divideColumn(columnNamed(table, column), cuts))
  const whole = divisions.reduce((before, each) => crossed(before, each, table.rows))
  return { ...occupied(whole), by: divisions.map(({ by: [first] }) => first) }
}

function divideColumn(column: Column, asked: readonly number[] | undefined): Division {
  if (column.kind === 'category') {
    return {
      rules: column.levels.map((level) => `${column.name} = ${level}`),
      part: column.codes,
      by: [{ column: column.name, cuts: null }],
    }
  }
  const sorted = column.values.filter((value) => !Number.isNaN(value)).sort()
  const distinct = [...new Set(sorted)]
  if (asked === undefined && distinct.length <= fewValues) {
    const codes = new Map(distinct.map((value, code) => [value, code]))
    return {
      rules: distinct.map((value) => `${column.name} = ${shown(value)}`),
      part: Int32Array.from(column.values, (value) => codes.get(value) ?? -1),
      by: [{ column: column.name, cuts: null }],
    }
  }
  const cuts = [...new Set(asked ?? [1, 2, 3].map((k) => quantile(sorted, k / 4)))].sort((a, b) => a - b)
  const part = Int32Array.from(column.values, (value) =>
    Number.isNaN(value) ? -1 : cuts.reduce((above, cut) => above + (value >= cut ? 1 : 0), 0),
  )
  return { rules: intervals(column.name, cuts), part, by: [{ column: column.name, cuts }] }
}

function intervals(name: string, cuts: readonly number[]): string[] {
  return Array.from({ length: cuts.length + 1 }, (_, k) => {
    if (k === 0) return `${name} < ${shown(cuts[0])}`
    if (k === cuts.length) return `${name} ≥ ${shown(cuts[k - 1])}`
    return `${shown(cuts[k - 1])} ≤ ${name} < ${shown(cuts[k])}`
  })
}

function crossed(a: Division, b: Division, rows: number): Division {
  const part = new Int32Array(rows)
  for (let i = 0; i < rows; i++) {
    part[i] = a.part[i] < 0 || b.part[i] < 0 ? -1 : a.part[i] * b.rules.length + b.part[i]
  }
  return { rules: a.rules.flatMap((first) => b.rules.map((second) => `${first} ∧ ${second}`)), part, by: [] }
}

function occupied({ rules, part }: Division): Pick<Division, 'rules' | 'part'> {
  const count = new Int32Array(rules.length)
  for (const code of part) if (code >= 0) count[code]++
  const kept = rules.flatMap((_, code) => (count[code] > 0 ? [code] : []))
  const renamed = new Int32Array(rules.length)
  kept.forEach((code, at) => {
    renamed[code] = at
  })
  return { rules: kept.map((code) => rules[code]), part: part.map((code) => (code < 0 ? -1 : renamed[code])) }
}

function shown(value: number): string {
  return String(Number(value.toPrecision(6)))
}
