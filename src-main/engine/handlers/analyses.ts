import * as v from 'valibot'
import type { Analysis, AnalysisRequest, analysisMethods } from '../../contract/analyses.ts'
import type { EffectEstimate, EstimationMethod, Refutations } from '../../contract/effects.ts'
import { estimateOptions } from '../../contract/effects.ts'
import { partOf } from '../../contract/monitor.ts'
import { estimatePanel } from '../../effects/panel/estimate-panel.ts'
import { refuteEffectOn } from '../../effects/refute.ts'
import type { Table } from '../../numeric/columns.ts'
import { readAnalyses } from '../../store/analyses.ts'
import { loadAnalysisTable, readAnalysisTable } from '../../store/analysis-tables.ts'
import { chooseAdjustment } from '../choose-adjustment.ts'
import { regressionSensitivityOf } from '../follow-up-sensitivity.ts'
import type { Context, Handlers } from '../handler.ts'

type Answered = Pick<typeof analysisMethods, 'effects.analyse' | 'effects.analyses'>

/** How much of an analysis the estimates take where refutations follow. */
const estimatesShare = 0.4

export const analysisHandlers: Handlers<Answered> = {
  'effects.analyse': analyse,
  'effects.analyses': (_params, context) => readAnalyses(context.project().reader),
}

/** Estimates by every method asked for, doubts the last that answered, and keeps it all as one analysis. */
async function analyse(request: AnalysisRequest, context: Context): Promise<Analysis> {
  const startedAt = performance.now()
  const { reader, write } = context.project()
  const summary = readAnalysisTable(reader, request.table)
  const table = loadAnalysisTable(reader, request.table)
  const adjustment = chooseAdjustment(request, table, reader, context.monitor)
  const panel = await estimatePanel(
    table,
    request.methods,
    (method) => optionsFor(request, method, adjustment.set, clusterColumn(summary)),
    context.parallel,
    partOf(context.monitor, 0, request.refuters.length === 0 ? 1 : estimatesShare),
  )
  const main = panel.estimates.at(-1)!
  const refutations = await refute(request, main, table, context)
  const sensitivity = await regressionSensitivityOf(main, table, context)
  const { name } = request
  const elapsedMs = performance.now() - startedAt
  const analysis = { name, request, adjustment, ...panel, refutations, elapsedMs }
  return await write('saveAnalysis', {
    analysis,
    tableHash: summary.hash,
    followUps: sensitivity === null ? [] : [{ kind: 'sensitivity', content: sensitivity }],
  })
}

async function refute(
  { refuters, repetitions }: AnalysisRequest,
  { provenance }: EffectEstimate,
  table: Table,
  context: Context,
): Promise<Refutations | null> {
  if (refuters.length === 0) return null
  const challenge = { refuters, repetitions, negativeControls: [] }
  const monitor = partOf(context.monitor, estimatesShare, 1)
  return await refuteEffectOn(table, provenance.options, challenge, context.parallel, monitor)
}

function optionsFor(
  request: AnalysisRequest,
  method: EstimationMethod,
  adjustFor: readonly string[],
  clusters: string | undefined,
) {
  const { treatment, outcome, target, folds, clip, alpha, seed } = request
  return v.parse(estimateOptions, {
    treatment,
    outcome,
    target,
    method,
    adjustFor,
    clusters,
    folds,
    clip,
    alpha,
    seed,
  })
}

/** The column to cluster by where rows are not independent: the user of sessions, the unit of trials. */
function clusterColumn({ columns, definition }: ReturnType<typeof readAnalysisTable>): string | undefined {
  const named = (role: 'cluster' | 'unit') => columns.find((column) => column.role === role)?.name
  return named('cluster') ?? (definition.indexTime.kind === 'sequential-trials' ? named('unit') : undefined)
}
