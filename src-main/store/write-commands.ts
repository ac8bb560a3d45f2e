import { removeAnalysis, renameAnalysis, saveAnalysis } from './analyses.ts'
import { saveAnalysisTable } from './analysis-tables.ts'
import { removeBehaviourGraph, renameBehaviourGraph, saveBehaviourGraph } from './behaviour-graphs.ts'
import type { WritingConnection } from './connection.ts'
import { forgetEdits, redoEdit, undoEdit } from './edits/history.ts'
import { removeFollowUp, saveFollowUp } from './follow-ups.ts'
import { redoGraph, restoreGraph, saveGraph, undoGraph } from './graph-versions.ts'
import { abandonImport, appendBatch, beginImport, publishImport } from './import-events.ts'
import {
  abandonTable,
  appendTableColumn,
  appendTableRejected,
  beginTable,
  publishTable,
} from './import-table.ts'
import { saveReport } from './information.ts'
import { judge, withdrawJudgement } from './judgements.ts'
import { removeIntents, renameIntents, saveIntents } from './kept-intents.ts'
import { saveModelSizes } from './model-sizes.ts'
import { removePropensity, renamePropensity, savePropensity } from './propensities.ts'
import {
  abandonRecommendationRun,
  appendRecommendations,
  beginRecommendationRun,
  publishRecommendationRun,
} from './recommendations.ts'
import { saveReportDraft } from './report-draft.ts'
import { removeModel, renameModel, saveModel } from './sequence-models.ts'
import { removeSource, renameSource } from './sources.ts'
import { duplicateAnalysisTable, removeAnalysisTable, renameAnalysisTable } from './table-names.ts'
import { abandonTraining, discardCheckpoint, saveCheckpoint } from './training-checkpoints.ts'

/** Everything that changes an open project. Each is one transaction: done whole or not at all. */
export const writeCommands = {
  beginImport,
  appendBatch,
  publishImport,
  abandonImport,
  renameSource,
  removeSource,
  saveAnalysisTable,
  beginTable,
  appendTableColumn,
  appendTableRejected,
  publishTable,
  abandonTable,
  renameAnalysisTable,
  duplicateAnalysisTable,
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
  saveModelSizes,
  savePropensity,
  renamePropensity,
  removePropensity,
  saveIntents,
  renameIntents,
  removeIntents,
  saveBehaviourGraph,
  renameBehaviourGraph,
  removeBehaviourGraph,
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
  undoEdit,
  redoEdit,
  forgetEdits,
} as const satisfies Record<string, (connection: WritingConnection, params: never) => unknown>

export type WriteCommands = typeof writeCommands
