import { type TimeFormat, timeReader } from './parse-time.ts'

export interface DetectedTimeFormat {
  readonly format: TimeFormat
  /** Share of the cells that the format reads. */
  readonly share: number
  /** Every day is at most 12, so that day and month could change places. */
  readonly ambiguous: boolean
}

const plausible = { from: Date.UTC(1990, 0, 1) * 1000, to: Date.UTC(2100, 0, 1) * 1000 }

/**
 * The format that reads most of a column's cells (missing ones left out by the caller); null where none reads half. Day
 * and month are told apart by the cells, by `dayFirst` where it is given, and by 'month first' where nothing tells.
 */
export function detectTimeFormat(cells: readonly string[], dayFirst?: boolean): DetectedTimeFormat | null {
  if (cells.length === 0) return null
  const candidates: TimeFormat[] = [
    { kind: 'year-first' },
    ...(dayFirst === true ? [] : [{ kind: 'month-first' } as const]),
    ...(dayFirst === false ? [] : [{ kind: 'day-first' } as const]),
    { kind: 'named-month' },
    { kind: 'compact' },
  ]
  const unit = unixUnit(cells)
  if (unit) candidates.push({ kind: 'unix', unit })
  const shares = new Map<TimeFormat['kind'], number>()
  let best: { format: TimeFormat; share: number } | null = null
  for (const format of candidates) {
    const read = timeReader(format, 'UTC')
    const share = cells.reduce((sum, cell) => sum + (Number.isNaN(read(cell)) ? 0 : 1), 0) / cells.length
    shares.set(format.kind, share)
    if (!best || share > best.share) best = { format, share }
  }
  if (!best || best.share < 0.5) return null
  const ambiguous = best.format.kind === 'month-first' && shares.get('day-first') === best.share
  return { ...best, ambiguous: ambiguous && dayFirst === undefined }
}

/** The unit in which most numbers lie between 1990 and 2100; null where the cells are no such numbers. */
function unixUnit(cells: readonly string[]): number | null {
  for (const unit of [1e6, 1e3, 1, 1e-3]) {
    const read = timeReader({ kind: 'unix', unit }, 'UTC')
    const hits = cells.filter((cell) => {
      const time = read(cell)
      return time >= plausible.from && time <= plausible.to
    })
    if (hits.length > cells.length / 2) return unit
  }
  return null
}
