import type { Graph } from '../../src-main/contract/graph.ts'
import { type Box, edgePoints } from './edge-geometry.ts'

/** More variables than these cannot be kept clear of every line while one draws. */
const mostCleared = 150
/** What is tried in turn: nearly straight lines first, to one side and to the other. */
const straightFirst = [0, 0.5, -0.5, 1, -1, 1.7, -1.7]
const bentFirst = [1, -1, 1.7, -1.7, 0.6, -0.6]
const clearance = 5

/**
 * How each line is bent, in the order of the graph's edges (0 is straight): a hidden cause always, the second of two lines
 * between the same variables, and whatever would run through a variable that it does not join.
 */
export function bendsOf(graph: Graph, boxes: ReadonlyMap<string, Box>): number[] {
  /** Bends of the lines of a pair, as seen from its first variable. */
  const drawn = new Map<string, number[]>()
  const clear = graph.nodes.length <= mostCleared
  return graph.edges.map((edge) => {
    const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)]
    const pair = [edge.from, edge.to].sort().join('\n')
    const side = edge.from < edge.to ? 1 : -1
    const taken = drawn.get(pair) ?? []
    const tries = (edge.kind === 'bidirected' || taken.length > 0 ? bentFirst : straightFirst).filter(
      (bend) => !taken.includes(side * bend),
    )
    const bend = firstClear(tries, clear ? from : undefined, to, () =>
      [...boxes].flatMap(([name, box]) => (name === edge.from || name === edge.to ? [] : [box])),
    )
    drawn.set(pair, [...taken, side * bend])
    return bend
  })
}

function firstClear(
  tries: readonly number[],
  from: Box | undefined,
  to: Box | undefined,
  others: () => readonly Box[],
): number {
  const usual = tries[0] ?? 1
  if (from === undefined || to === undefined) return usual
  const boxes = others()
  return tries.find((bend) => !crosses(edgePoints(from, to, bend), boxes)) ?? usual
}

function crosses(points: readonly { x: number; y: number }[], boxes: readonly Box[]): boolean {
  return boxes.some((box) =>
    points.some(
      ({ x, y }) =>
        x > box.x - clearance &&
        x < box.x + box.width + clearance &&
        y > box.y - clearance &&
        y < box.y + box.height + clearance,
    ),
  )
}
