import * as m from '../../messages/compiled/messages.js'
import type { Response } from '../../src-main/contract/methods.ts'
import { count, list } from '../state/format.ts'
import type { ImportCheck } from './import-checks.ts'

type Found = Response<'data.checkTable'>
type Column = Found['columns'][number]

/** More texts than this that differ are names or remarks, hardly categories. */
const mostCategories = 50

/** What can be said about a table of one row a unit, all of its rows having been read. */
export function tableChecks({ file, columns }: Found, leftOut: readonly string[]): ImportCheck[] {
  const names = (chosen: readonly Column[]) => list(chosen.map(({ name }) => name))
  const good = (text: string): ImportCheck => ({ kind: 'good', text })
  const warn = (text: string): ImportCheck => ({ kind: 'warn', text })
  const constant = columns.filter(
    ({ distinct, role }) => distinct !== null && distinct < 2 && role !== 'unit',
  )
  const missing = columns.filter((column) => column.missing > 0)
  const wordy = columns.filter(
    ({ role, kind, distinct }) =>
      role === 'covariate' && kind === 'category' && (distinct ?? 0) > mostCategories,
  )
  const unreadable = columns.filter(
    ({ role, kind, distinct }) => role === 'outcome' && kind === 'category' && (distinct ?? 0) > 2,
  )
  return [
    file.rejected === 0
      ? good(m.ui_check_table_all({ rows: count(file.rows) }))
      : warn(m.ui_check_table_rejected({ rejected: count(file.rejected), rows: count(file.rows) })),
    ...treatmentChecks(file, columns),
    ...unreadable.map(({ name }) => warn(m.ui_check_table_outcome_text({ column: name }))),
    unitCheck(file),
    missing.length === 0
      ? good(m.ui_check_table_missing_none())
      : warn(
          m.ui_check_table_missing({
            columns: list(missing.map((column) => `${column.name} (${count(column.missing)})`)),
          }),
        ),
    ...(constant.length === 0 ? [] : [warn(m.ui_check_table_constant({ columns: names(constant) }))]),
    ...(wordy.length === 0 ? [] : [warn(m.ui_check_table_wordy({ columns: names(wordy) }))]),
    ...(leftOut.length === 0 ? [] : [warn(m.ui_check_left_out({ columns: list(leftOut) }))]),
    warn(m.ui_check_table_times()),
  ]
}

function treatmentChecks({ arms, mapping }: Found['file'], columns: readonly Column[]): ImportCheck[] {
  const [treatment] = mapping.treatments
  if (arms === null) {
    const named = columns.find(({ name }) => name === treatment)?.kind === 'category'
    return named
      ? [{ kind: 'bad', text: m.ui_check_table_many_arms({ column: treatment }) }]
      : [{ kind: 'good', text: m.ui_check_table_dose({ column: treatment }) }]
  }
  if (arms.length < 2) return [{ kind: 'bad', text: m.ui_check_table_one_arm({ column: treatment }) }]
  const counted = list(arms.map(({ arm, rows }) => m.ui_arm_rows({ arm, rows: count(rows) })))
  return [{ kind: 'good', text: m.ui_check_table_arms({ column: treatment, arms: counted }) }]
}

function unitCheck({ mapping, repeats }: Found['file']): ImportCheck {
  const { unit } = mapping
  if (unit === undefined) return { kind: 'good', text: m.ui_check_table_unit_none() }
  return repeats === 0
    ? { kind: 'good', text: m.ui_check_table_unit({ column: unit }) }
    : { kind: 'warn', text: m.ui_check_table_repeats({ column: unit, rows: count(repeats) }) }
}
