import type { Point } from './layout.ts'

/** A node as it is drawn: around its middle. */
export interface Box extends Point {
  readonly halfWidth: number
  readonly halfHeight: number
}

/** A line between two nodes, from border to border; `control` bends it. */
export interface Curve {
  readonly start: Point
  readonly end: Point
  readonly control: Point | null
}

const gap = 3
const clearance = 5
/** More nodes than these are not kept clear of every line. */
const mostCleared = 150
/** What is tried in turn: nearly straight first, to one side and to the other. */
const straightFirst = [0, 0.5, -0.5, 1, -1, 1.7, -1.7]
const bentFirst = [1, -1, 1.7, -1.7, 0.6, -0.6]

/** @param bend 0 is straight; else to one side or, below 0, to the other */
export function curveBetween(from: Box, to: Box, bend: number): Curve {
  if (bend === 0) return { start: onBorder(from, to), end: onBorder(to, from), control: null }
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1
  const bow = Math.min(90, length * 0.28) * bend
  const control = {
    x: (from.x + to.x) / 2 + ((to.y - from.y) / length) * bow,
    y: (from.y + to.y) / 2 - ((to.x - from.x) / length) * bow,
  }
  return { start: onBorder(from, control), end: onBorder(to, control), control }
}

/**
 * How much each line is bent, in the order given: a hidden cause always, the second of two lines between the same nodes, and
 * whatever would run through a node that it does not join.
 * @param edges by the places of their ends among the boxes
 */
export function bendsOf(
  edges: readonly { readonly from: number; readonly to: number; readonly hidden: boolean }[],
  boxes: readonly Box[],
): number[] {
  /** Bends of the lines of a pair, as seen from its first node. */
  const drawn = new Map<string, number[]>()
  return edges.map(({ from, to, hidden }) => {
    const pair = `${Math.min(from, to)} ${Math.max(from, to)}`
    const side = from < to ? 1 : -1
    const taken = drawn.get(pair) ?? []
    const tries = (hidden || taken.length > 0 ? bentFirst : straightFirst).filter(
      (bend) => !taken.includes(side * bend),
    )
    const others = boxes.filter((_, v) => v !== from && v !== to)
    const clear = (bend: number) => !crosses(curveBetween(boxes[from], boxes[to], bend), others)
    const bend = (boxes.length > mostCleared ? undefined : tries.find(clear)) ?? tries[0] ?? 1
    drawn.set(pair, [...taken, side * bend])
    return bend
  })
}

/** Where a line towards a point leaves the box. */
function onBorder({ x, y, halfWidth, halfHeight }: Box, towards: Point): Point {
  const [dx, dy] = [towards.x - x, towards.y - y]
  const reach = Math.min((halfWidth + gap) / Math.abs(dx), (halfHeight + gap) / Math.abs(dy))
  const t = Number.isFinite(reach) ? Math.min(1, reach) : 0
  return { x: x + dx * t, y: y + dy * t }
}

function crosses({ start, end, control }: Curve, boxes: readonly Box[]): boolean {
  const bow = control ?? { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 }
  const steps = Math.max(2, Math.ceil(Math.hypot(end.x - start.x, end.y - start.y) / 18))
  for (let i = 0; i <= steps; i++) {
    const t = i / steps
    const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2]
    const [x, y] = [a * start.x + b * bow.x + c * end.x, a * start.y + b * bow.y + c * end.y]
    const within = (box: Box) =>
      Math.abs(x - box.x) < box.halfWidth + clearance && Math.abs(y - box.y) < box.halfHeight + clearance
    if (boxes.some(within)) return true
  }
  return false
}
