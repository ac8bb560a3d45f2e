import type { Graph, GraphEdge } from '../../src-main/contract/graph.ts'
import { subsetsOf } from './graph-arbitraries.ts'

type Mark = '-' | '>' | 'o'

/** `marks[a][b]` is the mark at b of the edge between a and b, undefined where there is none. */
export type Marks = readonly (readonly (Mark | undefined)[])[]

/** Definitions for dags and mags applied literally, by enumeration of paths. */
export class MarkedGraph {
  readonly marks: Marks
  readonly nodes: readonly number[]
  private readonly below: readonly ReadonlySet<number>[]

  constructor(marks: Marks) {
    this.marks = marks
    this.nodes = marks.map((_, v) => v)
    this.below = this.nodes.map((v) => {
      const found = new Set([v])
      for (const a of found) for (const b of this.nodes) if (this.points(a, b)) found.add(b)
      return found
    })
  }

  points(a: number, b: number): boolean {
    return this.marks[a][b] === '>' && this.marks[b][a] === '-'
  }

  adjacent(a: number, b: number): boolean {
    return this.marks[a][b] !== undefined
  }

  /** No directed cycle, and nobody above who an arrowhead says is not. */
  get isAncestral(): boolean {
    return this.nodes.every((a) =>
      this.nodes.every((b) => !(this.marks[b][a] === '>' && this.below[a].has(b) && this.adjacent(a, b))),
    )
  }

  paths(x: readonly number[], y: readonly number[]): number[][] {
    const found: number[][] = []
    const walk = (path: readonly number[]) => {
      const here = path[path.length - 1]
      if (y.includes(here)) found.push([...path])
      else
        for (const next of this.nodes)
          if (this.adjacent(here, next) && !path.includes(next) && !x.includes(next)) walk([...path, next])
    }
    for (const start of x) walk([start])
    return found
  }

  separated(x: readonly number[], y: readonly number[], given: readonly number[]): boolean {
    return !this.paths(x, y).some((path) => this.isOpen(path, given))
  }

  private isOpen(path: readonly number[], given: readonly number[]): boolean {
    return path
      .slice(1, -1)
      .every((v, i) =>
        this.marks[path[i]][v] === '>' && this.marks[path[i + 2]][v] === '>'
          ? given.some((z) => this.below[v].has(z))
          : !given.includes(v),
      )
  }

  /**
   * The adjustment criterion for a dag, or for a mag (van der Zander, Liśkiewicz and Textor 2014), where the first
   * edges of causal paths must be visible (Zhang 2008, Definition 8).
   */
  isAdjustmentSet(
    x: readonly number[],
    y: readonly number[],
    set: readonly number[],
    type: 'dag' | 'mag',
  ): boolean {
    const all = this.paths(x, y)
    const isCausal = (path: readonly number[]) => path.slice(1).every((v, i) => this.points(path[i], v))
    const causal = all.filter(isCausal)
    if (type === 'mag' && causal.some(([a, b]) => !this.isVisible(a, b))) return false
    const forbidden = new Set(causal.flatMap((path) => path.slice(1).flatMap((v) => [...this.below[v]])))
    return (
      !set.some((v) => forbidden.has(v)) && all.every((path) => isCausal(path) || !this.isOpen(path, set))
    )
  }

  private isVisible(a: number, b: number): boolean {
    const reaches = (path: readonly number[]): boolean => {
      const here = path[path.length - 1]
      const isFirst = path.length === 1
      if (!isFirst && !this.points(here, b)) return false
      return this.nodes.some((next) => {
        if (path.includes(next) || next === b || this.marks[here][next] !== '>') return false
        if (!isFirst && this.marks[next][here] !== '>') return false
        return next === a || reaches([...path, next])
      })
    }
    return this.nodes.some((c) => c !== a && c !== b && !this.adjacent(c, b) && reaches([c]))
  }

  /** Three nodes in a row whose ends are not adjacent, with whether the middle is a collider. */
  get unshielded(): string {
    const found: string[] = []
    for (const b of this.nodes)
      for (const a of this.nodes)
        for (const c of this.nodes.slice(0, a))
          if (this.adjacent(a, b) && this.adjacent(c, b) && !this.adjacent(a, c))
            found.push(`${a} ${b} ${c} ${this.marks[a][b] === '>' && this.marks[c][b] === '>'}`)
    return found.join()
  }

