import { readFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import type { CompressionSettings } from '../../contract/compression.ts'
import { fail } from '../../contract/errors.ts'
import type { KeptModel, keptModelMethods, TrainingPlanSummary } from '../../contract/kept-models.ts'
import type { Params, Result } from '../../contract/methods.ts'
import { words } from '../../contract/words.ts'
import { readModel, type SavedModel, tensorsOf, writeModel } from '../../models/saving/saved-model.ts'
import type { ReadingConnection } from '../../store/connection.ts'
import { readModelSizes } from '../../store/model-sizes.ts'
import { readModel as readKept, readModelFile, readModels } from '../../store/sequence-models.ts'
import { dataHash } from '../../store/sources.ts'
import { readInterrupted } from '../../store/training-checkpoints.ts'
import { beginWithVectors } from '../begin-with-vectors.ts'
import type { Context, Handlers } from '../handler.ts'
import { loadModel, replaceFile } from '../model-files.ts'
import { planOnSequences } from '../plan-on-sequences.ts'
import { projectCheckpoints } from '../project-checkpoints.ts'
import { projectSequences } from '../project-sequences.ts'
import { trainOnSequences } from '../train-on-sequences.ts'
import { trainPrivateKept } from '../train-private-model.ts'
import { keptModelAnswers } from './kept-model-answers.ts'

type Commands = 'models.renameKept' | 'models.removeKept' | 'models.discardInterrupted'

export const keptModelHandlers: Handlers<Omit<typeof keptModelMethods, Commands>> = {
  ...keptModelAnswers,
  'models.listKept': (_params, context) => {
    const { reader } = context.project()
    return { models: readModels(reader), interrupted: readInterrupted(reader) }
  },
  'models.planKept': plan,
  'models.trainKept': train,
  'models.exportKept': exportModel,
  'models.importKept': importModel,
}

async function plan(params: Params<'models.planKept'>, context: Context): Promise<TrainingPlanSummary> {
  const { request } =
    params.options.width === undefined ? await beginWithVectors(params, context.table) : { request: params }
  const sequences = projectSequences(context.project().reader, request)
  return planOnSequences(sequences, request, context.parallel.workers)
}

async function train(
  request: Params<'models.trainKept'>,
  context: Context,
): Promise<Result<'models.trainKept'>> {
  const project = context.project()
  const hash = dataHash(project.reader)
  context.monitor.report(0, words('phase_reading_sequences'))
  const sequences = projectSequences(project.reader, request)
  let identity: string | null = null
  const begun = await beginWithVectors(request, context.table)
  const startItems = begun.startItems?.(sequences.items)
  const { firstEvent, lastEvent } = sequences
  const learntFrom = { types: request.types ?? null, firstEvent, lastEvent }
  const { summary, model } =
    request.privacy === undefined
      ? await trainOnSequences(
          sequences,
          begun.request,
          context,
          (of) => {
            identity = of
            return projectCheckpoints(of, request, hash, project)
          },
          startItems,
        )
      : await trainPrivateKept(sequences, begun.request, request.privacy, context, startItems)
  context.monitor.check()
  const trained = { learntFrom, ...model }
  const { manifest, width } = describe(trained)
  return await project.write('saveModel', {
    name: request.name ?? request.model,
    model: {
      width,
      // A private model's file says less; the project may know.
      ...{ learntFrom, manifest: { ...manifest, metrics: summary.metrics } },
      training: { ...summary, request },
    },
    file: writeModel(trained),
    dataHash: hash,
    identity,
  })
}

/**
 * A smaller file says the metrics that were measured of it, or none: those of the whole model are not its own, and a private
 * model's are its users'.
 */
function exportModel(
  { id, path, compress }: Params<'models.exportKept'>,
  context: Context,
): Result<'models.exportKept'> {
  const { reader } = context.project()
  const file = readModelFile(reader, id)
  const isPrivate = readKept(reader, id).training?.privacy !== undefined
  const metrics = compress === undefined || isPrivate ? {} : metricsOf(id, compress, reader)
  const bytes = compress === undefined ? file : writeModel({ ...readModel(file, path), metrics }, compress)
  replaceFile(path, bytes)
  return { path, bytes: bytes.length }
}

function metricsOf(id: number, { quantise, prune }: CompressionSettings, reader: ReadingConnection) {
  const { smaller } = readModelSizes(reader, id) ?? { smaller: [] }
  return smaller.find((one) => one.quantise === quantise && one.prune === prune)?.metrics ?? {}
}

async function importModel(
  { path, name }: Params<'models.importKept'>,
  context: Context,
): Promise<Result<'models.importKept'>> {
  const model = loadModel(path)
  // Pauses are in the unit of the log that the model learnt from: a project's is known, a table's is not.
  if (model.learntFrom === undefined && (model.sides ?? []).some(({ kind }) => kind === 'gap')) {
    throw fail('MODELS_PAUSES_WITHOUT_UNIT', { path })
  }
  return await context.project().write('saveModel', {
    name: name ?? basename(path, extname(path)),
    model: { ...describe(model), training: null },
    file: bytesOf(path),
    dataHash: null,
    identity: null,
  })
}

function describe(model: SavedModel): Pick<KeptModel, 'manifest' | 'width' | 'learntFrom'> {
  const { architecture, options, seed, metrics, items } = model
  const parameters = tensorsOf(architecture, model.weights).reduce(
    (sum, { shape }) => sum + shape[0] * shape[1],
    0,
  )
  return {
    manifest: { model: architecture.model, items: items.length, parameters, options, seed, metrics },
    width: architecture.width,
    learntFrom: model.learntFrom ?? null,
  }
}

function bytesOf(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch {
    throw fail('FILE_NOT_FOUND', { path })
  }
}
