import type { VectorSource } from '../behaviour/measure-vectors.ts'
import type { AnalysisTableDefinition } from '../contract/behaviour.ts'
import { partOf } from '../contract/monitor.ts'
import { openEncoder } from '../models/apply-model.ts'
import { eventTable } from '../models/data/event-table.ts'
import { sideCodes } from '../models/data/sides.ts'
import { along, principalDirections } from '../models/embedding/principal-directions.ts'
import { readModel, type SavedModel, tensorsOf } from '../models/saving/saved-model.ts'
import { readModel as readKept, readModelFile } from '../store/sequence-models.ts'
import type { Context } from './handler.ts'

/** The models that a definition's covariates name, opened while `work` is done. Throws MODELS_UNKNOWN. */
export async function withVectorSources<T>(
  { covariates }: AnalysisTableDefinition,
  context: Context,
  work: (models: ReadonlyMap<number, VectorSource>) => T,
): Promise<T> {
  const ids = new Set(
    covariates.flatMap(({ measure, model }) => (measure === 'sequence-vector' ? (model ?? []) : [])),
  )
  const opened = [...ids].map((id) => openSource(id, context))
  try {
    return work(new Map(opened.map(({ source }) => [source.id, source])))
  } finally {
    for (const { close } of opened) await close()
  }
}

function openSource(id: number, context: Context) {
  const { reader } = context.project()
  const kept = readKept(reader, id)
  const model = readModel(readModelFile(reader, id), kept.name)
  // Its own share of the bar would move it back: the model only listens for a cancel.
  const monitor = { ...partOf(context.monitor, 0, 1), report: () => context.monitor.check() }
  const encoder = openEncoder(model, context.parallel, monitor)
  const { width } = model.architecture
  const source: VectorSource = {
    id,
    name: kept.name,
    hash: kept.hash,
    items: model.items,
    types: kept.learntFrom?.types ?? null,
    lastEvent: kept.learntFrom?.lastEvent ?? null,
    width,
    encode(histories, components, events) {
      const beside = eventTable(events)
      const sides = model.sides?.map((side) => ({
        side,
        codes: sideCodes(side, beside, histories.row, histories.gap),
      }))
      const vectors = encoder.encode({ ...histories, sides })
      const plane = directionsOf(model, components)
      const places = new Float64Array(histories.from.length * components)
      for (let history = 0; history < histories.from.length; history++) {
        for (let which = 0; which < components; which++) {
          places[history * components + which] = along(plane, which, vectors, history * width)
        }
      }
      return places
    },
  }
  return { source, close: encoder.close }
}

/** The directions along which the model tells its items apart best: scores are products with items' vectors. */
function directionsOf(model: SavedModel, components: number) {
  const { width } = model.architecture
  return principalDirections(
    tensorsOf(model.architecture, model.weights)[0].values,
    model.items.length,
    width,
    components,
  )
}
