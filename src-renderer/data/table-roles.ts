import * as m from '../../messages/compiled/messages.js'
import type { UnitTableMapping } from '../../src-main/contract/data.ts'
import type { Inspection } from './import-draft.svelte.ts'

/** The parts that a column plays where a row is a unit. */
export const tableRoles = ['unit', 'treatment', 'outcome', 'covariate', 'cluster', 'weight', 'none'] as const
export type TableRole = (typeof tableRoles)[number]

export const tableRoleWords: Readonly<Record<TableRole, () => string>> = {
  unit: () => m.ui_part_unit(),
  treatment: () => m.ui_part_treatment(),
  outcome: () => m.ui_part_outcome(),
  covariate: () => m.ui_part_covariate(),
  cluster: () => m.ui_part_cluster(),
  weight: () => m.ui_part_weight(),
  none: () => m.ui_role_none(),
}

/** Only one column can play these. */
const singles: ReadonlySet<TableRole> = new Set(['unit', 'cluster', 'weight'])

type Roles = Readonly<Record<string, TableRole>>

/** With the part given to these columns; one that only one column can play is taken from the one that had it. */
export function withTableRole(roles: Roles, columns: readonly string[], role: TableRole): Roles {
  const given = singles.has(role) ? columns.slice(0, 1) : columns
  const kept = Object.entries(roles).map(([column, old]) =>
    singles.has(role) && old === role ? ([column, 'none'] as const) : ([column, old] as const),
  )
  return { ...Object.fromEntries(kept), ...Object.fromEntries(given.map((column) => [column, role])) }
}

/** Null while no column is the treatment or none the outcome. */
export function tableMapping(roles: Roles): UnitTableMapping | null {
  const named = (role: TableRole) => Object.keys(roles).filter((column) => roles[column] === role)
  const treatments = named('treatment')
  const outcomes = named('outcome')
  if (treatments.length === 0 || outcomes.length === 0) return null
  const single = (['unit', 'cluster', 'weight'] as const).flatMap((role) =>
    named(role).map((column) => [role, column]),
  )
  return { treatments, outcomes, covariates: named('covariate'), ...Object.fromEntries(single) }
}

export function guessedTableRoles({ columns, table }: Inspection): Record<string, TableRole> {
  const roles: Record<string, TableRole> = {}
  for (const { name } of columns) roles[name] = 'none'
  const give = (role: TableRole, names: readonly (string | undefined)[]) => {
    for (const name of names) if (name !== undefined) roles[name] = role
  }
  give('covariate', table.covariates ?? [])
  give('treatment', table.treatments)
  give('outcome', table.outcomes)
  give('unit', [table.unit])
  give('cluster', [table.cluster])
  give('weight', [table.weight])
  return roles
}
