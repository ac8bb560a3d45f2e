import { summarise } from '../../behaviour/summarise.ts'
import type { Params } from '../../contract/methods.ts'
import { type Monitor, partOf } from '../../contract/monitor.ts'
import type { reportMethods } from '../../contract/report.ts'
import { version } from '../../contract/version.ts'
import { words } from '../../contract/words.ts'
import { renderReport } from '../../report/render-report.ts'
import type { ReportInput } from '../../report/report-input.ts'
import { readAnalyses, readAnalysis } from '../../store/analyses.ts'
import { readAnalysisTables } from '../../store/analysis-tables.ts'
import { readBehaviourGraphs } from '../../store/behaviour-graphs.ts'
import type { ReadingConnection } from '../../store/connection.ts'
import { readEventColumns } from '../../store/event-columns.ts'
import { readFollowUps } from '../../store/follow-ups.ts'
import { readCurrentGraph } from '../../store/graph-versions.ts'
import { readInformation } from '../../store/information.ts'
import { readAllIntents } from '../../store/kept-intents.ts'
import { readLatestRun, readRecommendationPage } from '../../store/recommendations.ts'
import { readReportDraft } from '../../store/report-draft.ts'
import { readModels } from '../../store/sequence-models.ts'
import { readSources } from '../../store/sources.ts'
import type { Context, Handlers } from '../handler.ts'
import { writeWhole } from '../write-whole.ts'

export const reportHandlers: Handlers<Omit<typeof reportMethods, 'report.saveDraft' | 'report.printed'>> = {
  'report.write': writeReport,
  'report.preview': (params, context) => ({
    html: renderReport(gather(params, context.project().reader, context.monitor), params.locale),
  }),
  'report.draft': (_params, context) => readReportDraft(context.project().reader),
}

/** One HTML file of the project's latest results. The file is there whole or not at all. */
async function writeReport(params: Params<'report.write'>, context: Context) {
  const { monitor } = context
  const { reader, write } = context.project()
  const input = gather(params, reader, partOf(monitor, 0, 0.8))
  monitor.report(0.8, words('phase_writing_report'))
  const bytes = await writeWhole(params.path, [renderReport(input, params.locale)])
  await write('saveReport', { path: params.path, title: input.title, bytes })
  return { path: params.path, bytes }
}

function gather(params: Params<'report.preview'>, reader: ReadingConnection, monitor: Monitor): ReportInput {
  const { parts, remarks, lines, truth = null } = params
  const sources = readSources(reader)
  const graph = readCurrentGraph(reader)
  const run = readLatestRun(reader)
  const analysis =
    params.analysis === undefined
      ? (readAnalyses(reader).at(-1) ?? null)
      : readAnalysis(reader, params.analysis)
  const tables = readAnalysisTables(reader)
  return {
    title: params.title ?? readInformation(reader).name,
    writtenAt: Date.now() * 1000,
    version,
    parts,
    remarks,
    sources,
    behaviour:
      parts.includes('behaviour') && sources.length > 0
        ? summarise(readEventColumns(reader), { sessionGapMinutes: 30 }, monitor)
        : null,
    models: readModels(reader),
    intents: choose(readAllIntents(reader), params.intents),
    behaviourGraph: choose(readBehaviourGraphs(reader), params.behaviourGraph),
    table: tables.find(({ name }) => name === analysis?.request.table) ?? tables.at(-1) ?? null,
    graph: graph.version === 0 ? null : graph,
    analysis,
    followUps: analysis === null ? null : readFollowUps(reader, analysis.id),
    recommendations:
      run === null ? null : { run, lines: readRecommendationPage(reader, { offset: 0, limit: lines }).rows },
    truth,
  }
}

/** One of these, the oldest first; one that has been deleted since counts as not chosen. */
function choose<Kept extends { readonly id: number }>(
  kept: readonly Kept[],
  chosen: number | 'none' | undefined,
): Kept | null {
  if (chosen === 'none') return null
  return kept.find(({ id }) => id === chosen) ?? kept.at(-1) ?? null
}
