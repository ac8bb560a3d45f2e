import type { Table } from '../../src-main/numeric/columns.ts'
import { simulateCustomers, type Variant } from '../../src-main/simulate/customers.ts'
import { customerTypes } from '../../src-main/simulate/shop-constants.ts'

/** The sample shop's customers, a row each, as a table that effects are estimated from. */
export function customersTable(options: { users: number; seed: number; variant: Variant }): Table {
  const customers = simulateCustomers(options)
  const units = Array.from({ length: options.users }, (_, u) => `customer-${String(u + 1).padStart(6, '0')}`)
  const numbers = (['carts', 'purchases', 'views', 'offered', 'buys'] as const).map(
    (name) => ({ kind: 'number', name, values: customers[name] }) as const,
  )
  return {
    rows: customers.rows,
    columns: [
      { kind: 'category', name: 'unit', levels: units, codes: Int32Array.from(units.keys()) },
      {
        kind: 'category',
        name: 'customer_type',
        levels: customerTypes.map(({ name }) => name),
        codes: customers.type,
      },
      ...numbers,
    ],
  }
}

/** What is asked of them. */
export const customersQuestion = {
  treatment: 'offered',
  outcome: 'buys',
  adjustFor: ['customer_type', 'carts', 'purchases', 'views'],
}
