import type { Analysis } from '../contract/analyses.ts'
import type { AnalysisTableSummary, BehaviourSummary } from '../contract/behaviour.ts'
import type { Source } from '../contract/data.ts'
import type { FollowUps } from '../contract/follow-ups.ts'
import type { Graph } from '../contract/graph.ts'
import type { GraphRoles } from '../contract/graph-versions.ts'
import type { KeptBehaviourGraph } from '../contract/kept-behaviour-graphs.ts'
import type { KeptIntents } from '../contract/kept-intents.ts'
import type { KeptModel } from '../contract/kept-models.ts'
import type { Recommendation, RecommendationRun } from '../contract/recommend.ts'
import type { ReportPart } from '../contract/report.ts'
import type { SampleTruth } from '../contract/sample.ts'

/** Everything a report may show: results as they are kept, sentences still as words. What is null has not been made. */
export interface ReportInput {
  readonly title: string
  /** Microseconds UTC. */
  readonly writtenAt: number
  /** Of Antecedent. */
  readonly version: string
  readonly parts: readonly ReportPart[]
  /** What the analyst has to say about a part. */
  readonly remarks: Readonly<Partial<Record<ReportPart, string>>>
  readonly sources: readonly Source[]
  readonly behaviour: BehaviourSummary | null
  /** Sequence models, the oldest first. */
  readonly models: readonly KeptModel[]
  readonly intents: KeptIntents | null
  /** Predictive. */
  readonly behaviourGraph: KeptBehaviourGraph | null
  readonly table: AnalysisTableSummary | null
  readonly graph: { readonly graph: Graph; readonly roles: GraphRoles; readonly version: number } | null
  readonly analysis: Analysis | null
  /** What was worked out about the analysis; null where there is none. */
  readonly followUps: FollowUps | null
  readonly recommendations: {
    readonly run: RecommendationRun
    /** The first lines of the list; the report shows them all. */
    readonly lines: readonly Recommendation[]
  } | null
  /** What the sample shop knows. */
  readonly truth: SampleTruth | null
}
