import type { Warning } from '../contract/effects.ts'
import { fail } from '../contract/errors.ts'
import { words } from '../contract/words.ts'
import type { Column } from '../numeric/columns.ts'
import { type Clusters, recode } from './study.ts'

/** Clusters below which sums by cluster are known to understate errors (Cameron, Gelbach and Miller 2008). */
const few = 20

/** The clusters asked for, else the units where any comes more than once. */
export function clustersOf(
  column: Column | undefined,
  units: Int32Array | undefined,
  unit: string | undefined,
): Clusters | undefined {
  if (column) {
    const clusters = recode(codesOf(column))
    if (clusters.count < 2) {
      throw fail('EFFECTS_ONE_CLUSTER', { column: column.name, rows: clusters.codes.length })
    }
    return clusters
  }
  if (!units) return undefined
  const clusters = recode(units)
  if (clusters.count < 2) throw fail('EFFECTS_ONE_CLUSTER', { column: unit!, rows: units.length })
  return clusters.count < units.length ? clusters : undefined
}

/** Codes of keys; two numbers that are equal are one key. */
export function codesOf(column: Column): Int32Array {
  if (column.kind === 'category') return column.codes
  const seen = new Map<number, number>()
  return Int32Array.from(column.values, (value) => {
    const code = seen.get(value) ?? seen.size
    seen.set(value, code)
    return code
  })
}

export function clusterWarnings(clusters: Clusters | undefined): Warning[] {
  if (!clusters || clusters.count >= few) return []
  return [{ code: 'FEW_CLUSTERS', message: words('warning_few_clusters', { count: clusters.count }) }]
}
