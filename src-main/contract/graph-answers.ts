import type { Graph, GraphFormatName, GraphRoles } from './graph.ts'
import type { Words } from './words.ts'

/** Names of nodes, in the order of the graph. */
export type Names = readonly string[]

export interface SeparationAnswer {
  readonly separated: boolean
  readonly openPath: Names | null
  /** The path with its arrows: "x ← z → y". */
  readonly openPathText: string | null
}

export interface AdjustmentAnswer {
  /** Every set from which nothing can be left out, smallest first; empty where no set is valid. */
  readonly minimal: readonly Names[]
  /** False where the limit cut `minimal` short. */
  readonly complete: boolean
  readonly canonical: Names | null
  readonly optimal: Names | null
}

export interface AdjustmentVerdict {
  readonly valid: boolean
  /** Why not; null where it is valid. */
  readonly reason: Words | null
  /** Of the set, what lies on a causal path or follows from one. */
  readonly forbidden: Names
  readonly openPath: Names | null
}

export interface ParsedGraphAnswer {
  readonly graph: Graph
  readonly roles: GraphRoles
  readonly format: GraphFormatName
}
