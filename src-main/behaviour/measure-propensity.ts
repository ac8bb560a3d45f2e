import type { EventColumns } from '../contract/events.ts'
import { type NumberColumn, sharedFloat64 } from '../numeric/columns.ts'
import type { SelectedRows } from './select-rows.ts'
import type { Units } from './units.ts'

/** A propensity head as the builder sees it. */
export interface PropensitySource {
  readonly id: number
  readonly name: string
  readonly hash: string
  /** The last event that it learnt from, microseconds UTC; null where nobody knows. */
  readonly lastEvent: number | null
  /** Each moment's probability, from the user's events strictly before it; not a number where the head does not judge. */
  score(
    events: EventColumns,
    moments: readonly { readonly user: number; readonly asOf: number }[],
  ): Float64Array
}

/** A covariate's column: the head's probability for each row's user as of its index time. Missing where the head does not judge. */
export function measurePropensity(
  events: EventColumns,
  units: Units,
  rows: SelectedRows,
  name: string,
  source: PropensitySource,
): NumberColumn {
  const moments = rows.unit.map((unit, row) => ({ user: units.user[unit], asOf: rows.indexTime[row] }))
  const values = sharedFloat64(moments.length)
  values.set(source.score(events, moments))
  return { kind: 'number', name, values }
}