  get separations(): string {
    return this.nodes
      .flatMap((a) =>
        this.nodes
          .slice(0, a)
          .flatMap((b) =>
            subsetsOf(this.nodes.filter((v) => v !== a && v !== b)).map((set) =>
              this.separated([a], [b], set),
            ),
          ),
      )
      .join()
  }
}

/** The same skeleton with every choice of marks for the edges listed. */
function* marked(
  marks: Marks,
  edges: readonly (readonly [number, number])[],
  choices: readonly (readonly [Mark, Mark])[],
): Generator<MarkedGraph> {
  for (let code = 0; code < choices.length ** edges.length; code++) {
    const turned = marks.map((row) => [...row])
    let rest = code
    for (const [a, b] of edges) {
      const [atA, atB] = choices[rest % choices.length]
      turned[b][a] = atA
      turned[a][b] = atB
      rest = Math.floor(rest / choices.length)
    }
    yield new MarkedGraph(turned)
  }
}

function edgesWhere(marks: Marks, wanted: (a: number, b: number) => boolean): [number, number][] {
  return marks.flatMap((row, a) =>
    row.slice(0, a).flatMap((_, b): [number, number][] => (wanted(a, b) ? [[a, b]] : [])),
  )
}

/** Every dag that a pdag stands for. */
export function dagsOf(marks: Marks): MarkedGraph[] {
  const plain = edgesWhere(marks, (a, b) => marks[a][b] === '-' && marks[b][a] === '-')
  const wanted = new MarkedGraph(marks).unshielded
  return [...marked(marks, plain, [['-', '>'] as const, ['>', '-'] as const])].filter(
    (graph) => graph.isAncestral && graph.unshielded === wanted,
  )
}

/** Every mag with the separations of a mag. */
export function equivalentMags(mag: MarkedGraph): MarkedGraph[] {
  const edges = edgesWhere(mag.marks, (a, b) => mag.adjacent(a, b))
  const arrows = [['-', '>'] as const, ['>', '-'] as const, ['>', '>'] as const]
  const alike = [...marked(mag.marks, edges, arrows)].filter(
    (graph) => graph.unshielded === mag.unshielded && graph.isAncestral,
  )
  const wanted = mag.separations
  return alike.filter((graph) => graph.separations === wanted)
}

/** The pag: marks on which all agree, circles elsewhere. */
export function pagOf(mags: readonly MarkedGraph[]): Marks {
  return mags[0].marks.map((row, a) =>
    row.map((mark, b) =>
      mark === undefined || mags.every(({ marks }) => marks[a][b] === mark) ? mark : 'o',
    ),
  )
}

const kindOf: Readonly<Record<string, GraphEdge['kind']>> = {
  '->': 'directed',
  '>>': 'bidirected',
  '--': 'undirected',
  'o>': 'circle-arrow',
  oo: 'circle-circle',
  'o-': 'circle-line',
}

export function graphOfMarks(marks: Marks, type: Graph['type']): Graph {
  const edges = edgesWhere(marks, (a, b) => marks[a][b] !== undefined).map(([a, b]): GraphEdge => {
    const [atA, atB] = [marks[b][a]!, marks[a][b]!]
    return atA + atB in kindOf
      ? { from: `v${a}`, to: `v${b}`, kind: kindOf[atA + atB] }
      : { from: `v${b}`, to: `v${a}`, kind: kindOf[atB + atA] }
  })
  return { type, nodes: marks.map((_, v) => ({ id: `v${v}` })), edges }
}

/** Nodes are taken in the order of the graph. */
export function marksOfGraph({ nodes, edges }: Graph): Marks {
  const place = new Map(nodes.map(({ id }, v) => [id, v]))
  const marks: (Mark | undefined)[][] = nodes.map(() => nodes.map(() => undefined))
  for (const { from, to, kind } of edges) {
    const [atFrom, atTo] = Object.entries(kindOf).find(([, name]) => name === kind)![0] as unknown as [
      Mark,
      Mark,
    ]
    marks[place.get(to)!][place.get(from)!] = atFrom
    marks[place.get(from)!][place.get(to)!] = atTo
  }
  return marks
}
