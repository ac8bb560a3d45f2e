import * as v from 'valibot'

const edgeKinds = [
  'directed',
  'bidirected',
  'undirected',
  'circle-arrow',
  'circle-circle',
  'circle-line',
] as const

/** Why the analyst drew an edge, or left one out. */
const knowledge = {
  author: v.optional(v.string()),
  reason: v.optional(v.string()),
  /** From 0 (a guess) to 1 (certain). */
  confidence: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
}

const graphNode = v.object({
  id: v.string(),
  latent: v.optional(v.boolean()),
  selected: v.optional(v.boolean()),
  /** When it happens: no directed edge may lead to a lower tier. */
  tier: v.optional(v.number()),
  /** Where the analyst placed it on the drawing, in pixels at 100 %. */
  position: v.optional(v.object({ x: v.number(), y: v.number() })),
})

const graphEdge = v.object({
  from: v.string(),
  to: v.string(),
  /** The first mark is at `from`: circle-arrow is `from o→ to`. */
  kind: v.optional(v.picklist(edgeKinds), 'directed'),
  ...knowledge,
})

/** A causal graph. `type` is "dag" when left out. */
export const graphSchema = v.object({
  type: v.optional(v.picklist(['dag', 'pdag', 'mag', 'pag']), 'dag'),
  nodes: v.array(graphNode),
  edges: v.array(graphEdge),
  /** Edges that the analyst holds to be absent, and why. */
  absent: v.optional(v.array(v.object({ from: v.string(), to: v.string(), ...knowledge }))),
  /** Edges that something other than the analyst proposes: no part of the graph, and of no answer, until accepted. */
  suggestions: v.optional(
    v.array(
      v.object({ from: v.string(), to: v.string(), by: v.picklist(['behaviour-graph']), reason: v.string() }),
    ),
  ),
})

/** A graph, or text in a format from which one is read. */
export const graphReference = v.union([
  graphSchema,
  v.object({ dagitty: v.string() }),
  v.object({ dot: v.string() }),
  v.object({ path: v.string() }),
])

/** Roles of the question that the drawing answers. */
export const graphRoles = v.object({
  treatments: v.array(v.string()),
  outcomes: v.array(v.string()),
  adjusted: v.array(v.string()),
})

export const graphFormats = ['json', 'dot', 'gml', 'graphml', 'tetrad', 'bif', 'lavaan', 'dagitty'] as const

/** What a text may fail to hold of a graph. */
export type GraphContent =
  | 'type'
  | 'latents'
  | 'selection'
  | 'roles'
  | 'tiers'
  | 'positions'
  | 'reasons'
  | 'absences'

export type Graph = v.InferOutput<typeof graphSchema>
export type GraphNode = Graph['nodes'][number]
export type GraphEdge = Graph['edges'][number]
export type GraphReference = v.InferOutput<typeof graphReference>
export type GraphRoles = v.InferOutput<typeof graphRoles>
export type GraphFormatName = (typeof graphFormats)[number]
