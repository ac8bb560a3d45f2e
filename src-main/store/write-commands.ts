import { removeAnalysis, renameAnalysis, saveAnalysis } from './analyses.ts'
import { removeAnalysisTable, saveAnalysisTable } from './analysis-tables.ts'
import type { WritingConnection } from './connection.ts'
import { removeFollowUp, saveFollowUp } from './follow-ups.ts'
import { redoGraph, restoreGraph, saveGraph, undoGraph } from './graph-versions.ts'
import { abandonImport, appendBatch, beginImport, publishImport } from './import-events.ts'
import { saveReport } from './information.ts'
import { judge, withdrawJudgement } from './judgements.ts'
import {
  abandonRecommendationRun,
  appendRecommendations,
  beginRecommendationRun,
  publishRecommendationRun,
} from './recommendations.ts'
import { saveReportDraft } from './report-draft.ts'
import { removeModel, renameModel, saveModel } from './sequence-models.ts'
import { removeSource } from './sources.ts'
import { abandonTraining, discardCheckpoint, saveCheckpoint } from './training-checkpoints.ts'

/** Everything that changes an open project. Each is one transaction: done whole or not at all. */
export const writeCommands = {
  beginImport,
  appendBatch,
  publishImport,
  abandonImport,
  removeSource,
  saveAnalysisTable,
  removeAnalysisTable,
  saveGraph,
  undoGraph,
  redoGraph,
  restoreGraph,
  saveAnalysis,
  renameAnalysis,
  removeAnalysis,
  saveModel,
  renameModel,
  removeModel,
  saveCheckpoint,
  abandonTraining,
  discardCheckpoint,
  saveFollowUp,
  removeFollowUp,
  beginRecommendationRun,
  appendRecommendations,
  publishRecommendationRun,
  abandonRecommendationRun,
  judge,
  withdrawJudgement,
  saveReport,
  saveReportDraft,
} as const satisfies Record<string, (connection: WritingConnection, params: never) => unknown>

export type WriteCommands = typeof writeCommands
