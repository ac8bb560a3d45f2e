import { buildAnalysisTable } from '../../behaviour/build-analysis-table.ts'
import { chosenFunnel } from '../../behaviour/funnel.ts'
import { indexSessions, sessionsPage } from '../../behaviour/sessions-page.ts'
import { suggestDefinition } from '../../behaviour/suggest-definition.ts'
import { summarise } from '../../behaviour/summarise.ts'
import type { AnalysisTableSummary, behaviourMethods } from '../../contract/behaviour.ts'
import type { Params } from '../../contract/methods.ts'
import { partOf } from '../../contract/monitor.ts'
import { words } from '../../contract/words.ts'
import { readAnalysisTablePage, readAnalysisTables } from '../../store/analysis-tables.ts'
import { readEventColumns } from '../../store/event-columns.ts'
import { dataHash } from '../../store/sources.ts'
import type { Context, Handlers } from '../handler.ts'
import { intentSources } from '../intent-sources.ts'
import { withPropensitySources } from '../propensity-sources.ts'
import { withVectorSources } from '../vector-sources.ts'

type Answered = Omit<
  typeof behaviourMethods,
  'behaviour.renameTable' | 'behaviour.duplicateTable' | 'behaviour.removeTable'
>

export const behaviourHandlers: Handlers<Answered> = {
  'behaviour.summary': (params, context) => {
    const events = loadEvents(context)
    return summarise(events, params, partOf(context.monitor, 0.3, 1))
  },
  'behaviour.sessions': (params, context) => {
    const { reader, recall } = context.project()
    const { sessionGapMinutes: gap } = params
    const index = recall(`sessions ${gap} ${dataHash(reader)}`, () =>
      indexSessions(loadEvents(context), gap, partOf(context.monitor, 0.3, 1)),
    )
    return sessionsPage(index, params)
  },
  'behaviour.funnel': (params, context) => {
    const events = loadEvents(context)
    return chosenFunnel(events, params, partOf(context.monitor, 0.3, 1))
  },
  'behaviour.suggestTable': (params, context) => suggestDefinition(loadEvents(context), params),
  'behaviour.buildTable': buildTable,
  'behaviour.tables': (_params, context) => readAnalysisTables(context.project().reader),
  'behaviour.tableRows': (params, context) => readAnalysisTablePage(context.project().reader, params),
}

function loadEvents(context: Context) {
  context.monitor.report(0, words('phase_loading_events'))
  return readEventColumns(context.project().reader)
}

async function buildTable(
  definition: Params<'behaviour.buildTable'>,
  context: Context,
): Promise<AnalysisTableSummary> {
  const { reader, write } = context.project()
  const hash = dataHash(reader)
  const events = loadEvents(context)
  const intents = intentSources(definition, context)
  const { table, summary } = await withPropensitySources(definition, context, (heads) =>
    withVectorSources(definition, context, (models) =>
      buildAnalysisTable(events, definition, partOf(context.monitor, 0.3, 0.95), { models, heads, intents }),
    ),
  )
  context.monitor.check()
  return await write('saveAnalysisTable', { table, summary, dataHash: hash })
}
