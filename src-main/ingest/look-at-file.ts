import type { Dialect, Encoding } from '../contract/data.ts'
import { fail } from '../contract/errors.ts'
import { isMissing, trimmed } from './cells.ts'
import { columnNames, detectDelimiter, detectHeader, firstRecords, usualCount } from './detect-dialect.ts'
import { binaryFormat, detectEncoding, markupFormat } from './detect-encoding.ts'
import { detectPreamble } from './detect-preamble.ts'
import { detectTimeFormat } from './detect-time-format.ts'
import { type ByteSource, type Compression, openBytes } from './file-bytes.ts'
import { detectDecimal } from './parse-number.ts'
import { withoutMark } from './text-chunks.ts'

const headBytes = 1024 * 1024
const probeBytes = 64 * 1024

/** A file's first megabyte, read with a dialect in which nothing is open any more. */
export interface Look {
  readonly path: string
  readonly size: number
  readonly compression: Compression
  readonly dialect: Required<Dialect>
  /** Records before the header, or before the first row without one: no data. */
  readonly preamble: number
  /** The encoding is likely at most. */
  readonly encodingGuessed: boolean
  /** Day and month of some column could change places and nothing says which. */
  readonly dayMonthUnsure: boolean
  /** Unique names in the file's order; `written` are the header's own, null without one. */
  readonly names: readonly string[]
  readonly written: readonly string[] | null
  /** Data records of the first megabyte, of whatever length. */
  readonly records: readonly (readonly string[])[]
  /** Cells of a column that are not missing, blanks cut: from the first megabyte and from places spread over the file. */
  cells(column: number): string[]
  /** The same, from the first megabyte alone. */
  cellsOfRecords(column: number): string[]
}

/**
 * Finds out how a file is written: everything the caller's dialect leaves open. Throws what `openBytes` throws,
 * INGEST_FILE_BINARY, INGEST_NO_ROWS and INGEST_LINE_TOO_LONG.
 */
export async function lookAtFile(path: string, given: Dialect = {}): Promise<Look> {
  const source = await openBytes(path)
  try {
    const { head, whole } = await readHead(source)
    const format = binaryFormat(head)
    if (format !== null) throw fail('INGEST_FILE_BINARY', { path, format: format === '' ? '?' : format })
    const probes = whole || source.compression === 'gzip' ? [] : await readProbes(source)
    const { encoding, guessed } =
      given.encoding === undefined
        ? detectEncoding(head, probes)
        : { encoding: given.encoding, guessed: false }
    const text = decodeHead(head, encoding)
    const markup = markupFormat(text)
    if (markup !== null) throw fail('INGEST_FILE_BINARY', { path, format: markup })
    const quote = given.quote === undefined ? '"' : given.quote
    const preamble = detectPreamble(text)
    const table = text.slice(preamble.end)
    const delimiter = given.delimiter ?? preamble.delimiter ?? detectDelimiter(table, quote, whole)
    const records = firstRecords(table, { delimiter, quote }, whole)
    const headed = headerIn(text.slice(preamble.lastLine, preamble.end), { delimiter, quote }, records)
    if (headed !== null) records.unshift(headed)
    if (records.length === 0) {
      if (whole) throw fail('INGEST_NO_ROWS', { path })
      throw fail('INGEST_LINE_TOO_LONG', { line: 1, limit: headBytes })
    }
    const header = given.header ?? detectHeader(records.slice(0, 500))
    const written = header ? (records.shift() as string[]) : null
    if (whole && records.length === 0) throw fail('INGEST_NO_ROWS', { path })
    const names = columnNames(written, Math.max(written?.length ?? 0, usualCount(records)))
    const spread = probes.flatMap((probe) =>
      probeRecords(probe, encoding, { delimiter, quote }, names.length),
    )
    const cells = (column: number) => columnCells([...records, ...spread], column)
    const { dayMonthUnsure, ...marks } = decimalAndDays(names, cells, given)
    return {
      path,
      size: source.size,
      compression: source.compression,
      dialect: { encoding, delimiter, quote, header, timeZone: given.timeZone ?? 'UTC', ...marks },
      preamble: preamble.records - (headed === null ? 0 : 1),
      encodingGuessed: guessed,
      dayMonthUnsure,
      names,
      written,
      records,
      cells,
      cellsOfRecords: (column) => columnCells(records, column),
    }
  } finally {
    await source.close()
  }
}

/** Throws TABLE_COLUMN_MISSING for the first of these names that the file does not have. */
export function requireColumns(look: Look, wanted: readonly string[]): void {
  for (const column of wanted) {
    if (!look.names.includes(column)) {
      throw fail('TABLE_COLUMN_MISSING', { column, available: look.names.join(', ') })
    }
  }
}

async function readHead(source: ByteSource): Promise<{ head: Buffer; whole: boolean }> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of source.chunks()) {
    chunks.push(chunk)
    length += chunk.length
    if (length > headBytes) return { head: Buffer.concat(chunks).subarray(0, headBytes), whole: false }
  }
  return { head: Buffer.concat(chunks), whole: true }
}

/** Pieces from a quarter, half, three quarters and the end of the file; each begins at an even byte. */
async function readProbes(source: ByteSource): Promise<Buffer[]> {
  const last = Math.max(0, source.size - probeBytes)
  const places = [0.25, 0.5, 0.75, 1].map((share) => Math.floor((last * share) / 2) * 2)
  return Promise.all(places.map((from) => source.slice(from, probeBytes)))
}

/** The line before a table as a record of it, where it has as many fields; else null. */
function headerIn(
  line: string,
  format: { delimiter: string; quote: string | null },
  records: readonly string[][],
): string[] | null {
  const [record] = firstRecords(line, format, true)
  return record !== undefined && record.length > 1 && record.length === usualCount(records) ? record : null
}

function decodeHead(head: Uint8Array, encoding: Encoding): string {
  return withoutMark(new TextDecoder(encoding).decode(head, { stream: true }))
}

/** Records of a piece from the middle of a file that have the usual number of fields; its first and last are cut off. */
function probeRecords(
  probe: Uint8Array,
  encoding: Encoding,
  format: { delimiter: string; quote: string | null },
  width: number,
): string[][] {
  const text = new TextDecoder(encoding).decode(probe)
  const from = text.search(/[\r\n]/)
  if (from < 0) return []
  return firstRecords(text.slice(from), format, false).filter(({ length }) => length === width)
}

function columnCells(records: readonly (readonly string[])[], column: number): string[] {
  const cells: string[] = []
  for (const record of records) {
    const cell = trimmed(record[column] ?? '')
    if (!isMissing(cell)) cells.push(cell)
  }
  return cells
}

function decimalAndDays(names: readonly string[], cells: (column: number) => string[], given: Dialect) {
  let dayFirst = given.dayFirst
  let unsure = false
  for (let column = 0; column < names.length && dayFirst === undefined; column++) {
    const found = detectTimeFormat(cells(column).slice(0, 200))
    if (!found || (found.format.kind !== 'month-first' && found.format.kind !== 'day-first')) continue
    const sure = detectTimeFormat(cells(column))
    if (sure?.format.kind === 'day-first') dayFirst = true
    else if (sure?.ambiguous) unsure = true
  }
  const decimal = given.decimal ?? detectDecimal(names.flatMap((_, column) => cells(column).slice(0, 1000)))
  return { dayMonthUnsure: unsure, decimal, dayFirst: dayFirst ?? false }
}
