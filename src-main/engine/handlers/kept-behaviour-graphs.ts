import type { KeptBehaviourGraph, keptBehaviourGraphMethods } from '../../contract/kept-behaviour-graphs.ts'
import type { Params } from '../../contract/methods.ts'
import { words } from '../../contract/words.ts'
import { behaviourGraph } from '../../models/excitation/behaviour-graph.ts'
import { historiesFromEvents } from '../../models/excitation/histories-from-events.ts'
import { readBehaviourGraph, readBehaviourGraphs } from '../../store/behaviour-graphs.ts'
import { readEventSequences } from '../../store/event-columns.ts'
import { dataHash } from '../../store/sources.ts'
import type { Context, Handlers } from '../handler.ts'
import { replaceFile } from '../model-files.ts'
import { say } from '../render.ts'
import { cell } from '../vectors-as-csv.ts'

type Answered = Omit<
  typeof keptBehaviourGraphMethods,
  'models.renameBehaviourGraph' | 'models.removeBehaviourGraph'
>

export const keptBehaviourGraphHandlers: Handlers<Answered> = {
  'models.listBehaviourGraphs': (_params, context) => readBehaviourGraphs(context.project().reader),
  'models.relateEvents': relate,
  'models.exportBehaviourGraph': exportPairs,
}

async function relate(request: Params<'models.relateEvents'>, context: Context): Promise<KeptBehaviourGraph> {
  const { reader, write } = context.project()
  const hash = dataHash(reader)
  const { alpha, halfLifeHours: halfLife } = request
  context.monitor.report(0, words('phase_reading_sequences'))
  const histories = historiesFromEvents(readEventSequences(reader), request)
  const graph = await behaviourGraph(
    histories,
    { alpha, halfLife, unitInHours: 1 },
    context.parallel,
    context.monitor,
  )
  context.monitor.check()
  return await write('saveBehaviourGraph', {
    name: request.name ?? say(words('name_behaviour_graph'), context.locale),
    graph: { ...graph, request },
    dataHash: hash,
  })
}

const heading = [
  ...['from', 'to', 'effect', 'standard_error', 'low', 'high', 'p_value', 'q_value', 'probability'],
  ...['found', 'half_life_hours', 'next_share', 'next_count'],
]

function exportPairs(
  { id, path }: Params<'models.exportBehaviourGraph'>,
  context: Context,
): { readonly path: string; readonly rows: number } {
  const { pairs } = readBehaviourGraph(context.project().reader, id)
  const lines = pairs.map((pair) =>
    [
      ...[cell(pair.from), cell(pair.to), pair.effect, pair.standardError, ...pair.confidenceInterval],
      ...[pair.pValue, pair.qValue, pair.probability, pair.found, pair.halfLife],
      ...[pair.nextShare, pair.nextCount],
    ].join(','),
  )
  replaceFile(path, `${[heading.join(','), ...lines].join('\n')}\n`)
  return { path, rows: pairs.length }
}
