import { createHash } from 'node:crypto'
import { totalmem } from 'node:os'
import type { Params, Result } from '../../contract/methods.ts'
import type { modelsMethods } from '../../contract/models.ts'
import { partOf } from '../../contract/monitor.ts'
import { words } from '../../contract/words.ts'
import { evaluateModel, likeliestItems, userVectors } from '../../models/apply-model.ts'
import { chooseBackend } from '../../models/choose-backend.ts'
import type { Sequences } from '../../models/data/sequences.ts'
import { sequencesFromTable } from '../../models/data/sequences-from-table.ts'
import { behaviourGraph } from '../../models/excitation/behaviour-graph.ts'
import { historiesFromTable } from '../../models/excitation/histories-from-table.ts'
import { type SavedModel, tensorsOf, writeModel } from '../../models/saving/saved-model.ts'
import { planTraining } from '../../models/training/plan-training.ts'
import { trainModel } from '../../models/training/train-model.ts'
import type { Context, Handlers } from '../handler.ts'
import { checkpointFile, loadModel, replaceFile } from '../model-files.ts'
import { vectorsAsCsv } from '../vectors-as-csv.ts'

export const modelsHandlers: Handlers<typeof modelsMethods> = {
  'models.train': train,
  'models.evaluate': evaluate,
  'models.embed': embed,
  'models.predict': predict,
  'models.behaviourGraph': relateBehaviour,
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
  const { monitor, parallel } = context
  monitor.report(0, words('phase_reading_sequences'))
  const sequences = sequencesFromTable(await context.table(params.table), params.map, { types: params.types })
  const backend = await chooseBackend(params.backend, params.model, parallel.workers)
  const plan = planTraining(sequences, { ...params, memoryLimit: totalmem() / 2 })
  const store =
    params.checkpoint === undefined
      ? undefined
      : checkpointFile(params.checkpoint, identityOf(sequences, plan))
  const trained = await trainModel(sequences, plan, parallel, partOf(monitor, 0.02, 1), store)
  const model: SavedModel = {
    architecture: plan.architecture,
    items: sequences.items,
    options: plan.used,
    metrics: trained.metrics,
    seed: params.seed,
    weights: trained.weights,
  }
  if (params.save !== undefined) replaceFile(params.save, writeModel(model))
  const seconds = trained.history.reduce((sum, epoch) => sum + epoch.seconds, 0)
  return {
    model: params.model,
    loss: plan.options.loss,
    backend: backend.backend,
    device: backend.device,
    backendReason: backend.reason,
    parity: backend.parity,
    metrics: trained.metrics,
    history: trained.history,
    bestEpoch: trained.bestEpoch,
    secondsPerEpoch: seconds / trained.history.length,
    parameters: trained.parameters,
    users: sequences.users.length,
    items: sequences.items.length,
    events: sequences.item.length,
    testUsers: trained.testUsers,
    options: plan.used,
    seed: params.seed,
    memory: trained.bytes,
    protocol: protocolOf(sequences, trained.testUsers),
    warnings: [...trained.warnings, ...(trained.testUsers === 0 ? [words('models_nothing_held_out')] : [])],
    saved: params.save ?? null,
  }
}

async function evaluate(
  params: Params<'models.evaluate'>,
  context: Context,
): Promise<Result<'models.evaluate'>> {
  const model = loadModel(params.path)
  const sequences = await knownSequences(params, model, context)
  const { metrics, users } = await evaluateModel(
    model,
    sequences,
    params.k,
    context.parallel,
    context.monitor,
  )
  return {
    metrics,
    users,
    items: model.items.length,
    protocol: protocolOf(sequences, users),
    warnings: users === 0 ? [words('models_nothing_held_out')] : [],
  }
}

async function embed(params: Params<'models.embed'>, context: Context): Promise<Result<'models.embed'>> {
  const model = loadModel(params.path)
  const sequences = await knownSequences(params, model, context, params.before)
  const { users, vectors } = await userVectors(model, sequences, context.parallel, context.monitor)
  const { width } = model.architecture
  const names = users.map((user) => sequences.users[user])
  if (params.save === undefined) {
    const rows = names.map((_, row) => Array.from(vectors.subarray(row * width, (row + 1) * width)))
    return { users: names, width, vectors: rows, saved: null }
  }
  replaceFile(params.save, vectorsAsCsv(params.map.user, names, width, vectors))
  return { users: names, width, vectors: [], saved: params.save }
}

async function predict(
  params: Params<'models.predict'>,
  context: Context,
): Promise<Result<'models.predict'>> {
  const model = loadModel(params.path)
  const sequences = await knownSequences(params, model, context)
  const wanted = params.users === undefined ? null : new Set(params.users)
  const { users, vectors } = await userVectors(
    model,
    sequences,
    context.parallel,
    partOf(context.monitor, 0, 0.5),
  )
  const tensors = tensorsOf(model.architecture, model.weights)
  const [items, biases] = [tensors[0].values, tensors[1].values]
  const { width } = model.architecture
  const answers = []
  for (const [row, user] of users.entries()) {
    context.monitor.report(0.5 + (0.5 * row) / users.length)
    const name = sequences.users[user]
    if (wanted !== null && !wanted.has(name)) continue
    const vector = vectors.subarray(row * width, (row + 1) * width)
    answers.push({ user: name, items: likeliestItems(model, vector, items, biases, params.k) })
  }
  return { users: answers }
}

async function relateBehaviour(
  params: Params<'models.behaviourGraph'>,
  context: Context,
): Promise<Result<'models.behaviourGraph'>> {
  const { map, alpha, halfLife } = params
  context.monitor.report(0, words('phase_reading_sequences'))
  const histories = historiesFromTable(await context.table(params.table), map, params)
  return await behaviourGraph(histories, { alpha, halfLife }, context.parallel, context.monitor)
}

async function knownSequences(
  params: Pick<Params<'models.evaluate'>, 'table' | 'map' | 'types'>,
  model: SavedModel,
  context: Context,
  before?: number,
): Promise<Sequences> {
  const table = await context.table(params.table)
  return sequencesFromTable(table, params.map, { types: params.types, before, items: model.items })
}

function protocolOf(sequences: Sequences, users: number) {
  return words('protocol_next_item', { items: sequences.items.length, users })
}

/** What is trained on what: the plan, whatever the machine's memory, and the sequences. */
function identityOf(sequences: Sequences, plan: object): string {
  const hash = createHash('sha256')
  hash.update(JSON.stringify(plan, (key, value) => (key === 'memoryLimit' ? undefined : value)))
  hash.update(sequences.item)
  hash.update(sequences.start)
  for (const name of sequences.items) hash.update(`${name}\n`)
  return hash.digest('hex')
}
