import type { Judgement } from '../../contract/judgements.ts'
import type { ReportDraft } from '../../contract/report.ts'

/** What undoing and redoing an edit need to know, by the kind of edit. */
export interface Changes {
  'source.added': { readonly id: number }
  'source.removed': { readonly id: number }
  'source.renamed': Renaming
  /** `replaced` is the table of the same name that it took the place of. */
  'table.built': { readonly id: number; readonly replaced: number | null }
  'table.removed': { readonly id: number }
  'table.renamed': Renaming
  'model.added': { readonly id: number }
  'model.removed': { readonly id: number }
  'model.renamed': Renaming
  'propensity.added': { readonly id: number }
  'propensity.removed': { readonly id: number }
  'propensity.renamed': Renaming
  'intents.added': { readonly id: number }
  'intents.removed': { readonly id: number }
  'intents.renamed': Renaming
  'behaviour-graph.added': { readonly id: number }
  'behaviour-graph.removed': { readonly id: number }
  'behaviour-graph.renamed': Renaming
  /** Versions of the graph. */
  'graph.saved': { readonly from: number; readonly to: number }
  'analysis.added': { readonly id: number }
  'analysis.removed': { readonly id: number }
  'analysis.renamed': Renaming
  /** What stood of one user and item, and what stands. */
  judged: { readonly before: Judgement | null; readonly after: Judgement | null }
  'report.changed': { readonly before: ReportDraft | null; readonly after: ReportDraft }
}

export type EditKindName = keyof Changes

export interface Renaming {
  readonly id: number
  readonly from: string
  readonly to: string
}
