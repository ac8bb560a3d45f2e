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

/** Where a contour may carry its label: near the diagonal, about which contours of bias are hyperbolas, then farther from it. */
const angles = [45, 36, 54, 28, 62, 20, 70, 12, 78].map((degrees) => (degrees * Math.PI) / 180)

/**
 * Places on the contour of a level, in grid steps from the origin along `column` and `row`, the best for a label first; none where the
 * grid does not reach the level. `grid[row][column]` is square.
 */
export function placesOnContour(
  grid: readonly (readonly number[])[],
  level: number,
): { readonly column: number; readonly row: number }[] {
  return angles.flatMap((angle) => {
    const [across, up] = [Math.cos(angle), Math.sin(angle)]
    const distance = crossingAlong((at) => between(grid, at * across, at * up), level, grid.length)
    return distance === null ? [] : [{ column: distance * across, row: distance * up }]
  })
}

/** Where values along a line cross a level; null where the line ends before. */
function crossingAlong(valueAt: (at: number) => number | null, level: number, most: number): number | null {
  let before = valueAt(0)
  for (let at = 1; at < 2 * most && before !== null; at += 1) {
    const after = valueAt(at)
    if (after === null) return null
    if ((before - level) * (after - level) <= 0 && before !== after)
      return at - 1 + (before - level) / (before - after)
    before = after
  }
  return null
}

/** The value between four points of a grid; null outside. */
function between(grid: readonly (readonly number[])[], column: number, row: number): number | null {
  const last = grid.length - 1
  if (column > last || row > last) return null
  const [left, low] = [Math.min(Math.floor(column), last - 1), Math.min(Math.floor(row), last - 1)]
  const [across, up] = [column - left, row - low]
  const along = (line: readonly number[]) => line[left] * (1 - across) + line[left + 1] * across
  return along(grid[low]) * (1 - up) + along(grid[low + 1]) * up
}
