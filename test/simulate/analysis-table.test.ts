import { expect, test } from 'vitest'
import { buildAnalysisTable } from '../../src-main/behaviour/build-analysis-table.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import type { Column, Table } from '../../src-main/numeric/columns.ts'
import { simulateCustomers } from '../../src-main/simulate/customers.ts'
import { simulateShop } from '../../src-main/simulate/shop.ts'
import { customerTypes } from '../../src-main/simulate/shop-constants.ts'

function columnCalled(table: Table, name: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name)
  if (column === undefined) throw new Error(`no column ${name}`)
  return column
}

test.each(['observed', 'unseen'] as const)(
  'the table builder makes of the %s log the very rows that the statistical tests simulate',
  (variant) => {
    const options = { users: 2000, seed: 77, variant }
    const { events, definition } = simulateShop(options)
    const { table, summary } = buildAnalysisTable(events, definition, silent)
    const customers = simulateCustomers(options)
    expect(summary).toMatchObject({ rows: options.users, notEligible: 0, cutOff: 0, warnings: [] })
    for (const name of ['carts', 'purchases', 'views', 'offered', 'buys'] as const) {
      const column = columnCalled(table, name)
      if (column.kind !== 'number') throw new Error(`${name} is a number`)
      expect([...column.values], name).toEqual([...customers[name]])
    }
    const type = columnCalled(table, 'customer_type')
    if (type.kind !== 'category') throw new Error('customer_type is a category')
    expect(Array.from(type.codes, (code) => type.levels[code])).toEqual(
      Array.from(customers.type, (code) => customerTypes[code].name),
    )
  },
)
