import * as v from 'valibot'
import { type Graph, graphSchema } from './graph.ts'
import { command, query } from './method.ts'

/** Roles of the question that the drawing answers. */
const roles = v.object({
  treatments: v.array(v.string()),
  outcomes: v.array(v.string()),
  adjusted: v.array(v.string()),
})

export type GraphRoles = v.InferOutput<typeof roles>

export interface GraphState {
  readonly graph: Graph
  readonly roles: GraphRoles
  /** Number of this version, from 1; 0 before anything was saved. */
  readonly version: number
  /** What undo would take back and redo would do again, as the edit was called: "rename price". */
  readonly undo: string | null
  readonly redo: string | null
}

export interface GraphVersion {
  readonly version: number
  readonly edit: string
  readonly savedAt: number
  readonly nodes: number
  readonly edges: number
  readonly current: boolean
}

export interface KeptGraph {
  readonly graph: Graph
  readonly roles: GraphRoles
  readonly version: number
}

export const graphVersionMethods = {
  'graph.current': query<GraphState>()(v.object({})),
  /** Saves a new version after the current one; what could be redone is kept in history but no longer by redo. */
  'graph.save': command<GraphState>()(v.object({ graph: graphSchema, roles, edit: v.string() })),
  'graph.undo': command<GraphState>()(v.object({})),
  'graph.redo': command<GraphState>()(v.object({})),
  'graph.versions': query<readonly GraphVersion[]>()(v.object({})),
  /** An earlier version as it was. Throws PROJECT_GRAPH_VERSION_UNKNOWN. */
  'graph.readVersion': query<KeptGraph>()(v.object({ version: v.number() })),
  'graph.restore': command<GraphState>()(v.object({ version: v.number() })),
}
