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
