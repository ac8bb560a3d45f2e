import type { ColumnProfile } from '../contract/data.ts'
import type { EventColumns } from '../contract/events.ts'
import type { Monitor } from '../contract/monitor.ts'
import { words } from '../contract/words.ts'

const bins = 40
const topValues = 10

type Part = ColumnProfile['part']

/** What each column of the events holds: gaps, frequent values, range, quantiles and a histogram. */
export function profileColumns(events: EventColumns, monitor: Monitor): ColumnProfile[] {
  const columns: (() => ColumnProfile)[] = [
    () => profileTexts('user', 'user', events.user, events.users),
    () => profileNumbers('time', 'time', 'time', events.time),
    () => profileTexts('type', 'type', events.type, events.types),
    () => profileTexts('item', 'item', events.item, events.items),
    () => profileTexts('session', 'session', events.session, events.sessions),
    () => profileNumbers('price', 'price', 'number', events.price),
    () => profileNumbers('quantity', 'quantity', 'number', events.quantity),
    ...events.attributes.map((cells) => () => {
      return cells.kind === 'number'
        ? profileNumbers(cells.name, 'attribute', 'number', cells.values)
        : profileTexts(cells.name, 'attribute', cells.codes, cells.levels)
    }),
  ]
  return columns.map((profile, index) => {
    monitor.report(index / columns.length, words('phase_profiling'))
    return profile()
  })
}

function profileTexts(name: string, part: Part, codes: Int32Array, levels: readonly string[]): ColumnProfile {
  const counts = new Float64Array(levels.length)
  let missing = 0
  for (const code of codes) {
    if (code < 0) missing++
    else counts[code]++
  }
  const present = levels
    .map((value, code) => ({ value, count: counts[code] }))
    .filter(({ count }) => count > 0)
  present.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
  return {
    name,
    part,
    kind: 'text',
    missing: share(missing, codes.length),
    distinct: present.length,
    top: present.slice(0, topValues),
    numbers: null,
  }
}

function profileNumbers(
  name: string,
  part: Part,
  kind: 'number' | 'time',
  values: Float64Array,
): ColumnProfile {
  const ordered = values.filter((value) => !Number.isNaN(value)).sort()
  let distinct = 0
  for (let at = 0; at < ordered.length; at++) if (at === 0 || ordered[at] !== ordered[at - 1]) distinct++
  return {
    name,
    part,
    kind,
    missing: share(values.length - ordered.length, values.length),
    distinct,
    top: [],
    numbers: ordered.length === 0 ? null : describeNumbers(ordered),
  }
}

function describeNumbers(ordered: Float64Array): NonNullable<ColumnProfile['numbers']> {
  const { length } = ordered
  const origin = ordered[0]
  const mean = origin + ordered.reduce((sum, value) => sum + (value - origin), 0) / length
  const squares = ordered.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return {
    minimum: origin,
    maximum: ordered[length - 1],
    mean,
    standardDeviation: length > 1 ? Math.sqrt(squares / (length - 1)) : 0,
    quantiles: [
      quantile(ordered, 0.05),
      quantile(ordered, 0.25),
      quantile(ordered, 0.5),
      quantile(ordered, 0.75),
      quantile(ordered, 0.95),
    ],
    histogram: histogram(ordered),
  }
}

function histogram(ordered: Float64Array): NonNullable<ColumnProfile['numbers']>['histogram'] {
  const from = quantile(ordered, 0.01)
  const to = quantile(ordered, 0.99)
  if (to === from) return { from, width: 0, count: [ordered.length] }
  const width = (to - from) / bins
  const count = new Array<number>(bins).fill(0)
  for (const value of ordered) count[Math.max(0, Math.min(bins - 1, Math.floor((value - from) / width)))]++
  return { from, width, count }
}

/** Linear interpolation between order statistics (Hyndman and Fan 1996, type 7). */
function quantile(ordered: Float64Array, probability: number): number {
  const place = (ordered.length - 1) * probability
  const below = Math.floor(place)
  const above = Math.min(ordered.length - 1, below + 1)
  return ordered[below] + (place - below) * (ordered[above] - ordered[below])
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}
