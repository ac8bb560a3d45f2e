import type { Covariate } from '../contract/behaviour.ts'
import type { AttributeCells, EventColumns } from '../contract/events.ts'
import { type Column, sharedFloat64, sharedInt32 } from '../numeric/columns.ts'
import { compareTexts } from './canonical-events.ts'
import type { SelectedRows } from './select-rows.ts'
import type { Units } from './units.ts'
import { micros, typeMask } from './windows.ts'

/** Measures over the events `from` … `to − 1`: all of the user's in the window, in canonical order, none at or after `index`. */
type Measure = (from: number, to: number, index: number) => number

/**
 * One covariate's column, from events strictly before each row's index time. Counts and sums are 0 where there was no such
 * event; means, hours since and attributes are missing.
 */
export function measureCovariate(
  events: EventColumns,
  units: Units,
  rows: SelectedRows,
  covariate: Covariate,
): Column {
  const window = covariate.windowHours === undefined ? null : micros(covariate.windowHours)
  const measure = measures(events, covariate)
  const values = sharedFloat64(rows.unit.length)
  const { time, userStart } = events
  let user = -1
  let to = 0
  for (let row = 0; row < values.length; row++) {
    const index = rows.indexTime[row]
    const owner = units.user[rows.unit[row]]
    const first = userStart[owner]
    const last = userStart[owner + 1]
    if (owner !== user || (to > first && time[to - 1] >= index)) to = first
    user = owner
    while (to < last && time[to] < index) to++
    let from = first
    if (window !== null) while (from < to && time[from] < index - window) from++
    values[row] = measure(from, to, index)
  }
  const attribute = attributeOf(events, covariate)
  return attribute?.kind === 'text'
    ? categoryColumn(covariate.name, values, attribute.levels)
    : { kind: 'number', name: covariate.name, values }
}

function measures(events: EventColumns, covariate: Covariate): Measure {
  const { time, type, price, quantity, item } = events
  const mask = typeMask(events, covariate.types)
  const sum = (value: (row: number) => number) => (from: number, to: number) => {
    let total = 0
    for (let row = from; row < to; row++) {
      if (mask[type[row]] === 0) continue
      const part = value(row)
      if (!Number.isNaN(part)) total += part
    }
    return total
  }
  const count = sum(() => 1)
  const prices = sum((row) => price[row])
  const priced = sum((row) => (Number.isNaN(price[row]) ? 0 : 1))
  switch (covariate.measure) {
    case 'count':
      return count
    case 'any':
      return (from, to) => (count(from, to) > 0 ? 1 : 0)
    case 'sum-price':
      return prices
    case 'sum-amount':
      return sum((row) => price[row] * (Number.isNaN(quantity[row]) ? 1 : quantity[row]))
    case 'mean-price':
      return (from, to) => {
        const known = priced(from, to)
        return known === 0 ? Number.NaN : prices(from, to) / known
      }
    case 'distinct-items':
      return distinctItems(item, type, mask, events.items.length)
    case 'hours-since-last':
      return (from, to, index) => {
        for (let row = to - 1; row >= from; row--) if (mask[type[row]]) return (index - time[row]) / 3600e6
        return Number.NaN
      }
    case 'hours-since-first':
      return (from, to, index) => {
        for (let row = from; row < to; row++) if (mask[type[row]]) return (index - time[row]) / 3600e6
        return Number.NaN
      }
    case 'sequence-vector':
      throw new RangeError('measureVectors makes the columns of a sequence model')
    case 'propensity':
      throw new RangeError('measurePropensity makes the column of a propensity head')
    case 'intents':
      throw new RangeError('measureIntents makes the columns of intents')
    case 'last-attribute':
      return lastAttribute(attributeOf(events, covariate) as AttributeCells, type, mask)
  }
}

function distinctItems(item: Int32Array, type: Int32Array, mask: Uint8Array, items: number): Measure {
  const seenBy = new Int32Array(items)
  let turn = 0
  return (from, to) => {
    turn++
    let count = 0
    for (let row = from; row < to; row++) {
      if (mask[type[row]] === 0 || item[row] < 0 || seenBy[item[row]] === turn) continue
      seenBy[item[row]] = turn
      count++
    }
    return count
  }
}

function attributeOf(events: EventColumns, { measure, attribute }: Covariate): AttributeCells | undefined {
  return measure === 'last-attribute' ? events.attributes.find(({ name }) => name === attribute) : undefined
}

/** The value or code of the last event that has one; NaN where none has. */
function lastAttribute(cells: AttributeCells, type: Int32Array, mask: Uint8Array): Measure {
  return (from, to) => {
    for (let row = to - 1; row >= from; row--) {
      if (mask[type[row]] === 0) continue
      if (cells.kind === 'text' && cells.codes[row] >= 0) return cells.codes[row]
      if (cells.kind === 'number' && !Number.isNaN(cells.values[row])) return cells.values[row]
    }
    return Number.NaN
  }
}

/** Codes as a category with the levels that occur, in the order of their names. */
function categoryColumn(name: string, codes: Float64Array, levels: readonly string[]): Column {
  const present = [...new Set(codes)].filter((code) => !Number.isNaN(code))
  present.sort((a, b) => compareTexts(levels[a], levels[b]))
  const place = new Map(present.map((code, index) => [code, index]))
  const own = sharedInt32(codes.length)
  for (let row = 0; row < codes.length; row++) own[row] = place.get(codes[row]) ?? -1
  return { kind: 'category', name, levels: present.map((code) => levels[code]), codes: own }
}
