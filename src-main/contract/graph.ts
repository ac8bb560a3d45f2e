import * as v from 'valibot'

const edgeKinds = [
  'directed',
  'bidirected',
  'undirected',
  'circle-arrow',
  'circle-circle',
  'circle-line',
] as const

const graphNode = v.object({
  id: v.string(),
  latent: v.optional(v.boolean()),
  selected: v.optional(v.boolean()),
  /** Where the analyst placed it on the drawing, in pixels at 100 %. */
  position: v.optional(v.object({ x: v.number(), y: v.number() })),
})

const graphEdge = v.object({
  from: v.string(),
  to: v.string(),
  /** The first mark is at `from`: circle-arrow is `from o→ to`. */
  kind: v.optional(v.picklist(edgeKinds), 'directed'),
})

/** A causal graph. `type` is "dag" when left out. */
export const graphSchema = v.object({
  type: v.optional(v.picklist(['dag', 'pdag', 'mag', 'pag']), 'dag'),
  nodes: v.array(graphNode),
  edges: v.array(graphEdge),
})

/** A graph, or text in a format from which one is read. */
export const graphReference = v.union([
  graphSchema,
  v.object({ dagitty: v.string() }),
  v.object({ dot: v.string() }),
  v.object({ path: v.string() }),
])

export type Graph = v.InferOutput<typeof graphSchema>
export type GraphNode = Graph['nodes'][number]
export type GraphEdge = Graph['edges'][number]
export type GraphReference = v.InferOutput<typeof graphReference>
