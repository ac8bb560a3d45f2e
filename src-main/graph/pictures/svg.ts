import type { Words } from '../../contract/words.ts'
import { arrow, circle, marksOf } from '../causal-graph.ts'
import type { EdgeRole } from '../drawing-answers.ts'
import { escapeXml } from '../formats/xml-elements.ts'
import { layout, type Point } from './layout.ts'
import { type Drawing, type LegendEntry, legendOf, type NodeStyle } from './legend.ts'

/** Colours that stay apart in the common colour-vision deficiencies (Wong 2011); shapes and dashes say the same. */
const edgeLook: Readonly<Record<EdgeRole, { colour: string; dash: string; width: number }>> = {
  causal: { colour: '#0072b2', dash: '', width: 2.5 },
  biasing: { colour: '#d55e00', dash: '7 4', width: 2 },
  neither: { colour: '#444444', dash: '', width: 1.25 },
}

const nodeLook: Readonly<Record<NodeStyle, { fill: string; stroke: string; dash: string; square: boolean }>> =
  {
    treatment: { fill: '#cfe8f6', stroke: '#0072b2', dash: '', square: false },
    outcome: { fill: '#d9f2e6', stroke: '#009e73', dash: '', square: false },
    adjusted: { fill: '#ffffff', stroke: '#000000', dash: '', square: true },
    latent: { fill: '#f2f2f2', stroke: '#777777', dash: '4 3', square: false },
    selected: { fill: '#fdf1c7', stroke: '#7a5c00', dash: '', square: true },
    plain: { fill: '#ffffff', stroke: '#444444', dash: '', square: false },
  }

const margin = 60
const halfHeight = 17
const legendRow = 26

/** The picture as SVG: pieces to be joined, of which the labels of the legend are still to be put into a language. */
export function svgPicture(drawing: Drawing): (string | Words)[] {
  const { graph } = drawing
  const points = layout(graph)
  const widths = graph.nodes.map(({ id }) => Math.max(22, 9 + 4.2 * visualLength(id)))
  const left = Math.min(...points.map(({ x }, v) => x - widths[v])) - margin / 2
  const top = Math.min(...points.map(({ y }) => y)) - margin
  const right = Math.max(...points.map(({ x }, v) => x + widths[v])) + margin / 2
  const bottom = Math.max(...points.map(({ y }) => y)) + margin
  const legend = legendOf(drawing)
  const width = Math.max(right - left, legend.length === 0 ? 0 : 260)
  const height = bottom - top + legend.length * legendRow
  const place = new Map(graph.nodes.map(({ id }, v) => [id, v]))
  const pieces: (string | Words)[] = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${fixed(left)} ${fixed(top)} ${fixed(width)} ${fixed(height)}" width="${fixed(width)}" height="${fixed(height)}" font-family="sans-serif" font-size="13">\n${markers}`,
  ]
  graph.edges.forEach((edge, e) => {
    const [a, b] = [place.get(edge.from)!, place.get(edge.to)!]
    const [near, far] = marksOf[edge.kind ?? 'directed']
    const twin = graph.edges.some(
      (other, i) =>
        i !== e && [other.from, other.to].sort().join('\n') === [edge.from, edge.to].sort().join('\n'),
    )
    const straight =
      edge.kind !== 'bidirected' &&
      !points.some((p, v) => v !== a && v !== b && meets(p, widths[v], points[a], points[b]))
    const bend = straight ? 0 : twin && edge.kind === 'bidirected' ? 0.28 : 0.15
    pieces.push(
      line(points[a], points[b], widths[a], widths[b], bend, drawing.edgeRoles[e] ?? 'neither', near, far),
    )
  })
  graph.nodes.forEach(({ id }, v) => {
    pieces.push(node(points[v], widths[v], drawing.styles[v]), `${text(points[v], id, 'middle')}\n`)
  })
  legend.forEach((entry, i) => {
    pieces.push(...legendLine(entry, { x: left + 34, y: bottom + i * legendRow }))
  })
  pieces.push('</svg>\n')
  return pieces
}

