import type { Interval } from '../../contract/effects.ts'

/**
 * Bounds of a Hájek mean when an unobserved confounder may move each row's odds of its arm by a factor of up to Λ
 * (Tan 2006; Zhao, Small and Bhattacharya 2019, section 4): weights 1 + (1/p − 1) λ with λ in [1/Λ, Λ], whose extremes
 * are a threshold on the outcome.
 * @param outcome and propensity of the arm, for the arm's own rows
 */
export function boundedMean(
  outcome: Float64Array,
  propensity: Float64Array,
  weights: Float64Array | undefined,
  lambda: number,
): Interval {
  const n = outcome.length
  const order = Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => outcome[a] - outcome[b])
  const s = (row: number) => (weights ? weights[row] : 1)
  const light = (row: number) => s(row) * (1 + (1 / propensity[row] - 1) / lambda)
  const heavy = (row: number) => s(row) * (1 + (1 / propensity[row] - 1) * lambda)
  const extreme = (rows: Int32Array, better: (a: number, b: number) => boolean) => {
    // Rows up to a threshold weigh lightly, those past it heavily: try every threshold.
    let total = 0
    let sum = 0
    for (const row of rows) {
      total += heavy(row)
      sum += heavy(row) * outcome[row]
    }
    let best = sum / total
    for (const row of rows) {
      total += light(row) - heavy(row)
      sum += (light(row) - heavy(row)) * outcome[row]
      if (better(sum / total, best)) best = sum / total
    }
    return best
  }
  const high = extreme(order, (a, b) => a > b)
  const low = extreme(Int32Array.from(order).reverse(), (a, b) => a < b)
  return [low, high]
}
