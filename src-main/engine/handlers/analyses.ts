import * as v from 'valibot'
import type { Analysis, AnalysisRequest, analysisMethods } from '../../contract/analyses.ts'
import type { AnalysisTableSummary } from '../../contract/behaviour.ts'
import type { EffectEstimate, EstimateOptions, EstimationMethod } from '../../contract/effects.ts'
import { estimateOptions } from '../../contract/effects.ts'
import type { Graph } from '../../contract/graph.ts'
import { partOf } from '../../contract/monitor.ts'
import type { Refutations } from '../../contract/refutations.ts'
import { estimatorOf } from '../../effects/estimators/table.ts'
import { estimatePanel } from '../../effects/panel/estimate-panel.ts'
import { refuteEffectOn } from '../../effects/refute.ts'
import type { Table } from '../../numeric/columns.ts'
import { readAnalyses } from '../../store/analyses.ts'
import { loadAnalysisTable, readAnalysisTable } from '../../store/analysis-tables.ts'
import { readKeptGraph } from '../../store/graph-versions.ts'
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
  const graph = adjustment.graphVersion === null ? null : readKeptGraph(reader, adjustment.graphVersion).graph
  const panel = await estimatePanel(
    table,
    request.methods,
    (method) => optionsFor(request, method, { adjustment, graph, summary }),
    context.parallel,
    partOf(context.monitor, 0, request.refuters.length === 0 ? 1 : estimatesShare),
  )
  const main = panel.estimates.at(-1)!
  const refutations = await refute(request, main, graph, table, context)
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
  { refuters, repetitions, negativeControls = [] }: AnalysisRequest,
  { provenance }: EffectEstimate,
  graph: Graph | null,
  table: Table,
  context: Context,
): Promise<Refutations | null> {
  if (refuters.length === 0) return null
  const challenge = { refuters, repetitions, negativeControls, graph: graph ?? undefined }
  const monitor = partOf(context.monitor, estimatesShare, 1)
  return await refuteEffectOn(table, provenance.options, challenge, context.parallel, monitor)
}

/** What an analysis is asked of. */
interface Grounds {
  readonly adjustment: Analysis['adjustment']
  /** That chose what to adjust for; null where the analyst did. */
  readonly graph: Graph | null
  readonly summary: AnalysisTableSummary
}

/**
 * What one method is asked. Models and standard errors go only to methods that can take them: a panel has one set of
 * settings for methods of every kind.
 */
function optionsFor(
  request: AnalysisRequest,
  method: EstimationMethod,
  { adjustment, graph, summary }: Grounds,
): EstimateOptions {
  const { name, table, methods, refuters, repetitions, adjustFor, strategy, negativeControls, ...asked } =
    request
  const { standardErrors, outcomeModel, propensityModel, bootstrapSamples, ...question } = asked
  const ofMethod = columnsOfMethod(request, method, adjustment)
  const own = Object.values(ofMethod).flat()
  const takes = estimatorOf(method)?.standardErrors
  const errors = standardErrors === 'bootstrap' || (standardErrors && takes?.includes(standardErrors))
  return v.parse(estimateOptions, {
    ...question,
    method,
    adjustFor:
      method === 'id' && graph !== null ? graph : adjustment.set.filter((name) => !own.includes(name)),
    ...ofMethod,
    clusters: request.clusters ?? clusterColumn(summary),
    weights: request.weights ?? weightColumn(summary),
    repetitions: standardErrors === 'bootstrap' ? bootstrapSamples : undefined,
    standardErrors: errors ? standardErrors : undefined,
    outcomeModel: outcomeModel && takesModel(method, outcomeModel) ? outcomeModel : undefined,
    propensityModel: propensityModel && takesModel(method, propensityModel) ? propensityModel : undefined,
  })
}

/** Columns that play a part in this method alone; in others they are covariates like the rest. */
function columnsOfMethod(
  request: AnalysisRequest,
  method: EstimationMethod,
  adjustment: Analysis['adjustment'],
): Pick<AnalysisRequest, 'running' | 'time' | 'firstTreated'> &
  Pick<Analysis['adjustment'], 'instruments' | 'mediators'> {
  const none = {
    instruments: undefined,
    mediators: undefined,
    running: undefined,
    time: undefined,
    firstTreated: undefined,
  }
  if (method === 'did') return { ...none, time: request.time, firstTreated: request.firstTreated }
  if (method === 'iv_2sls') return { ...none, instruments: adjustment.instruments ?? request.instruments }
  if (method === 'rdd') return { ...none, running: request.running }
  return method === 'mediation' || method === 'frontdoor'
    ? { ...none, mediators: adjustment.mediators ?? request.mediators }
    : none
}

const learningMethods: ReadonlySet<EstimationMethod> = new Set([
  'dml_plr',
  'dml_irm',
  'causal_forest',
  's_learner',
  't_learner',
  'x_learner',
  'r_learner',
  'dr_learner',
])

/** Methods whose outcome model must be one with parameters. */
const parametricMethods: ReadonlySet<EstimationMethod> = new Set([
  'regression',
  'regression_adjustment',
  'ipwra',
  'mediation',
])

const learntModels: ReadonlySet<string> = new Set(['lasso', 'ridge', 'forest', 'boosting'])

function takesModel(method: EstimationMethod, model: string): boolean {
  return learntModels.has(model) ? !parametricMethods.has(method) : !learningMethods.has(method)
}

/** The weights that the table itself asks for: of outcomes cut off by the end of the log. */
function weightColumn({ columns }: AnalysisTableSummary): string | undefined {
  return columns.find((column) => column.role === 'weight')?.name
}

/** The column to cluster by where rows are not independent: the user of sessions, the unit of trials and of rows that repeat. */
function clusterColumn({ columns, definition, file }: AnalysisTableSummary): string | undefined {
  const named = (role: 'cluster' | 'unit') => columns.find((column) => column.role === role)?.name
  const repeated = definition?.indexTime.kind === 'sequential-trials' || (file?.repeats ?? 0) > 0
  return named('cluster') ?? (repeated ? named('unit') : undefined)
}
