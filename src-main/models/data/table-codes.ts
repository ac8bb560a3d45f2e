import { fail } from '../../contract/errors.ts'
import type { Column, Table } from '../../numeric/columns.ts'

/** Throws TABLE_COLUMN_MISSING. */
export function columnCalled(table: Table, name: string): Column {
  const column = table.columns.find((other) => other.name === name)
  if (column === undefined) {
    const available = table.columns.map((other) => other.name).join(', ')
    throw fail('TABLE_COLUMN_MISSING', { column: name, available })
  }
  return column
}

/** A column as codes of names, −1 where it is missing or not among those known. */
export interface Codes {
  readonly names: readonly string[]
  readonly codes: Int32Array
}

/** Codes in order of first appearance, or those of the names that are known. */
export function codesOf(column: Column, known?: readonly string[]): Codes {
  const names: string[] = [...(known ?? [])]
  const positions = new Map(names.map((name, code) => [name, code]))
  const codeOf = (name: string): number => {
    const found = positions.get(name)
    if (found !== undefined) return found
    if (known !== undefined) return -1
    positions.set(name, names.length)
    names.push(name)
    return names.length - 1
  }
  if (column.kind === 'number') {
    return { names, codes: Int32Array.from(column.values, (x) => (Number.isNaN(x) ? -1 : codeOf(String(x)))) }
  }
  const levels = new Map<number, number>()
  const codes = column.codes.map((level) => {
    if (level < 0) return -1
    const code = levels.get(level) ?? codeOf(column.levels[level])
    levels.set(level, code)
    return code
  })
  return { names, codes }
}
