import * as m from '../../messages/compiled/messages.js'
import type { ColumnType } from '../../src-main/contract/data.ts'
import { type ImportDraft, type Role, singleRoles } from './import-draft.svelte.ts'
import { type TableRole, tableRoles, tableRoleWords, withTableRole } from './table-roles.ts'
import { roleWords } from './words.ts'

/** The parts that columns can play in a file of this layout, and how they are given. */
export interface ColumnParts {
  readonly text: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly of: (column: string) => string
  readonly set: (columns: readonly string[], part: string) => void
  /** The type that the column's part asks for; null where it is free. */
  readonly fixedType: (column: string) => ColumnType | null
}

export function columnParts(draft: ImportDraft): ColumnParts {
  return draft.layout === 'events' ? ofEvents(draft) : ofUnits(draft)
}

function ofEvents(draft: ImportDraft): ColumnParts {
  return {
    text: m.ui_wizard_columns_text(),
    options: ([...singleRoles, 'attribute', 'none'] as const).map((value) => ({
      value,
      label: roleWords[value](),
    })),
    of: (column) => draft.roles[column] ?? 'none',
    set: (columns, part) => draft.setRoles(columns, part as Role),
    fixedType: () => null,
  }
}

function ofUnits(draft: ImportDraft): ColumnParts {
  return {
    text: m.ui_wizard_columns_text_table(),
    options: tableRoles.map((value) => ({ value, label: tableRoleWords[value]() })),
    of: (column) => draft.tableRoles[column] ?? 'none',
    set(columns, part) {
      draft.tableRoles = withTableRole(draft.tableRoles, columns, part as TableRole)
    },
    fixedType(column) {
      const role = draft.tableRoles[column]
      if (role === 'unit' || role === 'cluster') return 'text'
      return role === 'weight' ? 'number' : null
    },
  }
}
