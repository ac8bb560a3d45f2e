import type { Study } from '../study.ts'

/** Whom rows stand for: sampling weights, and which rows stand together. */
export type Standings = Pick<Study, 'weights' | 'clusters'>

/** The mean over some rows with its error, by the weights; from sums by cluster where there are clusters. */
export function meanOf(
  values: Float64Array,
  rows: Int32Array,
  { weights, clusters }: Standings = {},
): { mean: number; error: number } {
  const w = (row: number) => (weights ? weights[row] : 1)
  let sum = 0
  let total = 0
  for (const row of rows) {
    sum += w(row) * values[row]
    total += w(row)
  }
  const mean = sum / total
  const parts = new Map<number, number>()
  let squares = 0
  for (const row of rows) {
    const part = w(row) * (values[row] - mean)
    if (clusters) parts.set(clusters.codes[row], (parts.get(clusters.codes[row]) ?? 0) + part)
    else squares += part * part
  }
  for (const part of parts.values()) squares += part * part
  const count = clusters ? parts.size : rows.length
  return { mean, error: Math.sqrt((squares * count) / Math.max(1, count - 1)) / total }
}
