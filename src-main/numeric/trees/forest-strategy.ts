import type { Divergence } from './uplift-split.ts'

/**
 * What a forest is for: the mean of y; the effect of d on y (both centred by their conditional means beforehand: Athey,
 * Tibshirani and Wager 2019); or where the outcomes y of two arms d, all 0 or 1, differ most by a divergence. The grower
 * knows only pseudo-outcomes, counts and leaf statistics.
 */
export type ForestStrategy =
  | { readonly kind: 'mean'; readonly y: Float64Array; readonly weights?: Float64Array }
  | {
      readonly kind: 'effect'
      readonly y: Float64Array
      readonly d: Float64Array
      readonly weights?: Float64Array
    }
  | {
      readonly kind: 'uplift'
      readonly y: Float64Array
      readonly d: Float64Array
      readonly weights?: Float64Array
      readonly divergence: Divergence
    }

/** Means kept at a leaf: of y and weight; of an effect, y, d, d·y, d² and weight. */
export function statisticsOf(strategy: ForestStrategy): number {
  return strategy.kind === 'mean' ? 2 : 5
}
