import type { AnalysisTableSummary } from '../contract/behaviour.ts'
import type { ColumnType, UnitTableMapping } from '../contract/data.ts'
import { fail } from '../contract/errors.ts'
import { cellReader } from './event-columns-plan.ts'
import type { Look } from './formats/file-format.ts'
import { columnTypeOf, requireColumns } from './look-at-file.ts'
import { parseNumber } from './parse-number.ts'

type Role = AnalysisTableSummary['columns'][number]['role']

/** How one column of a table of one row a unit is read. */
export interface PlannedColumn {
  readonly name: string
  readonly place: number
  readonly role: Role
  readonly type: ColumnType
  /** A cell as a number, NaN where it is none; null where cells are kept as text. */
  readonly read: ((cell: string) => number) | null
}

export interface UnitTablePlan {
  /** In the file's order. */
  readonly columns: readonly PlannedColumn[]
  /** With the covariates listed. */
  readonly mapping: UnitTableMapping
}

/** Throws TABLE_COLUMN_MISSING and, where a column is given two parts, INGEST_COLUMN_TWO_PARTS. */
export function planUnitTable(
  look: Look,
  types: Readonly<Record<string, ColumnType>>,
  wanted: UnitTableMapping,
): UnitTablePlan {
  requireColumns(look, Object.keys(types))
  const roles = rolesOf(look.names, wanted)
  requireColumns(look, [...roles.keys()])
  const columns = look.names.flatMap((name, place) => {
    const role = roles.get(name)
    return role === undefined ? [] : [plannedColumn(look, place, role, types[name])]
  })
  const covariates = columns.filter(({ role }) => role === 'covariate').map(({ name }) => name)
  return { columns, mapping: { ...wanted, covariates } }
}

function rolesOf(names: readonly string[], mapping: UnitTableMapping): Map<string, Role> {
  const { treatments, outcomes, covariates, unit, cluster, weight } = mapping
  const roles = new Map<string, Role>()
  const give = (role: Role, columns: readonly (string | undefined)[]) => {
    for (const column of columns) {
      if (column === undefined) continue
      if (roles.has(column) && roles.get(column) !== role) throw fail('INGEST_COLUMN_TWO_PARTS', { column })
      roles.set(column, role)
    }
  }
  give('unit', [unit])
  give('cluster', [cluster])
  give('weight', [weight])
  give('treatment', treatments)
  give('outcome', outcomes)
  give('covariate', covariates ?? names.filter((name) => !roles.has(name)))
  return roles
}

function plannedColumn(look: Look, place: number, role: Role, chosen: ColumnType | undefined): PlannedColumn {
  const name = look.names[place]
  const { decimal } = look.dialect
  // Names are kept as they are written: 007 is not 7.
  const type: ColumnType =
    role === 'unit' || role === 'cluster'
      ? 'text'
      : role === 'weight'
        ? 'number'
        : (chosen ?? columnTypeOf(look, place))
  const readNumber = (cell: string) => parseNumber(cell, decimal)
  return { name, place, role, type, read: cellReader(look, place, type, readNumber) }
}
