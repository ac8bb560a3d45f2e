/**
 * The bias that a confounder could put into an average effect estimated with flexible nuisances (Chernozhukov,
 * Cinelli, Newey, Sharma and Syrgkanis 2022, theorem 2): √(σ² ν²) · √(R²_outcome) · √(R²_α/(1 − R²_α)), with σ² the
 * variance the outcome model leaves and ν² the mean square of the Riesz representer.
 * @param outcomeLeft y − E[y | d, x] by row
 * @param representer d/e − (1 − d)/(1 − e) by row, for the average effect of two arms
 */
export function flexibleBias(
  outcomeLeft: Float64Array,
  representer: Float64Array,
  r2OutcomeConfounder: number,
  r2RepresenterConfounder: number,
): number {
  const meanSquare = (values: Float64Array) =>
    values.reduce((sum, value) => sum + value * value, 0) / values.length
  const size = Math.sqrt(meanSquare(outcomeLeft) * meanSquare(representer))
  return size * Math.sqrt((r2OutcomeConfounder * r2RepresenterConfounder) / (1 - r2RepresenterConfounder))
}

/**
 * The R² that outcome and representer would both need for the bias to take up the whole estimate, or what of it the
 * interval leaves: the robustness value for flexible nuisances.
 */
export function flexibleRobustness(
  estimate: number,
  outcomeLeft: Float64Array,
  representer: Float64Array,
): number {
  const unit = flexibleBias(outcomeLeft, representer, 1, 0.5)
  if (!(unit > 0)) return 1
  const square = (estimate / unit) ** 2
  return 0.5 * (Math.sqrt(square * square + 4 * square) - square)
}
