import type { Dialect } from '../../../contract/data.ts'
import { fail } from '../../../contract/errors.ts'
import { words } from '../../../contract/words.ts'
import { columnNames } from '../../column-names.ts'
import { usualCount } from '../../detect-header.ts'
import { openBytes } from '../../file-bytes.ts'
import { openZip, type ZipArchive } from '../../zip-archive.ts'
import { columnCells } from '../column-cells.ts'
import { dialectOfCells } from '../decimal-and-days.ts'
import type { FileFormat, FileStart, Look } from '../file-format.ts'
import { rowsAbove, tableStart, withoutRemarks } from '../table-start.ts'
import { SheetReader, type SheetRow } from './sheet-reader.ts'
import { SheetRows, sheetRows } from './sheet-rows.ts'
import { isWorkbook, readWorkbook, type Sheet, type Workbook } from './workbook-parts.ts'

/** Rows that are looked at. */
const firstRows = 5000

/** A sheet of an Excel workbook (Office Open XML, ECMA-376). Cells come as their values, dates as dates, formulas as they were calculated last. */
export const workbook: FileFormat = {
  name: 'xlsx',
  recognises: ({ source }) => isWorkbook(source.entries),
  look,
}

/** Throws INGEST_XLSX_DAMAGED, INGEST_XLSX_TOO_LARGE, INGEST_SHEET_MISSING, INGEST_NO_ROWS and what `openZip` throws. */
async function look({ path, source }: FileStart, given: Dialect): Promise<Look> {
  const archive = await openZip(path)
  try {
    const book = await readWorkbook(path, archive)
    const { sheet, rows, uncalculated } = await chooseSheet(path, archive, book, given.sheet)
    const filled = rows.map(({ cells }) => [...cells])
    const start = tableStart(filled, given.header)
    const skipped = filled.splice(0, start.above + start.headerRows)
    const written = start.header
    if (filled.length === 0) throw fail('INGEST_NO_ROWS', { path: `${path} (${sheet.name})` })
    const width = written?.length ?? Math.max(...filled.map(({ length }) => length))
    const after = skipped.length === 0 ? rows[0].number - 1 : rows[skipped.length - 1].number
    const records = filled.map((cells) => Array.from({ length: width }, (_, place) => cells[place] ?? ''))
    const sound = withoutRemarks(withoutErrors(records, rows.slice(skipped.length)), width)
    const cells = (column: number) => columnCells(sound, column)
    const marks = { ...given, decimal: given.decimal ?? '.' } as const
    const { dayMonthUnsure, dialect } = dialectOfCells(width, cells, marks, written !== null)
    return {
      path,
      size: source.size,
      format: 'xlsx',
      compression: 'none',
      dialect: { ...dialect, sheet: sheet.name },
      sheets: book.sheets.map(({ name }) => name),
      rows: null,
      names: columnNames(written, width),
      written,
      declared: Array.from({ length: width }, () => null),
      leftOut: [],
      warnings: [
        ...rowsAbove(skipped.slice(0, start.above)),
        ...(dayMonthUnsure ? [words('inspect_day_month_unsure')] : []),
        ...(uncalculated ? [words('inspect_formulas_uncalculated')] : []),
      ],
      records,
      cells,
      cellsOfRecords: (column) => columnCells(records, column),
      open: async () => {
        const opened = { path, source: await openBytes(path), archive: await openZip(path) }
        return new SheetRows({ ...opened, workbook: book, sheet }, width, after)
      },
    }
  } finally {
    archive.close()
  }
}

/** The sheet that was asked for, else the first one with a table, else the first one with rows. */
async function chooseSheet(path: string, archive: ZipArchive, book: Workbook, wanted: string | undefined) {
  const available = book.sheets.map(({ name }) => name).join(', ')
  const asked = wanted === undefined ? book.sheets : book.sheets.filter(({ name }) => name === wanted)
  if (asked.length === 0) throw fail('INGEST_SHEET_MISSING', { sheet: wanted ?? '', available })
  let first: (SheetStart & { readonly sheet: Sheet }) | null = null
  for (const sheet of asked) {
    const found = { sheet, ...(await readStart(path, archive, book, sheet)) }
    if (holdsTable(found.rows)) return found
    if (first === null && found.rows.length > 0) first = found
  }
  if (first === null) {
    throw fail('INGEST_NO_ROWS', { path: wanted === undefined ? path : `${path} (${wanted})` })
  }
  return first
}

/** Covers, legends and remarks are but a few rows, or a single column. */
function holdsTable(rows: readonly SheetRow[]): boolean {
  return rows.length >= 5 && usualCount(rows.map(({ cells }) => cells.filter((cell) => cell !== ''))) > 1
}

interface SheetStart {
  readonly rows: readonly SheetRow[]
  readonly uncalculated: boolean
}

async function readStart(
  path: string,
  archive: ZipArchive,
  book: Workbook,
  sheet: Sheet,
): Promise<SheetStart> {
  const reader = new SheetReader(book)
  const rows: SheetRow[] = []
  for await (const piece of sheetRows(path, archive, sheet, reader)) {
    rows.push(...piece)
    if (rows.length >= firstRows) break
  }
  return { rows: rows.slice(0, firstRows), uncalculated: reader.uncalculated }
}

/** The records with errors of the spreadsheet taken out: they say nothing of a column's type. */
function withoutErrors(
  records: readonly string[][],
  rows: readonly SheetRow[],
): readonly (readonly string[])[] {
  return records.map((record, index) => {
    const { errors } = rows[index]
    return errors === null ? record : record.map((cell, place) => (errors.includes(place) ? '' : cell))
  })
}