const markers = Object.entries(edgeLook)
  .map(
    ([role, { colour }]) =>
      `<marker id="arrow-${role}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 1 10 5 0 9Z" fill="${colour}"/></marker><marker id="circle-${role}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><circle cx="5" cy="5" r="3.6" fill="#ffffff" stroke="${colour}" stroke-width="1.4"/></marker>\n`,
  )
  .join('')

function line(
  from: Point,
  to: Point,
  fromWidth: number,
  toWidth: number,
  bend: number,
  role: EdgeRole,
  near: number,
  far: number,
): string {
  const { colour, dash, width } = edgeLook[role]
  const middle = {
    x: (from.x + to.x) / 2 - (to.y - from.y) * bend,
    y: (from.y + to.y) / 2 + (to.x - from.x) * bend,
  }
  const start = edgeOfNode(from, middle, fromWidth)
  const end = edgeOfNode(to, middle, toWidth)
  const marker = (end: 'start' | 'end', mark: number) =>
    mark === arrow
      ? ` marker-${end}="url(#arrow-${role})"`
      : mark === circle
        ? ` marker-${end}="url(#circle-${role})"`
        : ''
  const path =
    bend === 0
      ? `M${fixed(start.x)} ${fixed(start.y)}L${fixed(end.x)} ${fixed(end.y)}`
      : `M${fixed(start.x)} ${fixed(start.y)}Q${fixed(middle.x)} ${fixed(middle.y)} ${fixed(end.x)} ${fixed(end.y)}`
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}${marker('start', near)}${marker('end', far)}/>\n`
}

/** Whether the straight line passes over the node. */
function meets(centre: Point, halfWidth: number, from: Point, to: Point): boolean {
  const [dx, dy] = [(to.x - from.x) / halfWidth, (to.y - from.y) / halfHeight]
  const [px, py] = [(centre.x - from.x) / halfWidth, (centre.y - from.y) / halfHeight]
  const along = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy)))
  return Math.hypot(px - along * dx, py - along * dy) < 1.1
}

/** Where the line towards `aim` leaves the ellipse of the node. */
function edgeOfNode(centre: Point, aim: Point, halfWidth: number): Point {
  const [dx, dy] = [aim.x - centre.x, aim.y - centre.y]
  const length = Math.hypot(dx / (halfWidth + 2), dy / (halfHeight + 2))
  return length === 0 ? centre : { x: centre.x + dx / length, y: centre.y + dy / length }
}

function node({ x, y }: Point, halfWidth: number, style: NodeStyle, half = halfHeight): string {
  const { fill, stroke, dash, square } = nodeLook[style]
  const paint = `fill="${fill}" stroke="${stroke}" stroke-width="1.6"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}`
  return square
    ? `<rect x="${fixed(x - halfWidth)}" y="${fixed(y - half)}" width="${fixed(2 * halfWidth)}" height="${2 * half}" ${paint}/>`
    : `<ellipse cx="${fixed(x)}" cy="${fixed(y)}" rx="${fixed(halfWidth)}" ry="${half}" ${paint}/>`
}

function text({ x, y }: Point, content: string, anchor: string): string {
  return `<text x="${fixed(x)}" y="${fixed(y + 4.5)}" text-anchor="${anchor}">${escapeXml(content)}</text>`
}

function legendLine({ sample, label }: LegendEntry, at: Point): (string | Words)[] {
  const shown =
    'node' in sample
      ? node(at, 20, sample.node, 9)
      : line(
          { x: at.x - 22, y: at.y },
          { x: at.x + 22, y: at.y },
          0,
          0,
          sample.edge === 'bidirected' ? 0.15 : 0,
          sample.edge === 'bidirected' ? 'neither' : sample.edge,
          sample.edge === 'bidirected' ? arrow : 0,
          arrow,
        )
  return [`${shown}<text x="${fixed(at.x + 34)}" y="${fixed(at.y + 4.5)}">`, label, '</text>\n']
}

/** Characters of Chinese, Japanese and Korean are twice as wide. */
const visualLength = (name: string) =>
  Array.from(name).reduce((sum, sign) => sum + (sign.codePointAt(0)! > 0x2e7f ? 2 : 1), 0)

const fixed = (value: number) => String(Math.round(value * 100) / 100)
