import type { EventColumns } from '../../contract/events.ts'
import type { Table } from '../../numeric/columns.ts'

/** What a log says of its events beside who, what and when, as columns: price, quantity and the attributes. */
export function eventTable({
  rows,
  price,
  quantity,
  attributes,
}: Pick<EventColumns, 'rows' | 'price' | 'quantity' | 'attributes'>): Table {
  return {
    rows,
    columns: [
      { kind: 'number', name: 'price', values: price },
      { kind: 'number', name: 'quantity', values: quantity },
      ...attributes.map((cells) =>
        cells.kind === 'number'
          ? { kind: 'number' as const, name: cells.name, values: cells.values }
          : { kind: 'category' as const, name: cells.name, levels: cells.levels, codes: cells.codes },
      ),
    ],
  }
}

/** Events with who, what and when before that: user, item, type, session and time in microseconds UTC. */
export function wholeEventTable(events: EventColumns): Table {
  const category = (name: string, levels: readonly string[], codes: Int32Array) => ({
    kind: 'category' as const,
    name,
    levels,
    codes,
  })
  return {
    rows: events.rows,
    columns: [
      category('user', events.users, events.user),
      category('item', events.items, events.item),
      category('type', events.types, events.type),
      category('session', events.sessions, events.session),
      { kind: 'number', name: 'time', values: events.time, meaning: 'time' },
      ...eventTable(events).columns,
    ],
  }
}
