import type { Overlap } from '../../contract/effects.ts'

/**
 * The bound α for which leaving out rows with a propensity outside [α, 1 − α] gives the mean effect on those left the
 * least variance, where the outcome varies as much in either arm (Crump, Hotz, Imbens and Mitnik 2009, corollary 1):
 * 1/(α(1 − α)) is twice the mean of 1/(e(1 − e)) among the rows it leaves. Null where no row need go.
 */
export function trimmingAdvice(propensity: Float64Array): Overlap['trimming'] {
  const n = propensity.length
  const costs = propensity.map((e) => 1 / Math.max(e * (1 - e), 1e-12)).sort()
  let sum = 0
  let kept = 0
  let threshold = 0
  for (let k = 0; k < n; k++) {
    sum += costs[k]
    const twiceMean = (2 * sum) / (k + 1)
    if (costs[k] <= twiceMean) {
      kept = k + 1
      threshold = twiceMean
    }
  }
  if (kept === n) return null
  return { bound: 0.5 - Math.sqrt(0.25 - 1 / threshold), rows: n - kept, share: (n - kept) / n }
}
