import { fail } from '../contract/errors.ts'
import { type Monitor, silent } from '../contract/monitor.ts'
import type { TableReference } from '../contract/table.ts'
import type { Table } from '../numeric/columns.ts'
import { isMissing, trimmed } from './cells.ts'
import { columnNames } from './detect-dialect.ts'
import { openBytes } from './file-bytes.ts'
import { type Look, lookAtFile } from './look-at-file.ts'
import { RecordScanner } from './record-scanner.ts'
import { type ColumnGatherer, gatherer, type TableColumnKind } from './table-columns.ts'
import { textChunks } from './text-chunks.ts'

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
  const { path, delimiter, header, columns } = reference
  const look = await lookAtFile(path, { delimiter, header, decimal: '.' })
  const names = namesOf(look, columns)
  const kinds = names.map((_, index) => kindOf(look.cells(index)))
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

/** A first guess from the cells looked at; a later cell that does not fit makes the column a category. */
function kindOf(cells: readonly string[]): TableColumnKind {
  for (const kind of ['number', 'boolean', 'time'] as const) {
    const column = gatherer('', kind)
    if (cells.every((cell) => column.add(cell))) return kind
  }
  return 'category'
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
  const scanner = new RecordScanner(look.dialect)
  const source = await openBytes(look.path)
  let rows = 0
  let before = look.preamble + (look.dialect.header ? 1 : 0)
  const drain = () => {
    while (scanner.next()) {
      if (before > 0) {
        before--
        continue
      }
      if (scanner.count !== columns.length) {
        throw fail('TABLE_RAGGED', { line: scanner.line, expected: columns.length, found: scanner.count })
      }
      for (let index = 0; index < columns.length; index++) {
        const cell = trimmed(scanner.fields[index])
        if (!columns[index].add(isMissing(cell) ? '' : cell)) misfits.add(index)
      }
      rows++
    }
  }
  try {
    for await (const text of textChunks(source.chunks(monitor), look.dialect.encoding)) {
      scanner.push(text)
      drain()
    }
    scanner.end()
    drain()
  } finally {
    await source.close()
  }
  return { rows, columns, misfits: [...misfits] }
}
