import type { Words } from '../../contract/words.ts'
import { arrow, circle, marksOf } from '../causal-graph.ts'
import type { EdgeRole } from '../drawing-answers.ts'
import { escapeXml } from '../formats/xml-elements.ts'
import { type Box, bendsOf, type Curve, curveBetween } from './curve.ts'
import { layout, type Point } from './layout.ts'
import { type Drawing, type LegendEntry, legendOf, type NodeStyle } from './legend.ts'
import { lettersOf, nameLines } from './name-lines.ts'

/** As the window draws them in its light theme; marks, borders and dashes say what the colours say. */
const edgeLook: Readonly<Record<EdgeRole, { colour: string; dash: string; width: number }>> = {
  causal: { colour: '#1a5aa6', dash: '', width: 3 },
  biasing: { colour: '#744700', dash: ' stroke-dasharray="1 5" stroke-linecap="round"', width: 2.25 },
  neither: { colour: '#4c4e53', dash: '', width: 1.25 },
}

const hiddenDash = ' stroke-dasharray="7 5"'

interface NodeLook {
  readonly mark: string
  readonly fill: string
  readonly stroke: string
  readonly width: number
  readonly round: number
  readonly dash?: string
  /** A second border around the first. */
  readonly framed?: true
}

const nodeLook: Readonly<Record<NodeStyle, NodeLook>> = {
  treatment: { mark: '▶', fill: '#e3eefa', stroke: '#1a5aa6', width: 2.5, round: 10 },
  outcome: { mark: '◉', fill: '#fbeadf', stroke: '#97400a', width: 2.5, round: 22 },
  adjusted: { mark: '▣', fill: '#f0f0ec', stroke: '#85857d', width: 1.5, round: 10, framed: true },
  latent: { mark: '', fill: 'none', stroke: '#85857d', width: 1.5, round: 10, dash: '5 4' },
  selected: { mark: '', fill: '#ffffff', stroke: '#85857d', width: 1.5, round: 0, framed: true },
  plain: { mark: '', fill: '#ffffff', stroke: '#85857d', width: 1.5, round: 10 },
}

/** The system's own face, as in the window; Chinese after Latin. */
const face =
  "'Segoe UI', 'SF Pro Text', 'Noto Sans', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"

const margin = 30
/** How far a second border lies around the first. */
const frame = 3.5
const halfHeight = 22
const lineHeight = 15.5
const legendRow = 26
const legendColumn = 230
const legendGap = 18

/** The picture as SVG: pieces to be joined, of which the labels of the legend are still to be put into a language. */
export function svgPicture(drawing: Drawing): (string | Words)[] {
  const { graph, styles, edgeRoles } = drawing
  const names = graph.nodes.map(({ id }) => nameLines(id))
  const boxes = layout(graph).map(
    (point, v): Box => ({ ...point, halfWidth: widthOf(names[v], styles[v]) / 2, halfHeight }),
  )
  const place = new Map(graph.nodes.map(({ id }, v) => [id, v]))
  const edges = graph.edges.map(({ from, to, kind }) => ({
    from: place.get(from)!,
    to: place.get(to)!,
    kind: kind ?? 'directed',
    hidden: kind === 'bidirected',
  }))
  const bends = bendsOf(edges, boxes)
  const ends = boxes.map((box, v) => (nodeLook[styles[v]].framed ? wider(box, frame) : box))
  const curves = edges.map(({ from, to }, e) => curveBetween(ends[from], ends[to], bends[e]))
  const { left, top, right, bottom } = extent(boxes, curves)
  const legend = legendOf(drawing)
  const width = Math.max(right - left, legend.length === 0 ? 0 : legendColumn + margin)
  const columns = Math.max(1, Math.floor((width - margin) / legendColumn))
  const rows = Math.ceil(legend.length / columns)
  const height = bottom - top + (rows === 0 ? 0 : rows * legendRow + legendGap)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${fixed(left)} ${fixed(top)} ${fixed(width)} ${fixed(height)}" width="${fixed(width)}" height="${fixed(height)}" font-family="${face}" font-size="13" fill="#1a1b1d">\n${markers}`,
    ...edges.map(({ kind, hidden }, e) => line(curves[e], edgeRoles[e] ?? 'neither', hidden, marksOf[kind])),
    ...boxes.map((box, v) => node(box, styles[v]) + label(box, names[v], styles[v])),
    ...legend.flatMap((entry, i) =>
      legendLine(entry, {
        x: left + margin + 22 + Math.floor(i / rows) * legendColumn,
        y: bottom + legendGap + (i % rows) * legendRow,
      }),
    ),
    '</svg>\n',
  ]
}

/** In pixels, about; a mark stands before the name. */
function widthOf(lines: readonly string[], style: NodeStyle): number {
  const letters = Math.max(...lines.map(lettersOf))
  return Math.max(72, 24 + letters * 7.3 + (nodeLook[style].mark === '' ? 0 : 20))
}

