import type { Dialect } from '../../../contract/data.ts'
import { fail } from '../../../contract/errors.ts'
import { words } from '../../../contract/words.ts'
import { columnNames } from '../../column-names.ts'
import { detectHeader, usualCount } from '../../detect-header.ts'
import { openBytes } from '../../file-bytes.ts'
import { openZip, type ZipArchive } from '../../zip-archive.ts'
import { columnCells } from '../column-cells.ts'
import { dialectOfCells } from '../decimal-and-days.ts'
import type { FileFormat, FileStart, Look } from '../file-format.ts'
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
    const table = rows.slice(titleRows(rows))
    const filled = table.map(({ cells }) => [...cells])
    const header = given.header ?? detectHeader(filled.slice(0, 500))
    const written = header ? filled.shift()! : null
    if (filled.length === 0) throw fail('INGEST_NO_ROWS', { path: `${path} (${sheet.name})` })
    const width = written?.length ?? Math.max(...filled.map(({ length }) => length))
    const after = header ? table[0].number : table[0].number - 1
    const records = filled.map((cells) => Array.from({ length: width }, (_, place) => cells[place] ?? ''))
    const sound = withoutErrors(records, header ? table.slice(1) : table)
    const cells = (column: number) => columnCells(sound, column)
    const marks = { ...given, decimal: given.decimal ?? '.' } as const
    const { dayMonthUnsure, dialect } = dialectOfCells(width, cells, marks, header)
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

/** The sheet that was asked for, else the first one with rows. */
async function chooseSheet(path: string, archive: ZipArchive, book: Workbook, wanted: string | undefined) {
  const available = book.sheets.map(({ name }) => name).join(', ')
  const asked = wanted === undefined ? book.sheets : book.sheets.filter(({ name }) => name === wanted)
  if (asked.length === 0) throw fail('INGEST_SHEET_MISSING', { sheet: wanted ?? '', available })
  for (const sheet of asked) {
    const found = await readStart(path, archive, book, sheet)
    if (found.rows.length > 0) return { sheet, ...found }
  }
  throw fail('INGEST_NO_ROWS', { path: wanted === undefined ? path : `${path} (${wanted})` })
}

async function readStart(path: string, archive: ZipArchive, book: Workbook, sheet: Sheet) {
  const reader = new SheetReader(book)
  const rows: SheetRow[] = []
  for await (const piece of sheetRows(path, archive, sheet, reader)) {
    rows.push(...piece)
    if (rows.length >= firstRows) break
  }
  return { rows: rows.slice(0, firstRows), uncalculated: reader.uncalculated }
}

/** Rows with one value above a table of several columns: what the sheet is called, when it was made. */
function titleRows(rows: readonly SheetRow[]): number {
  const filled = rows.map(({ cells }) => cells.filter((cell) => cell !== ''))
  if (usualCount(filled) < 2) return 0
  const first = filled.findIndex(({ length }) => length > 1)
  return Math.max(0, first)
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
