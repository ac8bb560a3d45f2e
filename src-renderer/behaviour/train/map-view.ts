interface Point {
  readonly x: number
  readonly y: number
}

/** The middle of what is seen, and how much of the plane fits its height. */
export interface MapView extends Point {
  readonly span: number
}

/** Everything, with a margin. The picture is half as wide again as it is high. */
export function wholeView(points: readonly Point[]): MapView {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)]
  const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const span = 1.15 * Math.max(high - low, (right - left) / 1.5)
  return { x: (left + right) / 2, y: (low + high) / 2, span: span > 0 ? span : 1 }
}

export function zoomed(view: MapView, by: number): MapView {
  return { ...view, span: view.span * by }
}

/** The name of the point under a place of the picture, at most 12 pixels away. */
export function pointAt(
  points: readonly (Point & { readonly name: string })[],
  { x, y }: Point,
): string | null {
  let best: string | null = null
  let nearest = 12
  for (const point of points) {
    const distance = Math.hypot(point.x - x, point.y - y)
    if (distance >= nearest) continue
    nearest = distance
    best = point.name
  }
  return best
}

/** The nearest point that lies more along the direction than beside it. */
export function nearestInDirection(
  points: readonly (Point & { readonly name: string })[],
  from: Point & { readonly name: string },
  dx: number,
  dy: number,
): string | null {
  let best: string | null = null
  let least = Number.POSITIVE_INFINITY
  for (const point of points) {
    if (point.name === from.name) continue
    const [x, y] = [point.x - from.x, point.y - from.y]
    const along = x * dx + y * dy
    const beside = Math.abs(x * dy - y * dx)
    if (along <= 0 || beside > along) continue
    const cost = along + 2 * beside
    if (cost >= least) continue
    least = cost
    best = point.name
  }
  return best
}

/** The names that can be written beside their points without covering one another, in the order given. */
export function clearLabels(points: readonly (Point & { readonly name: string })[]): ReadonlySet<string> {
  const written: Point[] = []
  const clear = new Set<string>()
  for (const point of points) {
    if (written.some(({ x, y }) => Math.abs(point.y - y) < 15 && Math.abs(point.x - x) < 110)) continue
    written.push(point)
    clear.add(point.name)
  }
  return clear
}