function extent(boxes: readonly Box[], curves: readonly Curve[]) {
  const bows = curves.flatMap(({ start, control, end }) =>
    control === null
      ? []
      : [{ x: (start.x + 2 * control.x + end.x) / 4, y: (start.y + 2 * control.y + end.y) / 4 }],
  )
  const points = boxes.length === 0 ? [{ x: 0, y: 0 }] : bows
  const all = [...boxes, ...points.map((point) => ({ ...point, halfWidth: 0, halfHeight: 0 }))]
  return {
    left: Math.min(...all.map(({ x, halfWidth }) => x - halfWidth)) - margin,
    top: Math.min(...all.map(({ y, halfHeight }) => y - halfHeight)) - margin,
    right: Math.max(...all.map(({ x, halfWidth }) => x + halfWidth)) + margin,
    bottom: Math.max(...all.map(({ y, halfHeight }) => y + halfHeight)) + margin,
  }
}

const markers = Object.entries(edgeLook)
  .map(
    ([role, { colour }]) =>
      `<marker id="arrow-${role}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="11" markerHeight="11" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 .5 10 5 0 9.5 2 5Z" fill="${colour}"/></marker><marker id="circle-${role}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="11" markerHeight="11" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><circle cx="5.5" cy="5" r="3.3" fill="#ffffff" stroke="${colour}" stroke-width="1.6"/></marker>\n`,
  )
  .join('')

function line(
  { start, end, control }: Curve,
  role: EdgeRole,
  hidden: boolean,
  [near, far]: readonly [number, number],
): string {
  const { colour, dash, width } = edgeLook[role]
  const marker = (end: 'start' | 'end', mark: number) =>
    mark === arrow
      ? ` marker-${end}="url(#arrow-${role})"`
      : mark === circle
        ? ` marker-${end}="url(#circle-${role})"`
        : ''
  const bow = control === null ? 'L' : `Q${fixed(control.x)} ${fixed(control.y)} `
  const path = `M${fixed(start.x)} ${fixed(start.y)}${bow}${fixed(end.x)} ${fixed(end.y)}`
  const dashed = hidden && dash === '' ? hiddenDash : dash
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}"${dashed}${marker('start', near)}${marker('end', far)}/>\n`
}

function node(box: Box, style: NodeStyle): string {
  const { fill, stroke, width, round, dash, framed } = nodeLook[style]
  const border = `stroke="${stroke}" stroke-width="${width}"`
  const inner = rectangle(
    box,
    0,
    round,
    `fill="${fill}" ${border}${dash ? ` stroke-dasharray="${dash}"` : ''}`,
  )
  return framed ? inner + rectangle(box, frame, round, `fill="none" ${border}`) : inner
}

function rectangle(box: Box, out: number, round: number, paint: string): string {
  const { x, y, halfWidth, halfHeight } = wider(box, out)
  const rx = Math.min(round === 0 ? 0 : round + out, halfHeight)
  return `<rect x="${fixed(x - halfWidth)}" y="${fixed(y - halfHeight)}" width="${fixed(2 * halfWidth)}" height="${fixed(2 * halfHeight)}" rx="${fixed(rx)}" ${paint}/>`
}

const wider = (box: Box, by: number): Box => ({
  ...box,
  halfWidth: box.halfWidth + by,
  halfHeight: box.halfHeight + by,
})

/** The name with its mark in the middle of its node, on one line or two. */
function label({ x, y }: Point, lines: readonly string[], style: NodeStyle): string {
  const { mark, stroke } = nodeLook[style]
  const slanted = style === 'latent' ? ' font-style="italic"' : ''
  const first = y + 4.5 - ((lines.length - 1) * lineHeight) / 2
  return `${lines
    .map((words, i) => {
      const before = i === 0 && mark !== '' ? `<tspan fill="${stroke}">${mark} </tspan>` : ''
      return `<text x="${fixed(x)}" y="${fixed(first + i * lineHeight)}" text-anchor="middle"${slanted}>${before}${escapeXml(words)}</text>`
    })
    .join('')}\n`
}

function legendLine({ sample, label: words }: LegendEntry, at: Point): (string | Words)[] {
  const shown = 'node' in sample ? sampleNode(at, sample.node) : sampleLine(at, sample.edge)
  return [`${shown}<text x="${fixed(at.x + 34)}" y="${fixed(at.y + 4.5)}">`, words, '</text>\n']
}

function sampleNode(at: Point, style: NodeStyle): string {
  const { mark, stroke } = nodeLook[style]
  const shape = node({ ...at, halfWidth: 20, halfHeight: 8 }, style)
  return mark === ''
    ? shape
    : `${shape}<text x="${fixed(at.x)}" y="${fixed(at.y + 4)}" text-anchor="middle" font-size="11" fill="${stroke}">${mark}</text>`
}

function sampleLine({ x, y }: Point, edge: EdgeRole | 'bidirected'): string {
  const straight = { start: { x: x - 22, y }, end: { x: x + 22, y }, control: null }
  return edge === 'bidirected'
    ? line(straight, 'neither', true, [arrow, arrow])
    : line(straight, edge, false, [0, arrow])
}

const fixed = (value: number) => String(Math.round(value * 100) / 100)
