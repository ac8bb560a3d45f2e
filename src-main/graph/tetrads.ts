import { fail } from '../contract/errors.ts'
import type { Monitor } from '../contract/monitor.ts'
import { bidirected, type CausalGraph, headOf, isDirected, tailOf } from './causal-graph.ts'

/** `[a, b, c, d]`: cov(a, b)·cov(c, d) = cov(a, c)·cov(b, d) in every linear model of the graph. */
export type Tetrad = readonly [number, number, number, number]

export interface Tetrads {
  readonly tetrads: readonly Tetrad[]
  readonly complete: boolean
}

/**
 * Every vanishing tetrad of observed nodes, at most `limit`: the covariances of {a, d} with {b, c} have rank one
 * because a single node meets all treks between them (Sullivant, Talaska and Draisma 2010, "Trek separation for
 * Gaussian graphical models", Theorem 2.8). For dags, with latents and bidirected edges.
 */
export function vanishingTetrads(graph: CausalGraph, limit: number, monitor?: Monitor): Tetrads {
  if (graph.type !== 'dag') throw fail('GRAPH_TYPE_UNSUPPORTED', { type: graph.type })
  const treks = trekNetwork(graph)
  const observed: number[] = []
  for (let v = 0; v < graph.size; v++) if (graph.latent[v] === 0 && graph.selected[v] === 0) observed.push(v)
  const tetrads: Tetrad[] = []
  const n = observed.length
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++)
      for (let k = j + 1; k < n; k++) {
        monitor?.check()
        for (let l = k + 1; l < n; l++) {
          const [a, b, c, d] = [observed[i], observed[j], observed[k], observed[l]]
          for (const tetrad of [
            [a, c, d, b],
            [a, b, d, c],
            [a, b, c, d],
          ] as const) {
            if (!singleTrekCut(treks, [tetrad[0], tetrad[3]], [tetrad[1], tetrad[2]])) continue
            if (tetrads.length === limit) return { tetrads, complete: false }
            tetrads.push(tetrad)
          }
        }
      }
  return { tetrads, complete: true }
}

/** Treks as directed paths: node v is 2v on the way up and 2v + 1 on the way down. */
function trekNetwork(graph: CausalGraph): number[][] {
  const next: number[][] = Array.from({ length: 2 * graph.size }, () => [])
  for (let v = 0; v < graph.size; v++) next[2 * v].push(2 * v + 1)
  for (const edge of graph.edges) {
    if (isDirected(edge)) {
      next[2 * headOf(edge)].push(2 * tailOf(edge))
      next[2 * tailOf(edge) + 1].push(2 * headOf(edge) + 1)
    } else {
      const { a, b } = bidirected(edge.a, edge.b)
      next[2 * a].push(2 * b + 1)
      next[2 * b].push(2 * a + 1)
    }
  }
  return next
}

/** Whether no two treks between the pairs avoid each other: the maximal flow with one unit a vertex is below two. */
function singleTrekCut(
  next: readonly (readonly number[])[],
  from: readonly number[],
  to: readonly number[],
): boolean {
  const flow = new VertexFlow(
    next,
    from.map((v) => 2 * v),
    to.map((v) => 2 * v + 1),
  )
  return !(flow.augment() && flow.augment())
}

/** Unit flow through vertices, as the vertex before and after each on the paths so far. */
class VertexFlow {
  private readonly next: readonly (readonly number[])[]
  private readonly source: readonly number[]
  private readonly isTarget: Set<number>
  private readonly after = new Map<number, number>()
  private readonly before = new Map<number, number>()

  constructor(next: readonly (readonly number[])[], source: readonly number[], target: readonly number[]) {
    this.next = next
    this.source = source
    this.isTarget = new Set(target)
  }

  /** Adds one more vertex-disjoint path; false where there is none. */
  augment(): boolean {
    const cameFrom = new Map<number, number>()
    const queue: number[] = []
    const visit = (state: number, from: number) => {
      if (cameFrom.has(state)) return
      cameFrom.set(state, from)
      queue.push(state)
    }
    for (const v of this.source) if (this.before.get(v) !== -1) visit(2 * v, -1)
    for (let i = 0; i < queue.length; i++) {
      const state = queue[i]
      const v = state >> 1
      const leaving = (state & 1) === 1
      const onPath = this.before.has(v)
      if (!leaving) {
        if (!onPath) visit(2 * v + 1, state)
        else if (this.before.get(v)! >= 0) visit(2 * this.before.get(v)! + 1, state)
        continue
      }
      if (this.isTarget.has(v) && !this.endsAt(v)) {
        this.commit(state, cameFrom)
        return true
      }
      for (const w of this.next[v]) if (this.after.get(v) !== w) visit(2 * w, state)
      if (onPath) visit(2 * v, state)
    }
    return false
  }

  private endsAt(v: number): boolean {
    return this.before.has(v) && !this.after.has(v)
  }

  private commit(end: number, cameFrom: ReadonlyMap<number, number>): void {
    const added: [number, number][] = []
    const removed: [number, number][] = []
    let start = end
    for (let state = end; cameFrom.get(state)! >= 0; state = cameFrom.get(state)!) {
      const previous = cameFrom.get(state)!
      start = previous
      const [v, w] = [previous >> 1, state >> 1]
      if (v === w) continue
      if ((previous & 1) === 1) added.push([v, w])
      else removed.push([w, v])
    }
    for (const [v, w] of removed) {
      if (this.after.get(v) === w) this.after.delete(v)
      if (this.before.get(w) === v) this.before.delete(w)
    }
    for (const [v, w] of added) {
      this.after.set(v, w)
      this.before.set(w, v)
    }
    this.before.set(start >> 1, -1)
  }
}
