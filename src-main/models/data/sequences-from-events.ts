import { fail } from '../../contract/errors.ts'
import type { EventColumns } from '../../contract/events.ts'
import type { Table } from '../../numeric/columns.ts'
import { gapsOf, type Sequences } from './sequences.ts'
import { type Side, sideCodes, sidesFrom } from './sides.ts'

/** Events ordered by user, then time. */
export type OrderedEvents = Pick<
  EventColumns,
  'rows' | 'time' | 'user' | 'item' | 'type' | 'users' | 'items' | 'types'
>

export interface EventSelection {
  /** Event types that are read; all where left out. */
  readonly types?: readonly string[]
  /** Microseconds UTC: no event before this … */
  readonly from?: number
  /** … and none at or after this. */
  readonly before?: number
  /** Codes of items that a model knows: others are left out. All items that occur where left out. */
  readonly items?: readonly string[]
  /** What a model knows of events beside their items … */
  readonly sides?: readonly Side[]
  /** … or the columns to learn that from, and whether from pauses too. */
  readonly features?: readonly string[]
  readonly timeGaps?: boolean
}

/** Sequences with when the first and the last of their events happened. */
export interface DatedSequences extends Sequences {
  readonly firstEvent: number
  readonly lastEvent: number
}

/**
 * Sequences of the users who have a selected event with an item, in the order of the events. Items are coded in order of first
 * appearance, or as the model knows them; `beside` has the columns of what else is read of the events. Throws MODELS_NO_EVENTS,
 * BEHAVIOUR_EVENT_TYPE_UNKNOWN, TABLE_COLUMN_MISSING, MODELS_SIDE_EMPTY.
 */
export function sequencesFromEvents(
  events: OrderedEvents,
  selection: EventSelection = {},
  beside: Table = { rows: events.rows, columns: [] },
): DatedSequences {
  const isWanted = wantedRows(events, selection)
  const { items, codeOf } = itemCodes(events, isWanted, selection.items)
  const item = new Int32Array(events.rows)
  const rows = new Int32Array(events.rows)
  let count = 0
  const users: string[] = []
  const start: number[] = []
  let last = -1
  let [firstEvent, lastEvent] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let row = 0; row < events.rows; row++) {
    if (!isWanted(row)) continue
    const code = codeOf[events.item[row]]
    if (code < 0) continue
    if (events.user[row] !== last) {
      last = events.user[row]
      users.push(events.users[last])
      start.push(count)
    }
    rows[count] = row
    item[count++] = code
    firstEvent = Math.min(firstEvent, events.time[row])
    lastEvent = Math.max(lastEvent, events.time[row])
  }
  if (count === 0) throw fail('MODELS_NO_EVENTS')
  start.push(count)
  const sequences = { users, items, item: item.slice(0, count), start: Int32Array.from(start) }
  const dated = { ...sequences, firstEvent, lastEvent }
  if (!readsMore(selection)) return dated
  const gaps = gapsOf(sequences, (at) => events.time[rows[at]])
  const read = Array.from(rows.subarray(0, count))
  const sides = selection.sides ?? sidesFrom(beside, selection, read, gaps)
  return { ...dated, sides: sides.map((side) => ({ side, codes: sideCodes(side, beside, read, gaps) })) }
}

function readsMore({ sides, features = [], timeGaps = false }: EventSelection): boolean {
  return sides === undefined ? features.length > 0 || timeGaps : sides.length > 0
}

function wantedRows(
  { time, item, type, types }: OrderedEvents,
  selection: EventSelection,
): (row: number) => boolean {
  const { from = Number.NEGATIVE_INFINITY, before = Number.POSITIVE_INFINITY } = selection
  for (const name of selection.types ?? []) {
    if (!types.includes(name)) {
      throw fail('BEHAVIOUR_EVENT_TYPE_UNKNOWN', { type: name, available: types.join(', ') })
    }
  }
  const mask = types.map((name) => selection.types === undefined || selection.types.includes(name))
  return (row) => item[row] >= 0 && mask[type[row]] && time[row] >= from && time[row] < before
}

function itemCodes(
  events: OrderedEvents,
  isWanted: (row: number) => boolean,
  known: readonly string[] | undefined,
): { readonly items: readonly string[]; readonly codeOf: Int32Array } {
  const codeOf = new Int32Array(events.items.length).fill(-1)
  if (known !== undefined) {
    const positions = new Map(known.map((name, code) => [name, code]))
    events.items.forEach((name, code) => {
      codeOf[code] = positions.get(name) ?? -1
    })
    return { items: known, codeOf }
  }
  const items: string[] = []
  for (let row = 0; row < events.rows; row++) {
    const code = events.item[row]
    if (code >= 0 && codeOf[code] < 0 && isWanted(row)) codeOf[code] = items.push(events.items[code]) - 1
  }
  return { items, codeOf }
}
