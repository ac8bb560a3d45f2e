import type { EventColumns } from '../contract/events.ts'

/**
 * The log as a shop would hand it over: CSV with a header, a line an event in order of time (then of user), times as
 * ISO 8601 in UTC with milliseconds. Chunks of about 4,000 lines, so that a log of any length streams to its file.
 */
export function* eventsCsv(events: EventColumns): Generator<string> {
  const texts = events.attributes.map((attribute) => {
    if (attribute.kind === 'number') return (row: number) => number(attribute.values[row])
    return (row: number) => (attribute.codes[row] < 0 ? '' : quoted(attribute.levels[attribute.codes[row]]))
  })
  yield `${['time', 'user', 'session', 'event', 'item', 'price', ...events.attributes.map(({ name }) => quoted(name))].join(',')}\n`
  const order = Uint32Array.from({ length: events.rows }, (_, row) => row)
  order.sort((a, b) => events.time[a] - events.time[b] || a - b)
  const name = (names: readonly string[], code: number) => (code < 0 ? '' : quoted(names[code]))
  let lines: string[] = []
  for (const row of order) {
    lines.push(
      [
        new Date(events.time[row] / 1000).toISOString(),
        name(events.users, events.user[row]),
        name(events.sessions, events.session[row]),
        name(events.types, events.type[row]),
        name(events.items, events.item[row]),
        number(events.price[row]),
        ...texts.map((text) => text(row)),
      ].join(','),
    )
    if (lines.length === 4000) {
      yield `${lines.join('\n')}\n`
      lines = []
    }
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`
}

function number(value: number): string {
  return Number.isNaN(value) ? '' : String(value)
}

/** RFC 4180. */
function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
