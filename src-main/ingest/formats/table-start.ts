import { type Words, words } from '../../contract/words.ts'
import { isMissing, isTotals, trimmed } from '../cells.ts'
import { detectHeader, isMeasured, usualCount } from '../detect-header.ts'

/** Where a table begins among the first records of a file. */
export interface TableStart {
  /** Records above the table: what it is called, when it was made, for which days. */
  readonly above: number
  /** Records of the header: none, one, or two where a name stands over several others. */
  readonly headerRows: number
  /** The columns' names as written; null without a header. */
  readonly header: readonly string[] | null
}

const looked = 500
const mostAbove = 50

/**
 * Finds the header, or the first row of data, below records that have but half as many cells with values as rows have. Nothing that might be
 * data is taken for a title: above rows without a header only records of a single field are.
 */
export function tableStart(records: readonly (readonly string[])[], header: boolean | undefined): TableStart {
  const first = records.slice(0, looked)
  const usual = usualCount(first.map(filled))
  if (header !== false && usual > 1) {
    const at = first.slice(0, mostAbove).findIndex((record) => filled(record).length > usual / 2)
    if (at > 0 && (header === true || detectHeader(first.slice(at)))) return headedAt(first, at)
  }
  const above =
    usual > 1
      ? Math.max(
          0,
          first.findIndex(({ length }) => length > 1),
        )
      : 0
  const headed = header ?? detectHeader(first.slice(above))
  return headed ? headedAt(first, above) : { above, headerRows: 0, header: null }
}

/** A header at this record, with the names over it or under it where a cell spans several columns. */
function headedAt(records: readonly (readonly string[])[], at: number): TableStart {
  const header = records[at]
  const blank = blanks(header)
  if (blank.length > 0 && at > 0 && blank.every((place) => valueAt(records[at - 1], place) !== '')) {
    return { above: at - 1, headerRows: 2, header: joined(records[at - 1], header) }
  }
  const below = records[at + 1] ?? []
  if (blank.length > 0 && isSecondLine(below, blank, records.slice(at + 2))) {
    return { above: at, headerRows: 2, header: joined(header, below) }
  }
  return { above: at, headerRows: 1, header: [...header] }
}

/** Names under the blanks of the line above them, over columns of numbers or times. */
function isSecondLine(
  line: readonly string[],
  blank: readonly number[],
  rows: readonly (readonly string[])[],
): boolean {
  if (!blank.every((place) => valueAt(line, place) !== '') || line.some(isMeasured)) return false
  const named = line.flatMap((cell, place) => (cell === '' ? [] : [place]))
  const measured = named.filter((place) => {
    const cells = rows.map((row) => valueAt(row, place)).filter((cell) => !isMissing(cell))
    return cells.length > 0 && cells.filter(isMeasured).length > cells.length * 0.8
  })
  return rows.length > 0 && measured.length > named.length / 2
}

/** Two lines of names as one: a name goes on over the blanks to its right. */
function joined(upper: readonly string[], lower: readonly string[]): string[] {
  let over = ''
  return Array.from({ length: Math.max(upper.length, lower.length) }, (_, place) => {
    const [above, below] = [valueAt(upper, place), valueAt(lower, place)]
    if (above !== '' || below === '') over = above
    return [over, below].filter((name) => name !== '').join(' ')
  })
}

/** Places without a name before the last one with one. */
function blanks(header: readonly string[]): number[] {
  const last = header.findLastIndex((cell) => trimmed(cell) !== '')
  return header.slice(0, last + 1).flatMap((cell, place) => (trimmed(cell) === '' ? [place] : []))
}

function valueAt(record: readonly string[], place: number): string {
  return trimmed(record[place] ?? '')
}

function filled(record: readonly string[]): readonly string[] {
  return record.filter((cell) => trimmed(cell) !== '')
}

/** The warning that tells what stands above a table; none where nothing does. */
export function rowsAbove(records: readonly (readonly string[])[]): Words[] {
  if (records.length === 0) return []
  const text = records
    .map((record) => filled(record).join(' '))
    .filter((line) => line !== '')
    .join(' · ')
  const shown = text.length > 120 ? `${text.slice(0, 119)}…` : text
  return [words('inspect_rows_above', { count: records.length, text: shown })]
}

/** The records without what a wide table ends with, remarks of a single cell and totals: these say nothing of a column's type. */
export function withoutRemarks(
  records: readonly (readonly string[])[],
  width: number,
): readonly (readonly string[])[] {
  if (width < 3) return records
  const last = records.findLastIndex((record) => filled(record).length > 1 && !isTotals(filled(record)[0]))
  return last < 0 || last === records.length - 1 ? records : records.slice(0, last + 1)
}
