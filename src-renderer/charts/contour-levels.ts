/** Round levels between two values, about `count` of them. */
export function roundLevels(from: number, to: number, count: number): number[] {
  const span = Math.abs(to - from)
  if (!(span > 0) || !Number.isFinite(span)) return []
  const power = 10 ** Math.floor(Math.log10(span / count))
  const step = ([1, 2, 5, 10].find((multiple) => multiple * power >= span / count) ?? 10) * power
  const low = Math.ceil(Math.min(from, to) / step)
  const high = Math.floor(Math.max(from, to) / step)
  return Array.from({ length: high - low + 1 }, (_, k) => Number(((low + k) * step).toPrecision(12)))
}

/**
 * Where values along the diagonal of a square grid cross a level, in grid steps from the origin; null where they do not.
 * A label stands there: contours of bias are hyperbolas about the diagonal.
 */
export function crossingOfDiagonal(grid: readonly (readonly number[])[], level: number): number | null {
  for (let k = 1; k < grid.length; k += 1) {
    const before = grid[k - 1][k - 1]
    const after = grid[k][k]
    if ((before - level) * (after - level) <= 0 && before !== after)
      return k - 1 + (before - level) / (before - after)
  }
  return null
}
