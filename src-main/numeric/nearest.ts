import type { Matrix } from './matrix.ts'

/** Points in a k-d tree: a search for neighbours visits few of them. */
export interface NearestSearch {
  /** The `count` nearest points to row `row` of `queries`, nearest first, ties by point; and their squared distances. */
  nearest(
    queries: Matrix,
    row: number,
    count: number,
  ): { readonly points: number[]; readonly distances: number[] }
  /** Every point whose squared distance from that row is at most `distance`. */
  within(queries: Matrix, row: number, distance: number): number[]
}

const leafSize = 16

/** A k-d tree over some rows of a matrix (Bentley 1975), split at medians of the widest dimension. */
export function nearestSearch(x: Matrix, points: Int32Array): NearestSearch {
  const { rows: n, columns: dimensions, values } = x
  const order = Int32Array.from(points)
  const nodes: { from: number; to: number; dimension: number; cut: number; left: number; right: number }[] =
    []
  const build = (from: number, to: number): number => {
    const node = { from, to, dimension: -1, cut: 0, left: -1, right: -1 }
    nodes.push(node)
    const index = nodes.length - 1
    if (to - from <= leafSize) return index
    let widest = -1
    let width = 0
    for (let j = 0; j < dimensions; j++) {
      let low = Number.POSITIVE_INFINITY
      let high = Number.NEGATIVE_INFINITY
      for (let k = from; k < to; k++) {
        const value = values[j * n + order[k]]
        if (value < low) low = value
        if (value > high) high = value
      }
      if (high - low > width) {
        width = high - low
        widest = j
      }
    }
    if (widest < 0) return index
    const part = order.subarray(from, to)
    part.sort((a, b) => values[widest * n + a] - values[widest * n + b] || a - b)
    let middle = (from + to) >> 1
    const cut = values[widest * n + order[middle]]
    while (middle > from && values[widest * n + order[middle - 1]] === cut) middle--
    if (middle === from) {
      while (middle < to && values[widest * n + order[middle]] === cut) middle++
    }
    node.dimension = widest
    node.cut = values[widest * n + order[middle]]
    node.left = build(from, middle)
    node.right = build(middle, to)
    return index
  }
  if (order.length > 0) build(0, order.length)

  const squaredDistance = (point: number, queries: Matrix, row: number): number => {
    let sum = 0
    for (let j = 0; j < dimensions; j++) {
      const away = values[j * n + point] - queries.values[j * queries.rows + row]
      sum += away * away
    }
    return sum
  }

  return {
    within(queries, row, distance) {
      const found: number[] = []
      const visit = (index: number): void => {
        const node = nodes[index]
        if (node.dimension < 0) {
          for (let k = node.from; k < node.to; k++) {
            if (squaredDistance(order[k], queries, row) <= distance) found.push(order[k])
          }
          return
        }
        const away = queries.values[node.dimension * queries.rows + row] - node.cut
        if (away < 0 || away * away <= distance) visit(node.left)
        if (away >= 0 || away * away <= distance) visit(node.right)
      }
      if (order.length > 0) visit(0)
      return found
    },
    nearest(queries, row, count) {
      const found: number[] = []
      const distances: number[] = []
      const offer = (point: number, distance: number): void => {
        let at = found.length
        while (
          at > 0 &&
          (distances[at - 1] > distance || (distances[at - 1] === distance && found[at - 1] > point))
        )
          at--
        if (at >= count) return
        found.splice(at, 0, point)
        distances.splice(at, 0, distance)
        if (found.length > count) {
          found.pop()
          distances.pop()
        }
      }
      const visit = (index: number): void => {
        const node = nodes[index]
        if (node.dimension < 0) {
          for (let k = node.from; k < node.to; k++) {
            offer(order[k], squaredDistance(order[k], queries, row))
          }
          return
        }
        const away = queries.values[node.dimension * queries.rows + row] - node.cut
        visit(away < 0 ? node.left : node.right)
        if (found.length < count || away * away <= distances[distances.length - 1])
          visit(away < 0 ? node.right : node.left)
      }
      if (order.length > 0) visit(0)
      return { points: found, distances }
    },
  }
}
