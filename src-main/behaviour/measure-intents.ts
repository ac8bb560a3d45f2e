import type { Covariate } from '../contract/behaviour.ts'
import type { EventColumns } from '../contract/events.ts'
import { type NumberColumn, sharedFloat64 } from '../numeric/columns.ts'
import { cutHistories } from './cut-histories.ts'
import type { SelectedRows } from './select-rows.ts'
import type { Units } from './units.ts'
import { typeMask } from './windows.ts'

/** Intents as the builder sees them. */
export interface IntentSource {
  readonly id: number
  readonly name: string
  readonly hash: string
  /** Event types that they read; all where null. */
  readonly types: readonly string[] | null
  /** The last event that they were learnt from, microseconds UTC. */
  readonly lastEvent: number
  /** How many there are. */
  readonly intents: number
  /** A probability for each intent by history h, events `row[from[h]]` up to `row[to[h]]`; not a number where these say nothing. */
  mix(
    events: EventColumns,
    runs: { readonly row: Int32Array; readonly from: readonly number[]; readonly to: readonly number[] },
  ): Float64Array
}

/** The columns that the intents become: one less than there are, for probabilities add up to one. */
export function intentColumns(name: string, { intents }: Pick<IntentSource, 'intents'>): string[] {
  return Array.from({ length: intents - 1 }, (_, at) => `${name}_${at + 1}`)
}

/**
 * A covariate's columns: the probability of each intent but the last, from the row's events strictly before its index time. Missing
 * where there is no such event, or none that the intents know anything of.
 */
export function measureIntents(
  events: EventColumns,
  units: Units,
  rows: SelectedRows,
  covariate: Covariate,
  source: IntentSource,
): NumberColumn[] {
  const read = readEvents(events, covariate, source)
  const { of, from, to } = cutHistories(events, read, units, rows, covariate.windowHours)
  const shares = source.mix(events, { row: read.row, from, to })
  return intentColumns(covariate.name, source).map((name, intent) => {
    const values = sharedFloat64(rows.unit.length).fill(Number.NaN)
    of.forEach((row, history) => {
      values[row] = shares[history * source.intents + intent]
    })
    return { kind: 'number', name, values }
  })
}

/** Events of the types that are read, with an item, in the order of all events. */
function readEvents(events: EventColumns, covariate: Covariate, source: IntentSource) {
  const mask = typeMask(events, covariate.types ?? source.types ?? undefined)
  const isRead = (row: number) => events.item[row] >= 0 && mask[events.type[row]] !== 0
  const userStart = new Int32Array(events.userStart.length)
  const row = new Int32Array(events.rows)
  let count = 0
  for (let user = 0; user + 1 < userStart.length; user++) {
    for (let at = events.userStart[user]; at < events.userStart[user + 1]; at++) {
      if (isRead(at)) row[count++] = at
    }
    userStart[user + 1] = count
  }
  return { row: row.subarray(0, count), userStart }
}
