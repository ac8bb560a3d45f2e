import { fail } from '../../contract/errors.ts'
import type { Table } from '../../numeric/columns.ts'
import { codesOf, columnCalled } from '../data/table-codes.ts'
import { type EventHistories, historiesOf } from './event-histories.ts'

/** More types than this make more pairs than a log can tell apart. */
export const typesLimit = 50

/** Throws TABLE_COLUMN_MISSING, MODELS_TIME_NOT_NUMERIC, MODELS_TOO_MANY_TYPES. */
export function historiesFromTable(
  table: Table,
  map: { readonly user: string; readonly type: string; readonly time: string },
  selection: { readonly types?: readonly string[]; readonly until?: number },
): EventHistories {
  const user = codesOf(columnCalled(table, map.user))
  const type = codesOf(columnCalled(table, map.type), selection.types)
  const time = columnCalled(table, map.time)
  if (time.kind !== 'number') throw fail('MODELS_TIME_NOT_NUMERIC', { column: map.time })
  if (type.names.length > typesLimit) {
    throw fail('MODELS_TOO_MANY_TYPES', { types: type.names.length, limit: typesLimit })
  }
  const events = { user: user.codes, type: type.codes, time: time.values }
  return historiesOf(events, user.names.length, type.names, selection.until)
}
