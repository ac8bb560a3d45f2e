import type { ImplicationAnswer, ImplicationTest } from '../contract/graph-answers.ts'
import type { Monitor } from '../contract/monitor.ts'
import { type Words, words } from '../contract/words.ts'
import type { CategoryColumn, Column, Table } from '../numeric/columns.ts'
import {
  falseDiscoveryRates,
  type IndependenceTest,
  testGSquared,
  testPartialCorrelation,
  testWilks,
} from '../numeric/independence-tests.ts'
import { CrossProducts, isMissing } from './cross-products.ts'

/** Effects inside ± this are no contradiction, however many rows show them. */
const negligible = 0.05
const fewestRows = 10

type Tested =
  | { readonly test: IndependenceTest; readonly method: ImplicationTest['method']; readonly rows: number }
  | { readonly untestable: Words }

/**
 * Tests every implication on the rows that are complete for it: partial correlation where all columns are numbers, G²
 * where all are categories, Wilks' Λ with categories as indicators where they are mixed. The q-values control the false
 * discovery rate over all tests (Benjamini and Hochberg 1995).
 */
export function testImplications(
  implications: readonly ImplicationAnswer[],
  table: Table,
  alpha: number,
  monitor: Monitor,
): ImplicationAnswer[] {
  const columns = new Map(table.columns.map((column) => [column.name, column]))
  const products = new CrossProducts(table)
  const tested = implications.map((implication, i) => {
    monitor.report(i / implications.length, words('phase_testing_implications'))
    monitor.check()
    return testOne(implication, table, columns, products)
  })
  const rates = falseDiscoveryRates(tested.flatMap((one) => ('test' in one ? [one.test.pValue] : [])))
  let next = 0
  return implications.map((implication, i) => {
    const one = tested[i]
    if ('untestable' in one) return { ...implication, untestable: one.untestable }
    const qValue = rates[next++]
    const [low, high] = one.test.confidenceInterval
    const outside = low > negligible || high < -negligible
    return {
      ...implication,
      test: { method: one.method, ...one.test, qValue, holds: !(qValue < alpha && outside), rows: one.rows },
    }
  })
}

function testOne(
  { x, y, given }: ImplicationAnswer,
  table: Table,
  columns: ReadonlyMap<string, Column>,
  products: CrossProducts,
): Tested {
  const names = [x, y, ...given]
  const absent = names.filter((name) => !columns.has(name))
  if (absent.length > 0) return { untestable: words('graph_untestable_column', { names: absent.join(', ') }) }
  const used = names.map((name) => columns.get(name)!)
  const complete = completeRows(table, used)
  const rows = complete === null ? table.rows : complete.length
  if (rows < fewestRows + given.length) return { untestable: words('graph_untestable_rows', { rows }) }
  const still = used.slice(0, 2).filter((column) => isConstant(column, complete))
  if (still.length > 0)
    return { untestable: words('graph_untestable_constant', { names: still.map((c) => c.name).join(', ') }) }
  const isCategory = (column: Column): column is CategoryColumn => column.kind === 'category'
  if (used.every(isCategory)) return { test: onCategories(used, complete), method: 'g-squared', rows }
  const partial = products.partial(x, y, given, complete)
  if (partial.p === 0 || partial.q === 0)
    return { untestable: words('graph_untestable_constant', { names: partial.p === 0 ? x : y }) }
  if (rows - partial.conditions - partial.p - partial.q < fewestRows)
    return { untestable: words('graph_untestable_rows', { rows }) }
  const allNumbers = used.every((column) => column.kind === 'number')
  return allNumbers
    ? {
        test: testPartialCorrelation(partial.correlation, rows, partial.conditions),
        method: 'partial-correlation',
        rows,
      }
    : {
        test: testWilks(partial.logLambda, partial.p, partial.q, rows, partial.conditions),
        method: 'mixed',
        rows,
      }
}

/** The rows without a missing value, or null where all rows are so. */
function completeRows(table: Table, columns: readonly Column[]): Int32Array | null {
  const kept: number[] = []
  for (let row = 0; row < table.rows; row++)
    if (columns.every((column) => !isMissing(column, row))) kept.push(row)
  return kept.length === table.rows ? null : Int32Array.from(kept)
}

function isConstant(column: Column, rows: Int32Array | null): boolean {
  const values = column.kind === 'number' ? column.values : column.codes
  const count = rows === null ? values.length : rows.length
  const first = values[rows === null ? 0 : rows[0]]
  for (let i = 1; i < count; i++) if (values[rows === null ? i : rows[i]] !== first) return false
  return true
}

function onCategories(columns: readonly CategoryColumn[], rows: Int32Array | null): IndependenceTest {
  const take = (codes: Int32Array) => (rows === null ? codes : Int32Array.from(rows, (row) => codes[row]))
  const [x, y, ...given] = columns
  const strata = strataOf(
    given.map((column) => take(column.codes)),
    rows?.length ?? x.codes.length,
  )
  return testGSquared(take(x.codes), take(y.codes), x.levels.length, y.levels.length, strata)
}

/** A number for every combination of categories that occurs. */
function strataOf(given: readonly Int32Array[], rows: number): Int32Array {
  let strata = new Int32Array(rows)
  for (const codes of given) {
    const numbers = new Map<string, number>()
    strata = strata.map((stratum, i) => {
      const key = `${stratum},${codes[i]}`
      const known = numbers.get(key)
      if (known !== undefined) return known
      numbers.set(key, numbers.size)
      return numbers.size - 1
    })
  }
  return strata
}
