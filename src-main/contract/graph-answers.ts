import type { Graph, GraphContent, GraphEdge, GraphFormatName, GraphRoles } from './graph.ts'
import type { Words } from './words.ts'

/** Names of nodes, in the order of the graph. */
export type Names = readonly string[]

export interface NodesAnswer {
  readonly nodes: Names
}

export interface GraphAnswer {
  readonly graph: Graph
}

export interface EdgesAnswer {
  readonly edges: readonly GraphEdge[]
}

export interface SeparationAnswer {
  readonly separated: boolean
  readonly openPath: Names | null
  /** The path with its arrows: "x ← z → y". */
  readonly openPathText: string | null
}

export interface ConnectedAnswer {
  /** x itself among them; what is given is in neither list. */
  readonly connected: Names
  readonly separated: Names
}

export interface CostlySet {
  readonly set: Names
  readonly cost: number
}

export interface SeparatorsAnswer {
  readonly sets: readonly Names[]
  /** False where the limit cut the list short. */
  readonly complete: boolean
  readonly nearest: Names | null
  readonly cheapest: CostlySet | null
}

export interface VertexCutAnswer {
  /** Null where an edge leads straight from a node that cannot be cut. */
  readonly size: number | null
  readonly nodes: Names
}

export interface PathAnswer {
  readonly nodes: Names
  /** The path with its arrows: "x ← z → y". */
  readonly text: string
  readonly causal: boolean
  /** Where the direct effect is asked for: every edge points to the outcome, but mediators lie between. */
  readonly indirect: boolean
  readonly open: boolean
  /** Given nodes on the path, no colliders: they close it. */
  readonly blockedBy: Names
  /** Colliders that nothing given follows from: they close it. */
  readonly closedColliders: Names
  /** Colliders that something given opens. */
  readonly openedColliders: Names
  /** Why it is open or closed. */
  readonly inWords: Words
}

export interface PathsAnswer {
  readonly paths: readonly PathAnswer[]
  readonly count: number
  /** False where the limit cut the list short. */
  readonly complete: boolean
}

export interface AdjustmentAnswer {
  /** Every set from which nothing can be left out, smallest first; empty where no set is valid. */
  readonly minimal: readonly Names[]
  readonly count: number
  /** False where the limit cut `minimal` short. */
  readonly complete: boolean
  readonly canonical: Names | null
  /** The valid set with the least asymptotic variance whatever the distribution; null where there is none. */
  readonly optimal: Names | null
  /** The best of the minimal sets. */
  readonly optimalMinimal: Names | null
  /** The best of the sets of least cost, and that cost. */
  readonly minimumCost: CostlySet | null
}

export interface AdjustmentVerdict {
  readonly valid: boolean
  /** Why not; null where it is valid. */
  readonly reason: Words | null
  /** Of the set, what lies on a causal path or follows from one. */
  readonly forbidden: Names
  readonly openPath: Names | null
}

export interface PlainVerdict {
  readonly valid: boolean
  readonly reason: Words | null
}

export interface SetsAnswer {
  readonly sets: readonly Names[]
  readonly count: number
  readonly complete: boolean
}

export interface SetAnswer {
  readonly set: Names | null
}

export interface ViolationAnswer {
  readonly nodes: Names
  readonly violates: boolean
}

/** A functional of the observed distribution; see `Estimand` in graph/estimand.ts. */
export type EstimandTree =
  | { readonly kind: 'probability'; readonly of: Names; readonly given: Names }
  | { readonly kind: 'sum'; readonly over: Names; readonly of: EstimandTree }
  | { readonly kind: 'product'; readonly factors: readonly EstimandTree[] }
  | { readonly kind: 'quotient'; readonly numerator: EstimandTree; readonly denominator: EstimandTree }

export interface IdentificationAnswer {
  readonly identifiable: boolean
  /** "instrument" identifies nothing without linearity or monotonicity; it is listed so that it can be thought of. */
  readonly strategies: readonly ('backdoor' | 'frontdoor' | 'instrument' | 'id')[]
  readonly estimand: {
    readonly text: string
    readonly latex: string
    readonly tree: EstimandTree
    /** Names in the formula that may be set to any value. */
    readonly arbitrary: Names
  } | null
  /** The nodes whose hidden common causes cannot be told from the effect; null where it is identifiable. */
  readonly hedge: Names | null
  /** Of the hedge, the part that the effect goes into. */
  readonly hedgeInner: Names | null
}

export interface InstrumentsAnswer {
  readonly instruments: readonly { readonly instrument: string; readonly given: Names }[]
}

export interface MediatorsAnswer {
  readonly nodes: Names
  readonly directEqualsTotal: boolean
  /** What to adjust for so that natural direct and indirect effects are identified; null where nothing does. */
  readonly decomposition: { readonly adjustFor: Names } | null
}

export interface LinearIdentificationAnswer {
  readonly coefficients: readonly {
    readonly from: string
    readonly to: string
    readonly by: 'instrument' | 'propagation' | 'missing-cycle'
    /** The instrument, or the node whose coefficient was known before. */
    readonly via: string | null
    readonly solutions: 1 | 2
  }[]
}

export interface ImplicationTest {
  readonly method: 'partial-correlation' | 'g-squared' | 'mixed'
  readonly statistic: number
  readonly degreesOfFreedom: number
  readonly pValue: number
  /** The p-value after control of the false discovery rate over all implications tested. */
  readonly qValue: number
  /** False only where q < α and the whole interval of the effect lies outside ±0.05. */
  readonly holds: boolean
  /** On the scale of a correlation. */
  readonly effectSize: number
  readonly confidenceInterval: readonly [number, number]
  readonly rows: number
}

export interface ImplicationAnswer {
  readonly x: string
  readonly y: string
  readonly given: Names
  readonly test?: ImplicationTest
  /** Why it could not be tested on the table. */
  readonly untestable?: Words
}

export interface ImplicationsAnswer {
  readonly implications: readonly ImplicationAnswer[]
  readonly count: number
  readonly complete: boolean
}

export interface TetradsAnswer {
  readonly tetrads: readonly Names[]
  readonly count: number
  readonly complete: boolean
}

export interface CountAnswer {
  /** Rounded where it is beyond 2⁵³; `exact` never is. */
  readonly count: number
  readonly exact: string
}

export interface EdgeDirectionAnswer {
  /** Whether no hidden common cause can be behind it. */
  readonly visible: boolean
  /** Whether its neighbourhood keeps it from being turned. */
  readonly stronglyProtected: boolean
  /** Whether every equivalent graph has it in this direction; null where the class is not a cpdag. */
  readonly compelled: boolean | null
}

export interface DrawingAnswer {
  /** In the order of the graph's edges. */
  readonly edgeRoles: readonly ('causal' | 'biasing' | 'neither')[]
  readonly question: {
    readonly valid: boolean
    readonly reason: Words | null
    readonly minimal: readonly Names[]
    readonly minimalComplete: boolean
    readonly paths: PathsAnswer
  } | null
  readonly implications: ImplicationsAnswer
}

export interface ParsedGraphAnswer {
  readonly graph: Graph
  readonly roles: GraphRoles
  readonly format: GraphFormatName
}

export interface ExportAnswer {
  readonly text: string
  readonly lost: readonly GraphContent[]
}

export interface PictureAnswer {
  /** The text of the picture in parts; the labels of its legend are in the reader's language. */
  readonly pieces: readonly (string | Words)[]
}
