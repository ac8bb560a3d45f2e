import type { Graph, GraphEdge } from '../../contract/graph.ts'
import type { GraphRoles } from '../../contract/graph-versions.ts'
import { html, type Markup } from '../html.ts'
import { layoutGraph, type Point } from './graph-layout.ts'
import { fitted, round, textWidth } from './scale.ts'

const nodeHeight = 36
const margin = 24

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
}

/** The causal graph: treatment, outcome and adjusted variables coloured, unobserved ones dashed. */
export function graphDrawing(options: {
  readonly title: string
  readonly graph: Graph
  readonly roles: GraphRoles
}): Markup {
  const { graph } = options
  const boxes = place(graph)
  const curves = graph.edges.flatMap((edge) => curveOf(edge, boxes))
  return html`<svg class="chart graph" viewBox="${viewBox(boxes, curves)}" role="img" aria-label="${options.title}">
<title>${options.title}</title>
${curves.map(drawCurve)}
${graph.nodes.map(({ id, latent }) => {
  const box = boxes.get(id)
  if (box === undefined) return null
  const kind = roleOf(id, latent === true, options.roles)
  return html`<g class="node ${kind}"><rect x="${round(box.x - box.width / 2)}" y="${round(box.y - nodeHeight / 2)}" width="${round(box.width)}" height="${nodeHeight}" rx="8"/>
<text x="${round(box.x)}" y="${round(box.y + 5)}" text-anchor="middle">${fitted(id, 14, 190)}</text></g>`
})}
</svg>`
}

function roleOf(id: string, latent: boolean, roles: GraphRoles): string {
  if (roles.treatments.includes(id)) return 'is-treatment'
  if (roles.outcomes.includes(id)) return 'is-outcome'
  if (latent) return 'is-latent'
  return roles.adjusted.includes(id) ? 'is-adjusted' : 'is-plain'
}

function place(graph: Graph): Map<string, Box> {
  const positions = layoutGraph(graph)
  const widths = graph.nodes.map(({ id }) => textWidth(fitted(id, 14, 190), 14) + 28)
  const stepX = Math.max(150, ...widths.map((width) => width + 60))
  const stepY = 78
  return new Map(
    graph.nodes.map(({ id }, i) => {
      const { x, y } = positions.get(id) ?? { x: 0, y: 0 }
      return [id, { x: x * stepX, y: y * stepY, width: widths[i] }]
    }),
  )
}

/** Everything drawn, and a margin; never narrower than 480, so that a small graph is not blown up. */
function viewBox(boxes: ReadonlyMap<string, Box>, curves: readonly Curve[]): string {
  const all = [...boxes.values()]
  if (all.length === 0) return '0 0 480 40'
  // A quadratic curve stays within its ends and the point halfway to its control point.
  const tops = curves.map(({ a, b, bend }) => ({
    x: (a.x + b.x + 2 * bend.x) / 4,
    y: (a.y + b.y + 2 * bend.y) / 4,
  }))
  const left = Math.min(...all.map((box) => box.x - box.width / 2), ...tops.map(({ x }) => x)) - margin
  const right = Math.max(...all.map((box) => box.x + box.width / 2), ...tops.map(({ x }) => x)) + margin
  const top = Math.min(...all.map((box) => box.y - nodeHeight / 2), ...tops.map(({ y }) => y)) - margin / 2
  const bottom = Math.max(...all.map((box) => box.y + nodeHeight / 2), ...tops.map(({ y }) => y)) + margin / 2
  const width = Math.max(480, right - left)
  return [left - (width - (right - left)) / 2, top, width, bottom - top].map(round).join(' ')
}

type Mark = 'tail' | 'arrow' | 'circle'

const marks: Readonly<Record<GraphEdge['kind'], readonly [Mark, Mark]>> = {
  directed: ['tail', 'arrow'],
  bidirected: ['arrow', 'arrow'],
  undirected: ['tail', 'tail'],
  'circle-arrow': ['circle', 'arrow'],
  'circle-circle': ['circle', 'circle'],
  'circle-line': ['circle', 'tail'],
}

interface Curve {
  readonly a: Box
  readonly b: Box
  readonly bend: Point
  readonly kind: GraphEdge['kind']
}

function curveOf({ from, to, kind }: GraphEdge, boxes: ReadonlyMap<string, Box>): Curve[] {
  const a = boxes.get(from)
  const b = boxes.get(to)
  return a === undefined || b === undefined ? [] : [{ a, b, bend: bendOf(a, b, boxes), kind }]
}

function drawCurve({ a, b, bend, kind }: Curve): Markup {
  const start = border(a, bend)
  const end = border(b, bend)
  const [first, second] = marks[kind]
  return html`<g class="edge${kind === 'bidirected' ? ' is-dashed' : ''}"><path d="M${start.x} ${start.y}Q${round(bend.x)} ${round(bend.y)} ${end.x} ${end.y}"/>${mark(first, start, bend)}${mark(second, end, bend)}</g>`
}

/** The control point of the curve: straight where nothing is in the way, else round the nodes between. */
function bendOf(a: Box, b: Box, boxes: ReadonlyMap<string, Box>): Point {
  const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1
  const across = { x: -(b.y - a.y) / length, y: (b.x - a.x) / length }
  const candidates = [0, 70, -70, 140, -140, 210, -210]
  const clear = candidates.find((offset) => {
    const bend = { x: middle.x + across.x * offset, y: middle.y + across.y * offset }
    return [...boxes.values()].every((box) => box === a || box === b || !crosses(a, bend, b, box))
  })
  const offset = clear ?? 0
  return { x: middle.x + across.x * offset, y: middle.y + across.y * offset }
}

function crosses(a: Point, bend: Point, b: Point, box: Box): boolean {
  for (let k = 1; k < 24; k++) {
    const t = k / 24
    const x = (1 - t) ** 2 * a.x + 2 * t * (1 - t) * bend.x + t * t * b.x
    const y = (1 - t) ** 2 * a.y + 2 * t * (1 - t) * bend.y + t * t * b.y
    if (Math.abs(x - box.x) < box.width / 2 + 6 && Math.abs(y - box.y) < nodeHeight / 2 + 6) return true
  }
  return false
}

/** Where the line from the box's centre towards a point leaves the box, three pixels on. */
function border(box: Box, towards: Point): Point {
  const dx = towards.x - box.x
  const dy = towards.y - box.y
  const length = Math.hypot(dx, dy) || 1
  const reach = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : (box.width / 2 / Math.abs(dx)) * length,
    dy === 0 ? Number.POSITIVE_INFINITY : (nodeHeight / 2 / Math.abs(dy)) * length,
  )
  return { x: round(box.x + (dx / length) * (reach + 3)), y: round(box.y + (dy / length) * (reach + 3)) }
}

function mark(kind: Mark, at: Point, from: Point): Markup | null {
  if (kind === 'tail') return null
  const length = Math.hypot(at.x - from.x, at.y - from.y) || 1
  const ux = (at.x - from.x) / length
  const uy = (at.y - from.y) / length
  if (kind === 'circle')
    return html`<circle cx="${round(at.x - 4 * ux)}" cy="${round(at.y - 4 * uy)}" r="4"/>`
  const base = { x: at.x - 10 * ux, y: at.y - 10 * uy }
  return html`<polygon points="${at.x},${at.y} ${round(base.x - 4.5 * uy)},${round(base.y + 4.5 * ux)} ${round(base.x + 4.5 * uy)},${round(base.y - 4.5 * ux)}"/>`
}
