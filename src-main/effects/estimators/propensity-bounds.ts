import type { Warning } from '../../contract/effects.ts'
import { words } from '../../contract/words.ts'

const bound = 1e-3

/**
 * Propensities that flexible models put at 0 or 1 leave effects by row undefined. They are moved to the nearest of
 * `clip` and 1 − `clip` where the analyst gave that, else of 0.001 and 0.999, with a warning that counts them.
 */
export function boundedPropensities(
  raw: Float64Array,
  clip: number | undefined,
): { readonly propensity: Float64Array; readonly warnings: readonly Warning[] } {
  const low = clip ?? bound
  let moved = 0
  const propensity = raw.map((p) => {
    const inside = Math.min(1 - low, Math.max(low, p))
    if (inside !== p) moved++
    return inside
  })
  if (moved === 0 || clip !== undefined) return { propensity, warnings: [] }
  const message = words('warning_propensities_bounded', { count: moved, low: bound, high: 1 - bound })
  return { propensity, warnings: [{ code: 'PROPENSITIES_BOUNDED', message }] }
}
