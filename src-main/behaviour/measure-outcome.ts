import type { AnalysisTableDefinition } from '../contract/behaviour.ts'
import type { EventColumns } from '../contract/events.ts'
import { sharedFloat64 } from '../numeric/columns.ts'
import type { SelectedRows } from './select-rows.ts'
import type { Units } from './units.ts'
import { firstAtOrAfter, micros, typeMask } from './windows.ts'

export interface MeasuredOutcome {
  readonly values: Float64Array<SharedArrayBuffer>
  /** Microseconds from the start of the window to the first event that counts, infinite where there is none. */
  readonly firstAfter: Float64Array
}

/** The outcome of each row from the unit's own events in [index + start, index + start + window). */
export function measureOutcome(
  events: EventColumns,
  units: Units,
  rows: SelectedRows,
  outcome: AnalysisTableDefinition['outcome'],
): MeasuredOutcome {
  const { time, type, price, quantity } = events
  const mask = typeMask(events, outcome.types)
  const start = micros(outcome.startHours)
  const length = micros(outcome.windowHours)
  const values = sharedFloat64(rows.unit.length)
  const firstAfter = new Float64Array(rows.unit.length).fill(Number.POSITIVE_INFINITY)
  for (let row = 0; row < values.length; row++) {
    const unit = rows.unit[row]
    const opens = rows.indexTime[row] + start
    const last = units.end[unit]
    let total = 0
    for (
      let at = firstAtOrAfter(time, units.rows, units.start[unit], last, opens);
      at < last && time[units.rows[at]] < opens + length;
      at++
    ) {
      const event = units.rows[at]
      if (mask[type[event]] === 0) continue
      if (firstAfter[row] === Number.POSITIVE_INFINITY) firstAfter[row] = time[event] - opens
      total += worth(outcome.measure, price[event], quantity[event])
    }
    values[row] = outcome.measure === 'any' ? Math.min(1, total) : total
  }
  return { values, firstAfter }
}

function worth(
  measure: AnalysisTableDefinition['outcome']['measure'],
  price: number,
  quantity: number,
): number {
  if (measure === 'any' || measure === 'count') return 1
  if (Number.isNaN(price)) return 0
  return measure === 'sum-price' || Number.isNaN(quantity) ? price : price * quantity
}
