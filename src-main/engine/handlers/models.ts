import { rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import type { Params, Result } from '../../contract/methods.ts'
import type { modelsMethods } from '../../contract/models.ts'
import { words } from '../../contract/words.ts'
import { usersWithItems } from '../../models/apply-model.ts'
import { findBackends } from '../../models/backends/choose-backend.ts'
import type { Sequences } from '../../models/data/sequences.ts'
import { sequencesFromTable } from '../../models/data/sequences-from-table.ts'
import { behaviourGraph } from '../../models/excitation/behaviour-graph.ts'
import { historiesFromTable } from '../../models/excitation/histories-from-table.ts'
import { type SavedModel, tensorsOf, writeModel } from '../../models/saving/saved-model.ts'
import { likeliestOnBackend, vectorsOnBackend } from '../ask-model.ts'
import { beginWithVectors } from '../begin-with-vectors.ts'
import { evaluateOnSequences } from '../evaluate-on-sequences.ts'
import type { Context, Handlers } from '../handler.ts'
import { checkpointFile, loadModel, replaceFile } from '../model-files.ts'
import { trainOnSequences } from '../train-on-sequences.ts'
import { vectorsAsCsv } from '../vectors-as-csv.ts'

export const modelsHandlers: Handlers<typeof modelsMethods> = {
  'models.train': train,
  'models.evaluate': evaluate,
  'models.embed': embed,
  'models.predict': predict,
  'models.behaviourGraph': relateBehaviour,
  'models.backends': async ({ check }, { graphics }) => ({
    backends: await findBackends(availableParallelism(), graphics, check),
  }),
  'models.describe': ({ path }) => {
    const model = loadModel(path)
    const tensors = tensorsOf(model.architecture, model.weights).map(({ name, shape }) => ({ name, shape }))
    return {
      model: model.architecture.model,
      items: model.items.length,
      parameters: tensors.reduce((sum, { shape }) => sum + shape[0] * shape[1], 0),
      options: model.options,
      seed: model.seed,
      metrics: model.metrics,
      tensors,
    }
  },
}

async function train(params: Params<'models.train'>, context: Context): Promise<Result<'models.train'>> {
  context.monitor.report(0, words('phase_reading_sequences'))
  const sequences = sequencesFromTable(await context.table(params.table), params.map, { types: params.types })
  const { checkpoint, save } = params
  const checkpoints =
    checkpoint === undefined ? undefined : (identity: string) => checkpointFile(checkpoint, identity)
  const { request, startItems } = await beginWithVectors(params, context.table)
  const { summary, model } = await trainOnSequences(
    ...([sequences, request, context, checkpoints] as const),
    startItems?.(sequences.items),
  )
  if (save !== undefined) {
    replaceFile(save, writeModel(model))
    if (checkpoint !== undefined) rmSync(checkpoint, { force: true })
  }
  return { ...summary, saved: save ?? null }
}

async function evaluate(
  params: Params<'models.evaluate'>,
  context: Context,
): Promise<Result<'models.evaluate'>> {
  const model = loadModel(params.path)
  const sequences = await knownSequences(params, model, context)
  return await evaluateOnSequences(model, sequences, params, context)
}

async function embed(params: Params<'models.embed'>, context: Context): Promise<Result<'models.embed'>> {
  const model = loadModel(params.path)
  const sequences = await knownSequences(params, model, context, params.before)
  const { users, vectors, place } = await vectorsOnBackend(model, sequences, params.backend, context)
  const { width } = model.architecture
  const names = users.map((user) => sequences.users[user])
  if (params.save === undefined) {
    const rows = names.map((_, row) => Array.from(vectors.subarray(row * width, (row + 1) * width)))
    return { users: names, width, vectors: rows, saved: null, ...place }
  }
  replaceFile(params.save, vectorsAsCsv(params.map.user, names, width, vectors))
  return { users: names, width, vectors: [], saved: params.save, ...place }
}

async function predict(
  params: Params<'models.predict'>,
  context: Context,
): Promise<Result<'models.predict'>> {
  const model = loadModel(params.path)
  const sequences = await knownSequences(params, model, context)
  const wanted = params.users === undefined ? null : new Set(params.users)
  const users = usersWithItems(sequences).filter(
    (user) => wanted === null || wanted.has(sequences.users[user]),
  )
  return await likeliestOnBackend(model, sequences, users, params, context)
}

async function relateBehaviour(
  params: Params<'models.behaviourGraph'>,
  context: Context,
): Promise<Result<'models.behaviourGraph'>> {
  const { map, alpha, halfLife } = params
  context.monitor.report(0, words('phase_reading_sequences'))
  const table = await context.table(params.table)
  const time = table.columns.find(({ name }) => name === map.time)
  const unitInHours = time?.kind === 'number' && time.meaning === 'time' ? 1 / 3600e6 : Number.NaN
  const options = { alpha, halfLife, unitInHours }
  return await behaviourGraph(
    historiesFromTable(table, map, params),
    options,
    context.parallel,
    context.monitor,
  )
}

/** Sequences of the items that a model knows, with what else it reads. */
export async function knownSequences(
  params: Pick<Params<'models.evaluate'>, 'table' | 'map' | 'types'>,
  model: SavedModel,
  context: Context,
  before?: number,
): Promise<Sequences> {
  const table = await context.table(params.table)
  const { items, sides = [] } = model
  return sequencesFromTable(table, params.map, { types: params.types, before, items, sides })
}
