import type { EventMapping } from '../contract/data.ts'
import { type PartNames, rankOf, spaced } from './column-words.ts'
import { type EventPart, eventPartNames } from './event-part-names.ts'
import type { MappingCandidate } from './mapping-candidates.ts'

type Suggested = { -readonly [P in keyof EventMapping]?: EventMapping[P] }

/** Guesses each part by the columns' names, in English and Chinese, where the contents allow it; the rest are attributes. */
export function suggestMapping(columns: readonly MappingCandidate[], rows: number): Partial<EventMapping> {
  const mapping: Suggested = {}
  const left = new Set(columns.filter(({ missing }) => missing < 1))
  const take = (part: EventPart, fits: (column: MappingCandidate) => boolean) => {
    const found = best([...left].filter(fits), eventPartNames[part])
    if (found === undefined) return
    mapping[part] = found.name
    left.delete(found)
  }
  const time = bestTime([...left])
  if (time !== undefined) {
    mapping.time = time.name
    left.delete(time)
    if (time.dateOnly) take('timeOfDay', ({ timeOfDay }) => timeOfDay)
  }
  take('user', isName)
  take('item', isName)
  take('type', ({ type, distinct }) => type !== 'time' && distinct <= Math.max(50, rows / 20))
  take('session', (column) => isName(column) && column.missing < 0.5)
  if (mapping.session === undefined) {
    const order = [...left].find(namesOrders)
    if (order !== undefined) {
      mapping.session = order.name
      left.delete(order)
    }
  }
  take('price', ({ numeric, type }) => numeric >= 0.9 && type !== 'time')
  take('quantity', ({ numeric, type }) => numeric >= 0.9 && type !== 'time')
  if (mapping.type === undefined) nameRows(mapping, columns)
  const attributes = [...left].filter(({ rowNumbers }) => !rowNumbers).map(({ name }) => name)
  const telling = attributes.filter((name) => !/^column\d+$/.test(name) && !isPandasIndex(name))
  if (telling.length > 0) mapping.attributes = telling.slice(0, 50)
  return mapping
}

/** Rows of orders and receipts are purchases, or returns where they take back; a log in Chinese gets Chinese names. */
function nameRows(mapping: Suggested, columns: readonly MappingCandidate[]): void {
  const sold = mapping.item !== undefined && (mapping.price !== undefined || mapping.quantity !== undefined)
  if (!sold && !columns.some(({ name }) => name === mapping.session && ordered.test(spaced(name)))) return
  const inChinese = columns.some(({ name }) => /\p{Script=Han}/u.test(name))
  mapping.typeName = inChinese ? '购买' : 'purchase'
  const takesBack = columns.some(({ name, negative }) => negative && name === mapping.quantity)
  if (takesBack) mapping.returnName = inChinese ? '退货' : 'return'
}

const ordered = /\b(order|invoice|receipt|basket|ticket|bill)\b|订单|小票|单据|流水/

/** A time with its hours before one that is but a date, unless the latter alone is called like an event's. */
function bestTime(columns: readonly MappingCandidate[]): MappingCandidate | undefined {
  const times = columns.filter(({ type, missing }) => type === 'time' && missing < 0.9)
  const names = eventPartNames.time
  return (
    best(
      times.filter(({ dateOnly }) => !dateOnly),
      names,
    ) ??
    best(times, names) ??
    (times.length === 1 ? times[0] : undefined)
  )
}

function best(columns: readonly MappingCandidate[], names: PartNames): MappingCandidate | undefined {
  let found: MappingCandidate | undefined
  let rank = Number.POSITIVE_INFINITY
  for (const column of columns) {
    const at = rankOf(column.name, names)
    if (at < rank) {
      rank = at
      found = column
    }
  }
  return found
}

function isName({ type, timeOfDay }: MappingCandidate): boolean {
  return type !== 'time' && type !== 'boolean' && !timeOfDay
}

/** Shopify calls its orders `#1001` in a column `Name`. */
function namesOrders({ name, orderNumbers }: MappingCandidate): boolean {
  return orderNumbers && /^(name|order)$/i.test(name)
}

/** Whether pandas gave this name to its rows' labels, which are no data. */
export function isPandasIndex(name: string): boolean {
  return /^__index_level_\d+__$/.test(name)
}
