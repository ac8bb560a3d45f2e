import type { Graph } from '../../contract/graph.ts'
import { topologicalOrder } from '../ancestry.ts'
import { headOf, isDirected, tailOf } from '../causal-graph.ts'
import { compileGraph } from '../compile-graph.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

const columnWidth = 150
const rowHeight = 80
const sweeps = 8

/**
 * Where each node stands, in pixels, in the order of the graph: where the analyst put it if every node has a place, else
 * in columns from causes to effects, each column ordered by the mean place of its neighbours (Sugiyama, Tagawa and Toda
 * 1981).
 */
export function layout(graph: Graph): Point[] {
  if (graph.nodes.every(({ position }) => position !== undefined))
    return graph.nodes.map(({ position }) => position!)
  const columns = columnsOf(graph)
  const height = Math.max(...columns.map((column) => column.length))
  const points = new Array<Point>(graph.nodes.length)
  columns.forEach((column, i) => {
    column.forEach((v, row) => {
      points[v] = { x: i * columnWidth, y: (row + (height - column.length) / 2) * rowHeight }
    })
  })
  return points
}

function columnsOf(graph: Graph): number[][] {
  const compiled = compileGraph(graph)
  const column = new Array<number>(compiled.size).fill(0)
  const out: number[][] = Array.from({ length: compiled.size }, () => [])
  for (const edge of compiled.edges) if (isDirected(edge)) out[tailOf(edge)].push(headOf(edge))
  for (const v of topologicalOrder(compiled))
    for (const w of out[v]) column[w] = Math.max(column[w], column[v] + 1)
  const columns: number[][] = Array.from({ length: Math.max(0, ...column) + 1 }, () => [])
  column.forEach((i, v) => {
    columns[i].push(v)
  })
  const beside: number[][] = Array.from({ length: compiled.size }, () => [])
  for (const { a, b } of compiled.edges) {
    beside[a].push(b)
    beside[b].push(a)
  }
  const row = new Array<number>(compiled.size).fill(0)
  const number = () => {
    for (const nodes of columns)
      nodes.forEach((v, i) => {
        row[v] = i - nodes.length / 2
      })
  }
  number()
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const way = sweep % 2 === 0 ? columns : [...columns].reverse()
    for (const nodes of way) {
      const wish = new Map(nodes.map((v) => [v, mean(beside[v].map((w) => row[w])) ?? row[v]]))
      nodes.sort((a, b) => wish.get(a)! - wish.get(b)! || a - b)
      nodes.forEach((v, i) => {
        row[v] = i - nodes.length / 2
      })
    }
  }
  return columns
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
