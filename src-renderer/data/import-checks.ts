import * as m from '../../messages/compiled/messages.js'
import { list, percent } from '../state/format.ts'
import type { ImportDraft, Inspection } from './import-draft.svelte.ts'

export interface ImportCheck {
  readonly kind: 'good' | 'warn' | 'bad'
  readonly text: string
}

/** What can be said about an import before it runs, from the rows that were looked at. */
export function importChecks(draft: ImportDraft, inspection: Inspection): ImportCheck[] {
  const column = (name: string | undefined) => inspection.columns.find((each) => each.name === name)
  const user = column(draft.columnOf('user'))
  const time = column(draft.columnOf('time'))
  const type = column(draft.columnOf('type'))
  const checks: ImportCheck[] = [
    user
      ? { kind: 'good', text: m.ui_check_user_ok({ column: user.name }) }
      : { kind: 'bad', text: m.ui_check_user_missing() },
  ]

  if (time === undefined) checks.push({ kind: 'bad', text: m.ui_check_time_missing() })
  else if (time.type === 'time')
    checks.push({ kind: 'good', text: m.ui_check_time_ok({ column: time.name }) })
  else checks.push({ kind: 'warn', text: m.ui_check_time_type({ column: time.name }) })

  const incomplete = [user, time].filter((each) => each !== undefined && each.missing > 0)
  for (const each of incomplete)
    checks.push({
      kind: 'warn',
      text: m.ui_check_empty({ column: each!.name, share: percent(each!.missing) }),
    })
  if (incomplete.length === 0 && user && time) checks.push({ kind: 'good', text: m.ui_check_empty_none() })

  checks.push(
    type
      ? {
          kind: 'good',
          text: m.ui_check_type_ok({ column: type.name, samples: list(type.samples.slice(0, 3)) }),
        }
      : typeNameCheck(draft.typeName.trim()),
  )
  if (draft.columnOf('item') === undefined) checks.push({ kind: 'warn', text: m.ui_check_item_none() })

  for (const role of ['price', 'quantity'] as const) {
    const measured = column(draft.columnOf(role))
    if (measured && measured.type !== 'number')
      checks.push({ kind: 'warn', text: m.ui_check_numeric({ column: measured.name }) })
  }

  const out = inspection.columns.filter((each) => (draft.roles[each.name] ?? 'none') === 'none')
  if (out.length > 0)
    checks.push({
      kind: 'warn',
      text: m.ui_check_left_out({ columns: list(out.map((each) => each.name)) }),
    })
  return [...checks, ...inspection.warnings.map((text): ImportCheck => ({ kind: 'warn', text }))]
}

function typeNameCheck(name: string): ImportCheck {
  if (name === '') return { kind: 'warn', text: m.ui_check_type_none() }
  return { kind: 'good', text: m.ui_check_type_named({ name }) }
}
