import type { Dialect, Encoding, SettledDialect } from '../../../contract/data.ts'
import { fail } from '../../../contract/errors.ts'
import { words } from '../../../contract/words.ts'
import { columnNames } from '../../column-names.ts'
import { usualCount } from '../../detect-header.ts'
import type { ByteSource } from '../../file-bytes.ts'
import { columnCells } from '../column-cells.ts'
import { decimalAndDays } from '../decimal-and-days.ts'
import type { FileFormat, FileStart, Look } from '../file-format.ts'
import { probePlaces } from '../probe-places.ts'
import { rowsAbove, tableStart, withoutRemarks } from '../table-start.ts'
import { openDelimitedRows } from './delimited-rows.ts'
import { detectDelimiter, firstRecords } from './detect-dialect.ts'
import { binaryFormat, detectEncoding, markupFormat } from './detect-encoding.ts'
import { detectPreamble, type Preamble } from './detect-preamble.ts'
import { withoutMark } from './text-chunks.ts'

const probeBytes = 64 * 1024

/** CSV, TSV, semicolons, pipes or runs of spaces, in any of the encodings; whatever is no such text is refused by its name. */
export const delimitedText: FileFormat = { name: 'text', recognises: () => true, look }

/** Throws INGEST_XLS_OLD, INGEST_FILE_BINARY, INGEST_NO_ROWS and INGEST_LINE_TOO_LONG. */
async function look(file: FileStart, given: Dialect): Promise<Look> {
  const { path, source, head, whole } = file
  const format = binaryFormat(head)
  if (format === 'XLS') throw fail('INGEST_XLS_OLD', { path })
  if (format !== null) throw fail('INGEST_FILE_BINARY', { path, format: format === '' ? '?' : format })
  const probes = whole || source.compression !== 'none' ? [] : await readProbes(source, head.length)
  const { encoding, guessed } =
    given.encoding === undefined ? detectEncoding(head, probes) : { encoding: given.encoding, guessed: false }
  const text = decodeHead(head, encoding)
  const markup = markupFormat(text)
  if (markup !== null) throw fail('INGEST_FILE_BINARY', { path, format: markup })
  const quote = given.quote === undefined ? '"' : given.quote
  const preamble = detectPreamble(text)
  const table = text.slice(preamble.end)
  const delimiter = given.delimiter ?? preamble.delimiter ?? detectDelimiter(table, quote, whole)
  const { records, headed } = recordsOf(file, text, preamble, { delimiter, quote })
  const start = tableStart(records, given.header)
  const skipped = records.splice(0, start.above + start.headerRows)
  const written = start.header
  if (whole && records.length === 0) throw fail('INGEST_NO_ROWS', { path })
  const names = columnNames(written, Math.max(written?.length ?? 0, usualCount(records)))
  const spread = probes.flatMap((probe) => probeRecords(probe, encoding, { delimiter, quote }, names.length))
  const sound = withoutRemarks(records, names.length)
  const cells = (column: number) => columnCells([...sound, ...spread], column)
  const { dayMonthUnsure, marks } = decimalAndDays(names.length, cells, given)
  const timeZone = given.timeZone ?? 'UTC'
  const dialect: SettledDialect = { encoding, delimiter, quote, header: written !== null, timeZone, ...marks }
  const before = preamble.records - (headed ? 1 : 0) + skipped.length
  return {
    path,
    size: source.size,
    format: 'text',
    compression: source.compression,
    dialect,
    sheets: [],
    rows: null,
    names,
    written,
    declared: names.map(() => null),
    leftOut: [],
    warnings: [
      ...rowsAbove(skipped.slice(0, start.above)),
      ...(guessed ? [words('inspect_encoding_guessed', { encoding })] : []),
      ...(dayMonthUnsure ? [words('inspect_day_month_unsure')] : []),
    ],
    records,
    cells,
    cellsOfRecords: (column) => columnCells(sound, column),
    open: (wanted) => openDelimitedRows(path, dialect, { before, width: names.length, wanted }),
  }
}

/** The records at hand, with the line before them where it is their header. */
function recordsOf(
  { path, head, whole }: FileStart,
  text: string,
  preamble: Preamble,
  format: { delimiter: string; quote: string | null },
): { records: string[][]; headed: boolean } {
  const records = firstRecords(text.slice(preamble.end), format, whole)
  const headed = headerIn(text.slice(preamble.lastLine, preamble.end), format, records)
  if (headed !== null) records.unshift(headed)
  if (records.length > 0) return { records, headed: headed !== null }
  if (whole) throw fail('INGEST_NO_ROWS', { path })
  throw fail('INGEST_LINE_TOO_LONG', { line: 1, limit: head.length })
}

/** Pieces from a quarter, half, three quarters and the end of the file, but for its head; each begins at an even byte. */
async function readProbes(source: ByteSource, head: number): Promise<Buffer[]> {
  return Promise.all(probePlaces(source.size, head, probeBytes).map((from) => source.slice(from, probeBytes)))
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
