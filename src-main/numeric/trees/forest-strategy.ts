/**
 * What a forest is for: the mean of y, or the effect of d on y (both centred by their conditional means beforehand:
 * Athey, Tibshirani and Wager 2019). The grower knows only pseudo-outcomes and leaf statistics.
 */
export type ForestStrategy =
  | { readonly kind: 'mean'; readonly y: Float64Array; readonly weights?: Float64Array }
  | {
      readonly kind: 'effect'
      readonly y: Float64Array
      readonly d: Float64Array
      readonly weights?: Float64Array
    }

/** Means kept at a leaf: of y and weight; of an effect, y, d, d·y, d² and weight. */
export function statisticsOf(strategy: ForestStrategy): number {
  return strategy.kind === 'mean' ? 2 : 5
}
