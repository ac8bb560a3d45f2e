import { placedAll, widthOf } from './arrange.ts'
import { type Box, edgePath } from './edge-geometry.ts'
import type { GraphEditor } from './editor.svelte.ts'
import { roleOf } from './edits.ts'

const height = 44
const margin = 24
const marks = { none: '', treatment: '▶ ', outcome: '◉ ', adjusted: '▣ ' }
const strokes = {
  causal: 'stroke-width="3"',
  biasing: 'stroke-width="2.25" stroke-dasharray="1 5" stroke-linecap="round"',
  neither: 'stroke-width="1.25"',
}

/** The whole graph as an SVG file in black on white, whatever part of it the screen shows. */
export function drawnGraph(editor: GraphEditor): string {
  const { graph, roles, analysis } = editor
  const places = placedAll(graph)
  const boxes = new Map<string, Box>(
    graph.nodes.map((node) => [node.id, { ...places.get(node.id)!, width: widthOf(node.id), height }]),
  )
  const all = [...boxes.values()]
  const left = Math.min(...all.map((box) => box.x)) - margin
  const top = Math.min(...all.map((box) => box.y)) - margin
  const width = Math.max(...all.map((box) => box.x + box.width)) + margin - left
  const tall = Math.max(...all.map((box) => box.y + box.height)) + margin - top

  const lines = graph.edges.map((edge, index) => {
    const two = edge.kind === 'bidirected'
    const role = analysis?.edgeRoles[index] ?? 'neither'
    const dash = two && role !== 'biasing' ? ' stroke-dasharray="7 5"' : ''
    const start = two ? ' marker-start="url(#head)"' : ''
    const path = edgePath(boxes.get(edge.from)!, boxes.get(edge.to)!, two)
    return `<path d="${path}" fill="none" stroke="#1a1b1d" ${strokes[role]}${dash} marker-end="url(#head)"${start}/>`
  })
  const nodes = graph.nodes.map((node) => {
    const box = boxes.get(node.id)!
    const role = roleOf(roles, node.id)
    const border = role === 'treatment' || role === 'outcome' ? 2.5 : 1.5
    const dash = node.latent ? ' stroke-dasharray="5 4"' : ''
    const shape = `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${height}" rx="${role === 'outcome' ? 22 : 10}" fill="#fff" stroke="#1a1b1d" stroke-width="${border}"${dash}/>`
    const text = `<text x="${box.x + box.width / 2}" y="${box.y + height / 2}" text-anchor="middle" dominant-baseline="central">${escaped(marks[role] + node.id)}</text>`
    return shape + text
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${tall}" viewBox="${left} ${top} ${width} ${tall}" font-family="sans-serif" font-size="13">`,
    '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="11" markerHeight="11" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 .5 10 5 0 9.5 2 5Z" fill="#1a1b1d"/></marker></defs>',
    `<rect x="${left}" y="${top}" width="${width}" height="${tall}" fill="#fff"/>`,
    ...lines,
    ...nodes,
    '</svg>',
    '',
  ].join('\n')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
