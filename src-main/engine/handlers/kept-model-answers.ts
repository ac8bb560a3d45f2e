import { fail } from '../../contract/errors.ts'
import type { keptModelMethods } from '../../contract/kept-models.ts'
import type { Params, Result } from '../../contract/methods.ts'
import type { Backend } from '../../contract/models.ts'
import type { DatedSequences } from '../../models/data/sequences-from-events.ts'
import { sequencesOfSessions } from '../../models/data/sequences-of-sessions.ts'
import { embeddingMap, type NamedVectors, nearestTo } from '../../models/embedding/embedding-map.ts'
import { type SavedModel, tensorsOf } from '../../models/saving/saved-model.ts'
import { readEventColumns } from '../../store/event-columns.ts'
import { likeliestOnBackend, vectorsOnBackend } from '../ask-model.ts'
import { evaluateOnSequences } from '../evaluate-on-sequences.ts'
import type { Context, Handlers } from '../handler.ts'
import { replaceFile } from '../model-files.ts'
import { eventsFor, type OpenedModel, openKept } from '../open-kept-model.ts'
import { vectorsAsCsv } from '../vectors-as-csv.ts'

type Answers =
  | 'models.evaluateKept'
  | 'models.embedKept'
  | 'models.predictKept'
  | 'models.mapKept'
  | 'models.neighboursKept'

/** What a model of the project says of its events. */
export const keptModelAnswers: Handlers<Pick<typeof keptModelMethods, Answers>> = {
  'models.evaluateKept': evaluate,
  'models.embedKept': embed,
  'models.predictKept': predict,
  'models.mapKept': async ({ id, of, backend, points }, context) => {
    const opened = openKept(id, context)
    const sequences = eventsFor(opened, context)
    if (of === 'items') {
      return { ...embeddingMap(itemVectors(opened.model), eventsOfItems(sequences), points), warnings: [] }
    }
    const { vectors, events, place } = await vectorsOfUsers(opened, sequences, backend, context)
    return { ...embeddingMap(vectors, events, points), ...place }
  },
  'models.neighboursKept': async ({ id, of, backend, name, k }, context) => {
    const opened = openKept(id, context)
    const { vectors, place } =
      of === 'items'
        ? { vectors: itemVectors(opened.model), place: { warnings: [] } }
        : await vectorsOfUsers(opened, eventsFor(opened, context), backend, context)
    const at = vectors.names.indexOf(name)
    if (at < 0) throw fail('MODELS_NAME_UNKNOWN', { name })
    return { ...nearestTo(vectors, at, k), ...place }
  },
}

async function evaluate(
  params: Params<'models.evaluateKept'>,
  context: Context,
): Promise<Result<'models.evaluateKept'>> {
  const opened = openKept(params.id, context)
  return await evaluateOnSequences(opened.model, eventsFor(opened, context, params), params, context)
}

async function embed(
  params: Params<'models.embedKept'>,
  context: Context,
): Promise<Result<'models.embedKept'>> {
  const opened = openKept(params.id, context)
  const { model } = opened
  const { before, save } = params
  const types = opened.kept.learntFrom?.types ?? undefined
  const sequences =
    params.of === 'users'
      ? eventsFor(opened, context, { before })
      : sequencesOfSessions(readEventColumns(context.project().reader), params.sessionGapMinutes, {
          types,
          before,
          items: model.items,
          sides: model.sides,
        })
  const { users, vectors, place } = await vectorsOnBackend(model, sequences, params.backend, context)
  const { width } = model.architecture
  const names = users.map((user) => sequences.users[user])
  if (save === undefined) {
    const rows = names.map((_, row) => Array.from(vectors.subarray(row * width, (row + 1) * width)))
    return { users: names, width, vectors: rows, saved: null, ...place }
  }
  replaceFile(save, vectorsAsCsv(params.of === 'users' ? 'user' : 'session', names, width, vectors))
  return { users: names, width, vectors: [], saved: save, ...place }
}

async function predict(
  { id, users, before, backend, k }: Params<'models.predictKept'>,
  context: Context,
): Promise<Result<'models.predictKept'>> {
  const opened = openKept(id, context)
  const sequences = eventsFor(opened, context, { before })
  const wanted = users.map((name) => sequences.users.indexOf(name)).filter((user) => user >= 0)
  return await likeliestOnBackend(opened.model, sequences, wanted, { backend, k }, context)
}

function itemVectors(model: SavedModel): NamedVectors {
  const { width } = model.architecture
  const { values } = tensorsOf(model.architecture, model.weights)[0]
  return { names: model.items, width, vectors: values.subarray(0, model.items.length * width) }
}

function eventsOfItems(sequences: DatedSequences): Float64Array {
  const events = new Float64Array(sequences.items.length)
  for (const item of sequences.item) events[item]++
  return events
}

async function vectorsOfUsers(
  { model }: OpenedModel,
  sequences: DatedSequences,
  backend: Backend | 'automatic',
  context: Context,
) {
  const { users, vectors, place } = await vectorsOnBackend(model, sequences, backend, context)
  const names = users.map((user) => sequences.users[user])
  const events = users.map((user) => sequences.start[user + 1] - sequences.start[user])
  const named: NamedVectors = { names, width: model.architecture.width, vectors }
  return { vectors: named, events, place }
}
