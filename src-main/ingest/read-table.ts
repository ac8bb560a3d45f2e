import { fail } from '../contract/errors.ts'
import { type Monitor, silent } from '../contract/monitor.ts'
import type { TableReference } from '../contract/table.ts'
import type { Table } from '../numeric/columns.ts'
import { isMissing, trimmed } from './cells.ts'
import { columnNames } from './column-names.ts'
import type { DeclaredType, Look } from './formats/file-format.ts'
import { lookAtFile } from './look-at-file.ts'
import { type ColumnGatherer, gatherer, type TableColumnKind } from './table-columns.ts'

export type TablePath = Extract<TableReference, { path: string }>

/**
 * Loads a rectangular file: CSV, TSV, semicolons, pipes or runs of spaces, with or without a header, plain or gzip. A
 * column of numbers (quoted or not; TRUE and FALSE are 1 and 0) becomes Float64, one of ISO dates and times microseconds
 * UTC, any other a category; empty cells, NA, NaN, null and their like are missing.
 *
 * `columns` names all of the file's columns in their order, in place of a header's names. Throws what `lookAtFile`
 * throws, TABLE_RAGGED, TABLE_COLUMN_TWICE, TABLE_NAMES_COUNT, CANCELLED.
 */
export async function readTable(reference: TablePath, monitor: Monitor = silent): Promise<Table> {
  const { path, delimiter, header, columns, sheet } = reference
  const look = await lookAtFile(path, { delimiter, header, sheet, decimal: '.' })
  const names = namesOf(look, columns)
  const kinds = names.map((_, index) => kindOf(look, index))
  let read = await readColumns(look, names, kinds, monitor)
  if (read.misfits.length > 0) {
    for (const index of read.misfits) kinds[index] = 'category'
    read = await readColumns(look, names, kinds, monitor)
  }
  return { rows: read.rows, columns: read.columns.map((column) => column.finish()) }
}

function namesOf(look: Look, given: readonly string[] | undefined): readonly string[] {
  const width = look.names.length
  if (given && given.length !== width) {
    throw fail('TABLE_NAMES_COUNT', { expected: width, found: given.length })
  }
  const names = given ?? columnNames(look.written, width)
  const written = given ?? look.written?.map(trimmed).filter((name) => name !== '') ?? []
  for (const [index, name] of written.entries()) {
    if (written.indexOf(name) !== index) throw fail('TABLE_COLUMN_TWICE', { column: name })
  }
  return names
}

/** A first guess from the cells looked at; a later cell that does not fit makes the column a category. Text that the file calls so is none else. */
function kindOf(look: Look, index: number): TableColumnKind {
  const cells = look.cells(index)
  for (const kind of kindsOf(look.declared[index])) {
    const column = gatherer('', kind)
    if (cells.every((cell) => column.add(cell))) return kind
  }
  return 'category'
}

function kindsOf(declared: DeclaredType | null): readonly TableColumnKind[] {
  if (declared === null) return ['number', 'boolean', 'time']
  if (declared === 'text') return ['time']
  return [declared === 'integer' ? 'number' : declared]
}

interface ReadColumns {
  readonly rows: number
  readonly columns: readonly ColumnGatherer[]
  /** Columns with a cell that their kind cannot hold. */
  readonly misfits: readonly number[]
}

async function readColumns(
  look: Look,
  names: readonly string[],
  kinds: readonly TableColumnKind[],
  monitor: Monitor,
): Promise<ReadColumns> {
  const columns = names.map((name, index) => gatherer(name, kinds[index]))
  const misfits = new Set<number>()
  const pass = await look.open(null)
  const { record } = pass
  let rows = 0
  try {
    for await (const _ of pass.pieces(monitor)) {
      while (pass.next()) {
        if (record.count !== columns.length) {
          throw fail('TABLE_RAGGED', { line: record.line, expected: columns.length, found: record.count })
        }
        for (let index = 0; index < columns.length; index++) {
          const cell = trimmed(record.fields[index])
          if (!columns[index].add(isMissing(cell) ? '' : cell)) misfits.add(index)
        }
        rows++
      }
    }
  } finally {
    await pass.close()
  }
  return { rows, columns, misfits: [...misfits] }
}
