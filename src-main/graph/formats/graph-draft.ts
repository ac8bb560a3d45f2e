import type { Graph, GraphEdge, GraphNode, GraphRoles } from '../../contract/graph.ts'
import type { EdgeNote } from './edge-notes.ts'
import type { ParsedGraph, Position } from './text-position.ts'

/** A graph while it is being read: nodes appear when they are first mentioned, in that order. */
export class GraphDraft {
  type: NonNullable<Graph['type']>
  private readonly nodes = new Map<string, GraphNode>()
  private readonly nodeAt: Position[] = []
  private readonly edges: GraphEdge[] = []
  private readonly placeOf = new Map<string, number>()
  private readonly edgeAt: Position[] = []
  private readonly absent: NonNullable<Graph['absent']> = []
  private readonly roles: GraphRoles = { treatments: [], outcomes: [], adjusted: [] }

  constructor(type: NonNullable<Graph['type']>) {
    this.type = type
  }

  get hasAny(): boolean {
    return this.nodes.size > 0
  }

  has(id: string): boolean {
    return this.nodes.has(id)
  }

  node(id: string, at: Position): void {
    if (this.nodes.has(id)) return
    this.nodes.set(id, { id })
    this.nodeAt.push(at)
  }

  amend(id: string, more: Partial<GraphNode>): void {
    Object.assign(this.nodes.get(id)!, more)
  }

  play(id: string, role: keyof GraphRoles): void {
    if (!this.roles[role].includes(id)) this.roles[role].push(id)
  }

  /** An edge stated again, a symmetric one from either end, only adds what was not noted of it. */
  edge(edge: GraphEdge, at: Position): void {
    this.node(edge.from, at)
    this.node(edge.to, at)
    const key = keyOf(edge)
    const known = this.placeOf.get(key)
    if (known !== undefined) {
      this.edges[known] = { ...edge, ...this.edges[known] }
      return
    }
    this.placeOf.set(key, this.edges.length)
    this.edges.push(edge)
    this.edgeAt.push(at)
  }

  /** An edge that is held to be absent. */
  leaveOut(from: string, to: string, note: EdgeNote): void {
    this.absent.push({ from, to, ...note })
  }

  finish(): ParsedGraph {
    return {
      graph: {
        type: this.type,
        nodes: [...this.nodes.values()],
        edges: this.edges,
        ...(this.absent.length === 0 ? {} : { absent: this.absent }),
      },
      roles: this.roles,
      nodeAt: this.nodeAt,
      edgeAt: this.edgeAt,
    }
  }
}

function keyOf({ from, to, kind = 'directed' }: GraphEdge): string {
  const ends = symmetric.has(kind) && to < from ? [to, from] : [from, to]
  return JSON.stringify([kind, ...ends])
}

const symmetric: ReadonlySet<string> = new Set(['bidirected', 'undirected', 'circle-circle'])
