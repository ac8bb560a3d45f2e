import type { EventColumns } from '../../contract/events.ts'
import type { Monitor } from '../../contract/monitor.ts'
import { mixtureOfUser } from './mixture.ts'
import type { SavedMixture } from './saved-mixture.ts'

/** Runs of events: history h is `row[from[h]]` up to `row[to[h]]`. */
export interface EventRuns {
  readonly row: Int32Array
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/**
 * A probability for each intent, by history, from its events alone; not a number where the mixture knows nothing of any of them. An
 * item, type or level that it does not know says nothing, the rest of the event does.
 */
export function mixturesAsOf(
  { mixture, views, typed }: SavedMixture,
  events: EventColumns,
  { row, from, to }: EventRuns,
  monitor: Monitor,
): Float64Array {
  const codes = views.map(({ column, levels }, view) => {
    const { names, codes: own } = cellsOf(events, view, typed, column)
    const position = new Map(levels.map((level, code) => [level, code]))
    const known = names.map((level) => position.get(level) ?? -1)
    return row.map((at) => (own === null || own[at] < 0 ? -1 : known[own[at]]))
  })
  const count = Float64Array.from(row, (_, at) => (codes.some((view) => view[at] >= 0) ? 1 : 0))
  const shares = new Float64Array(from.length * mixture.intents).fill(Number.NaN)
  for (let history = 0; history < from.length; history++) {
    if (history % 256 === 0) monitor.check()
    const [first, end] = [from[history], to[history]]
    const bag = {
      start: Int32Array.of(0, end - first),
      count: count.subarray(first, end),
      codes: codes.map((view) => view.subarray(first, end)),
    }
    if (bag.count.every((own) => own === 0)) continue
    shares.set(mixtureOfUser(mixture, bag, 0), history * mixture.intents)
  }
  return shares
}

function cellsOf(
  { items, item, types, type, attributes }: EventColumns,
  view: number,
  typed: boolean,
  column: string,
): { readonly names: readonly string[]; readonly codes: Int32Array | null } {
  if (view === 0) return { names: items, codes: item }
  if (typed && view === 1) return { names: types, codes: type }
  const cells = attributes.find(({ name }) => name === column)
  return cells?.kind === 'text' ? { names: cells.levels, codes: cells.codes } : { names: [], codes: null }
}
