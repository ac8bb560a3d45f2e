import type { ColumnType, Dialect, FileLayout, InspectedColumn, Inspection } from '../contract/data.ts'
import { type Words, words } from '../contract/words.ts'
import { detectTimeFormat } from './detect-time-format.ts'
import type { Look } from './formats/file-format.ts'
import { columnTypeOf, lookAtFile, requireColumns } from './look-at-file.ts'
import { mappingCandidate } from './mapping-candidates.ts'
import { timeReader } from './parse-time.ts'
import { suggestMapping } from './suggest-mapping.ts'
import { suggestNamelessMapping } from './suggest-nameless-mapping.ts'
import { suggestLayout, suggestTableMapping } from './suggest-table-mapping.ts'

const previewRows = 100
const longestShown = 200

export interface InspectOptions {
  readonly dialect?: Dialect
  readonly types?: Readonly<Record<string, ColumnType>>
  /** What a row is; guessed where left out. */
  readonly layout?: FileLayout
}

/**
 * What `readEvents` or `readUnitTable` would make of a file with these options: its dialect, columns and first rows, and a first guess at
 * what each column is. Reads a megabyte and a few places further on. Throws what `lookAtFile` throws, and
 * TABLE_COLUMN_MISSING where a type is given to a column that is not there.
 */
export async function inspectFile(path: string, options: InspectOptions = {}): Promise<Inspection> {
  const look = await lookAtFile(path, options.dialect)
  requireColumns(look, Object.keys(options.types ?? {}))
  const columns = look.names.map((name, index) => inspectColumn(look, index, options.types?.[name]))
  const candidates = columns.map((column, index) => mappingCandidate(look, index, column))
  const mapping =
    look.written === null
      ? suggestNamelessMapping(candidates)
      : suggestMapping(candidates, look.records.length)
  const table = suggestTableMapping(candidates)
  const layout = options.layout ?? suggestLayout(candidates, mapping, table)
  return {
    path,
    bytes: look.size,
    format: look.format,
    compression: look.compression,
    sheets: look.sheets,
    rows: look.rows,
    ...whatMatters(look, columns),
    dialect: look.dialect,
    columns,
    preview: look.records
      .slice(0, previewRows)
      .map((record) => look.names.map((_, index) => shown(record[index] ?? ''))),
    rowsInspected: look.records.length,
    mapping,
    layout,
    table,
    warnings: warningsOf(look, layout === 'events' ? mapping : null),
  }
}

/** A cell as it is kept for display: at most 200 characters. */
export function shown(cell: string): string {
  return cell.length > longestShown ? `${cell.slice(0, longestShown - 1)}…` : cell
}

function inspectColumn(look: Look, index: number, chosen: ColumnType | undefined): InspectedColumn {
  const name = look.names[index]
  const cells = look.cells(index)
  const inferred = columnTypeOf(look, index)
  const samples = [...new Set(cells)].slice(0, 5).map(shown)
  const filled = look.cellsOfRecords(index).length
  const missing = look.records.length === 0 ? 0 : 1 - filled / look.records.length
  return { name, type: chosen ?? inferred, inferred, missing, samples }
}

/** What of the dialect changes when the times are. */
function whatMatters(look: Look, columns: readonly InspectedColumn[]) {
  let zoneMatters = false
  let daysMatter = false
  for (const [index, { type }] of columns.entries()) {
    const cells = type === 'time' ? look.cells(index) : []
    const format = detectTimeFormat(cells)?.format
    if (format === undefined) continue
    const [here, there] = ['UTC', 'Asia/Shanghai'].map((zone) => timeReader(format, zone))
    zoneMatters ||= cells.some((cell) => !Number.isNaN(here(cell)) && here(cell) !== there(cell))
    daysMatter ||= format.kind === 'day-first' || format.kind === 'month-first'
  }
  return { zoneMatters, daysMatter }
}

/** `mapping` is that of a log, null where the rows are no events. */
function warningsOf(look: Look, mapping: Inspection['mapping'] | null): Words[] {
  const warnings: Words[] = [...look.warnings]
  if (!look.written) warnings.push(words('inspect_no_header'))
  const renamed = look.names.filter(
    (name, index) => look.written && (look.written[index] ?? '').trim() !== name,
  )
  if (look.written && renamed.length > 0) {
    warnings.push(words('inspect_columns_renamed', { columns: renamed.join(', ') }))
  }
  if (mapping !== null && !mapping.time) warnings.push(words('inspect_no_time'))
  if (mapping !== null && !mapping.user) warnings.push(words('inspect_no_user'))
  return warnings
}
