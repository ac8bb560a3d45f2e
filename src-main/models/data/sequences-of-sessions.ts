import { canonicalEvents } from '../../behaviour/canonical-events.ts'
import { unitsOf } from '../../behaviour/units.ts'
import { fail } from '../../contract/errors.ts'
import type { EventColumns } from '../../contract/events.ts'
import { eventTable } from './event-table.ts'
import { gapsOf, type Sequences } from './sequences.ts'
import type { EventSelection } from './sequences-from-events.ts'
import { sideCodes } from './sides.ts'

/** Sequences of sessions, named as the analysis tables name them, of items that the model knows. Throws MODELS_NO_EVENTS. */
export function sequencesOfSessions(
  log: EventColumns,
  sessionGapMinutes: number,
  {
    types,
    before = Number.POSITIVE_INFINITY,
    items,
    sides = [],
  }: EventSelection & { readonly items: readonly string[] },
): Sequences {
  const events = canonicalEvents(log)
  const units = unitsOf(events, { unit: 'session', sessionGapMinutes })
  const positions = new Map(items.map((name, code) => [name, code]))
  const codeOf = events.items.map((name) => positions.get(name) ?? -1)
  const wanted = events.types.map((name) => types === undefined || types.includes(name))
  const item: number[] = []
  const rows: number[] = []
  const start = new Int32Array(units.count + 1)
  for (let unit = 0; unit < units.count; unit++) {
    for (let at = units.start[unit]; at < units.end[unit]; at++) {
      const row = units.rows[at]
      const code = events.item[row] < 0 ? -1 : codeOf[events.item[row]]
      if (code >= 0 && wanted[events.type[row]] && events.time[row] < before) {
        item.push(code)
        rows.push(row)
      }
    }
    start[unit + 1] = item.length
  }
  if (item.length === 0) throw fail('MODELS_NO_EVENTS')
  const sequences = { users: units.names, items, item: Int32Array.from(item), start }
  if (sides.length === 0) return sequences
  const gaps = gapsOf(sequences, (at) => events.time[rows[at]])
  const beside = eventTable(events)
  return { ...sequences, sides: sides.map((side) => ({ side, codes: sideCodes(side, beside, rows, gaps) })) }
}
