import type { ColumnType, Dialect, FileLayout, InspectedColumn, Inspection } from '../contract/data.ts'
import { type Words, words } from '../contract/words.ts'
import { inferType } from './infer-type.ts'
import { type Look, lookAtFile, requireColumns } from './look-at-file.ts'
import { parseNumber } from './parse-number.ts'
import { suggestMapping } from './suggest-mapping.ts'
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
  const candidates = columns.map(({ name, type, missing }, index) => {
    const cells = look.cells(index)
    const numbers = cells.filter((cell) => !Number.isNaN(parseNumber(cell, look.dialect.decimal))).length
    return {
      name,
      type,
      missing,
      distinct: new Set(cells).size,
      filled: cells.length,
      numeric: numbers / Math.max(1, cells.length),
    }
  })
  const mapping = suggestMapping(candidates, look.records.length)
  const table = suggestTableMapping(candidates)
  const layout = options.layout ?? suggestLayout(candidates, mapping, table)
  return {
    path,
    bytes: look.size,
    compression: look.compression,
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
  const inferred = inferType(name, cells, look.dialect.decimal, look.dialect.dayFirst || undefined)
  const samples = [...new Set(cells)].slice(0, 5).map(shown)
  const filled = look.cellsOfRecords(index).length
  const missing = look.records.length === 0 ? 0 : 1 - filled / look.records.length
  return { name, type: chosen ?? inferred, inferred, missing, samples }
}

/** `mapping` is that of a log, null where the rows are no events. */
function warningsOf(look: Look, mapping: Inspection['mapping'] | null): Words[] {
  const warnings: Words[] = []
  if (look.encodingGuessed) {
    warnings.push(words('inspect_encoding_guessed', { encoding: look.dialect.encoding }))
  }
  if (look.dayMonthUnsure) warnings.push(words('inspect_day_month_unsure'))
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
