import { fail } from '../../contract/errors.ts'
import type { keptModelMethods } from '../../contract/kept-models.ts'
import type { Params, Result } from '../../contract/methods.ts'
import { partOf } from '../../contract/monitor.ts'
import { historyVectors, likeliestItems, userVectors } from '../../models/apply-model.ts'
import type { DatedSequences } from '../../models/data/sequences-from-events.ts'
import { sequencesOfSessions } from '../../models/data/sequences-of-sessions.ts'
import { embeddingMap, type NamedVectors, nearestTo } from '../../models/embedding/embedding-map.ts'
import { type SavedModel, tensorsOf } from '../../models/saving/saved-model.ts'
import { readEventColumns } from '../../store/event-columns.ts'
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
  'models.mapKept': async ({ id, of, points }, context) => {
    const opened = openKept(id, context)
    const sequences = eventsFor(opened, context)
    if (of === 'items') return embeddingMap(itemVectors(opened.model), eventsOfItems(sequences), points)
    const { vectors, events } = await vectorsOfUsers(opened, sequences, context)
    return embeddingMap(vectors, events, points)
  },
  'models.neighboursKept': async ({ id, of, name, k }, context) => {
    const opened = openKept(id, context)
    const vectors =
      of === 'items'
        ? itemVectors(opened.model)
        : (await vectorsOfUsers(opened, eventsFor(opened, context), context)).vectors
    const at = vectors.names.indexOf(name)
    if (at < 0) throw fail('MODELS_NAME_UNKNOWN', { name })
    return nearestTo(vectors, at, k)
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
  const { users, vectors } = await userVectors(model, sequences, context.parallel, context.monitor)
  const { width } = model.architecture
  const names = users.map((user) => sequences.users[user])
  if (save === undefined) {
    const rows = names.map((_, row) => Array.from(vectors.subarray(row * width, (row + 1) * width)))
    return { users: names, width, vectors: rows, saved: null }
  }
  replaceFile(save, vectorsAsCsv(params.of === 'users' ? 'user' : 'session', names, width, vectors))
  return { users: names, width, vectors: [], saved: save }
}

async function predict(
  { id, users, before, k }: Params<'models.predictKept'>,
  context: Context,
): Promise<Result<'models.predictKept'>> {
  const opened = openKept(id, context)
  const { model } = opened
  const sequences = eventsFor(opened, context, { before })
  const wanted = users.map((name) => sequences.users.indexOf(name)).filter((user) => user >= 0)
  const histories = {
    item: sequences.item,
    sides: sequences.sides,
    from: wanted.map((user) => sequences.start[user]),
    to: wanted.map((user) => sequences.start[user + 1]),
  }
  const monitor = partOf(context.monitor, 0.5, 1)
  const vectors = await historyVectors(model, histories, context.parallel, monitor)
  const { width } = model.architecture
  const [items, biases] = tensorsOf(model.architecture, model.weights).map(({ values }) => values)
  return {
    users: wanted.map((user, row) => {
      const vector = vectors.subarray(row * width, (row + 1) * width)
      return { user: sequences.users[user], items: likeliestItems(model, vector, items, biases, k) }
    }),
  }
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

async function vectorsOfUsers({ model }: OpenedModel, sequences: DatedSequences, context: Context) {
  const { users, vectors } = await userVectors(model, sequences, context.parallel, context.monitor)
  const names = users.map((user) => sequences.users[user])
  const events = users.map((user) => sequences.start[user + 1] - sequences.start[user])
  const named: NamedVectors = { names, width: model.architecture.width, vectors }
  return { vectors: named, events }
}
