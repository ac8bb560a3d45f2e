import { type Covariate, standardComponents } from '../contract/behaviour.ts'
import type { EventColumns } from '../contract/events.ts'
import { type NumberColumn, sharedFloat64 } from '../numeric/columns.ts'
import { cutHistories } from './cut-histories.ts'
import type { SelectedRows } from './select-rows.ts'
import type { Units } from './units.ts'
import { typeMask } from './windows.ts'

/** Runs of items, as a model codes them: history h is items `from[h]` up to `to[h]`, none of them empty. */
export interface Histories {
  readonly item: Int32Array
  /** The event of each item, and how long after the user's last one that the model reads; not a number at their first. */
  readonly row: Int32Array
  readonly gap: Float64Array
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/** A sequence model as the builder sees it. */
export interface VectorSource {
  readonly id: number
  readonly name: string
  readonly hash: string
  readonly items: readonly string[]
  /** Event types that it reads; all where null. */
  readonly types: readonly string[] | null
  /** The last event that it learnt from, microseconds UTC; null where nobody knows. */
  readonly lastEvent: number | null
  readonly width: number
  /** Each history's place along the first `components` directions of the model's items, by history. */
  encode(histories: Histories, components: number, events: EventColumns): Float64Array
}

/**
 * A covariate's columns: what the model makes of each row's events strictly before its index time, along directions that depend on
 * the model alone. Missing where there is no event with an item that the model knows.
 */
export function measureVectors(
  events: EventColumns,
  units: Units,
  rows: SelectedRows,
  covariate: Covariate,
  source: VectorSource,
): NumberColumn[] {
  const count = rows.unit.length
  const known = knownEvents(events, covariate, source)
  const { of: withHistory, ...runs } = cutHistories(events, known, units, rows, covariate.windowHours)
  const { item, row, gap } = known
  const histories = { item, row, gap, ...runs }
  const components = Math.min(covariate.components ?? standardComponents, source.width)
  const places = source.encode(histories, components, events)
  return Array.from({ length: components }, (_, component) => {
    const values = sharedFloat64(count).fill(Number.NaN)
    withHistory.forEach((place, history) => {
      values[place] = places[history * components + component]
    })
    return { kind: 'number', name: `${covariate.name}_${component + 1}`, values }
  })
}

/** Events of the types that are read, with items that the model knows, in the order of all events. */
function knownEvents(events: EventColumns, covariate: Covariate, source: VectorSource) {
  const positions = new Map(source.items.map((name, code) => [name, code]))
  const codeOf = events.items.map((name) => positions.get(name) ?? -1)
  const mask = typeMask(events, covariate.types ?? source.types ?? undefined)
  const item = new Int32Array(events.rows)
  const eventRow = new Int32Array(events.rows)
  const gap = new Float64Array(events.rows).fill(Number.NaN)
  const userStart = new Int32Array(events.userStart.length)
  let count = 0
  for (let user = 0; user + 1 < userStart.length; user++) {
    for (let row = events.userStart[user]; row < events.userStart[user + 1]; row++) {
      const code = events.item[row] < 0 ? -1 : codeOf[events.item[row]]
      if (code < 0 || mask[events.type[row]] === 0) continue
      item[count] = code
      if (count > userStart[user]) gap[count] = events.time[row] - events.time[eventRow[count - 1]]
      eventRow[count++] = row
    }
    userStart[user + 1] = count
  }
  const used = <Cells extends Int32Array | Float64Array>(cells: Cells) => cells.subarray(0, count) as Cells
  return { item: used(item), row: used(eventRow), gap: used(gap), userStart }
}
