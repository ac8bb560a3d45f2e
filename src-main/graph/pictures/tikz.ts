import type { GraphEdge } from '../../contract/graph.ts'
import type { Words } from '../../contract/words.ts'
import { arrow, circle, marksOf } from '../causal-graph.ts'
import type { EdgeRole } from '../drawing-answers.ts'
import { latexName } from '../write-estimand.ts'
import { layout } from './layout.ts'
import { type Drawing, legendOf, type NodeStyle } from './legend.ts'

const pixelsPerCentimetre = 60

const nodeStyles: Readonly<Record<NodeStyle, string>> = {
  treatment: 'draw, ellipse, thick, fill=cyan!20',
  outcome: 'draw, ellipse, thick, fill=orange!20',
  adjusted: 'draw, rectangle, thick',
  latent: 'draw, ellipse, dashed, fill=gray!10',
  selected: 'draw, rectangle, double',
  plain: 'draw, ellipse',
}

const edgeStyles: Readonly<Record<EdgeRole, string>> = {
  causal: 'very thick, blue!70!black',
  biasing: 'thick, dotted, orange!60!black',
  neither: 'thin',
}

const tips: Readonly<Record<number, string>> = { [arrow]: 'Stealth', [circle]: 'Circle[open]' }

/** The picture as TikZ (libraries arrows.meta and shapes.geometric): pieces to be joined. */
export function tikzPicture(drawing: Drawing): (string | Words)[] {
  const { graph, styles, edgeRoles } = drawing
  const points = layout(graph)
  const at = (v: number) =>
    `(${(points[v].x / pixelsPerCentimetre).toFixed(2)}, ${(-points[v].y / pixelsPerCentimetre).toFixed(2)})`
  const place = new Map(graph.nodes.map(({ id }, v) => [id, v]))
  const pieces: (string | Words)[] = [
    '% \\usetikzlibrary{arrows.meta, shapes.geometric}\n\\begin{tikzpicture}\n',
    ...Object.entries(nodeStyles).map(([style, look]) => `  \\tikzset{${style}/.style={${look}}}\n`),
    ...Object.entries(edgeStyles).map(([role, look]) => `  \\tikzset{${role}/.style={${look}}}\n`),
    ...graph.nodes.map(({ id }, v) => `  \\node[${styles[v]}] (n${v}) at ${at(v)} {$${latexName(id)}$};\n`),
    ...graph.edges.map((edge, e) => `  ${edgeLine(edge, edgeRoles[e] ?? 'neither', place)}\n`),
  ]
  const left = Math.min(...points.map(({ x }) => x)) / pixelsPerCentimetre
  const bottom = Math.max(...points.map(({ y }) => y)) / pixelsPerCentimetre + 1.2
  legendOf(drawing).forEach(({ sample, label }, i) => {
    const y = (-(bottom + 0.6 * i)).toFixed(2)
    const shown =
      'node' in sample
        ? `\\node[${sample.node}, minimum width=6mm] at (${left.toFixed(2)}, ${y}) {};`
        : `\\draw[${sample.edge === 'bidirected' ? 'neither, dashed, Stealth-Stealth' : `${sample.edge}, -Stealth`}] (${(left - 0.3).toFixed(2)}, ${y}) -- (${(left + 0.3).toFixed(2)}, ${y});`
    pieces.push(`  ${shown}\n  \\node[right] at (${(left + 0.5).toFixed(2)}, ${y}) {`, label, '};\n')
  })
  pieces.push('\\end{tikzpicture}\n')
  return pieces
}

function edgeLine({ from, to, kind }: GraphEdge, role: EdgeRole, place: ReadonlyMap<string, number>): string {
  const [near, far] = marksOf[kind ?? 'directed']
  const ends = `{${tips[near] ?? ''}}-{${tips[far] ?? ''}}`
  const bend = kind === 'bidirected' ? ', dashed, bend left=20' : ''
  return `\\draw[${role}, ${ends}] (n${place.get(from)}) to[${bend === '' ? '' : bend.slice(2)}] (n${place.get(to)});`
}
