import * as v from 'valibot'
import type { AnalysisTableSummary } from './behaviour.ts'
import { dialect, type Page, page, type RejectedRow, sheet, typeOverrides, unitTableMapping } from './data.ts'
import { job, publishingJob, query } from './method.ts'
import type { TableFile } from './table-file.ts'

/** A file of one row a unit, how it is written and what its columns are. */
const unitTable = {
  path: v.string(),
  dialect: v.optional(dialect),
  sheet: v.optional(sheet),
  /** Types that the analyst chose, by the column's name; units and clusters are text in any case. */
  types: v.optional(typeOverrides),
  ...unitTableMapping.entries,
}

/** What the import of the same file with the same decisions would keep. Every row was read. */
export interface UnitTableCheck {
  readonly file: TableFile
  readonly columns: readonly CheckedColumn[]
  /** The first rows as they would be kept; booleans are 0 and 1, times microseconds UTC. */
  readonly preview: readonly Readonly<Record<string, string | number | null>>[]
  /** The first rejected rows, at most a hundred. */
  readonly rejectedRows: readonly RejectedRow[]
}

export interface CheckedColumn {
  readonly name: string
  readonly role: AnalysisTableSummary['columns'][number]['role']
  readonly kind: 'number' | 'category'
  readonly meaning?: 'boolean' | 'time'
  /** Rows without a value. */
  readonly missing: number
  /** Values that differ, null where there are more than a thousand numbers. One: the column says nothing. */
  readonly distinct: number | null
}

export const unitTableMethods = {
  /** Reads all of a table of one row a unit and keeps nothing. */
  'data.checkTable': job<UnitTableCheck>()(v.object(unitTable)),
  /** Keeps a table of one row a unit in the open project, in place of one of the same name; all of it or none. */
  'data.importTable': publishingJob<AnalysisTableSummary>()(
    v.object({
      ...unitTable,
      name: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(255))),
    }),
  ),
  /** Rows of an imported table's file that were refused. */
  'data.tableRejected': query<Page<RejectedRow>>()(v.object({ ...page, table: v.string() })),
}
