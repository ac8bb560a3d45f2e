export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface Point {
  readonly x: number
  readonly y: number
}

const gap = 3

/** The path between two nodes from border to border: straight at 0, else bent to one side or, below 0, to the other. */
export function edgePath(from: Box, to: Box, bend: number): string {
  const { a, b, control } = curve(from, to, bend)
  return control === null
    ? `M${a.x} ${a.y}L${b.x} ${b.y}`
    : `M${a.x} ${a.y}Q${control.x} ${control.y} ${b.x} ${b.y}`
}

/** The middle of that path and its direction there, in degrees. */
export function edgeMiddle(from: Box, to: Box, bend: number): Point & { readonly angle: number } {
  const { a, b, control } = curve(from, to, bend)
  const bow = control ?? { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
  return {
    x: round((a.x + 2 * bow.x + b.x) / 4),
    y: round((a.y + 2 * bow.y + b.y) / 4),
    angle: round((Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI),
  }
}

/** Points along that path, close enough to one another that no variable hides between two. */
export function edgePoints(from: Box, to: Box, bend: number): Point[] {
  const { a, b, control } = curve(from, to, bend)
  const bow = control ?? { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
  const steps = Math.max(2, Math.ceil(Math.hypot(b.x - a.x, b.y - a.y) / 18))
  return Array.from({ length: steps + 1 }, (_, i) => {
    const t = i / steps
    const [start, between, end] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2]
    return { x: start * a.x + between * bow.x + end * b.x, y: start * a.y + between * bow.y + end * b.y }
  })
}

/** Both ends on their borders; `control` bends the line between them. */
function curve(from: Box, to: Box, strength: number): { a: Point; b: Point; control: Point | null } {
  const start = middle(from)
  const end = middle(to)
  if (strength === 0) return { a: onBorder(from, end), b: onBorder(to, start), control: null }
  const length = Math.hypot(end.x - start.x, end.y - start.y) || 1
  const bend = Math.min(90, length * 0.28) * strength
  const control = {
    x: (start.x + end.x) / 2 + ((end.y - start.y) / length) * bend,
    y: (start.y + end.y) / 2 - ((end.x - start.x) / length) * bend,
  }
  return { a: onBorder(from, control), b: onBorder(to, control), control }
}

function middle(box: Box): Point {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** Where the line from the middle of the box to a point leaves the box. */
function onBorder(box: Box, towards: Point): Point {
  const from = middle(box)
  const dx = towards.x - from.x
  const dy = towards.y - from.y
  const scale = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : (box.width / 2 + gap) / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : (box.height / 2 + gap) / Math.abs(dy),
  )
  const t = Number.isFinite(scale) ? Math.min(1, scale) : 0
  return { x: round(from.x + dx * t), y: round(from.y + dy * t) }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
