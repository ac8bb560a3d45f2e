import type {
  CompressionSettings,
  compressionMethods,
  KeptModelSizes,
  ModelSizes,
} from '../../contract/compression.ts'
import type { Params, Result } from '../../contract/methods.ts'
import type { Backend } from '../../contract/models.ts'
import { partOf } from '../../contract/monitor.ts'
import { words } from '../../contract/words.ts'
import { evaluateModel } from '../../models/apply-model.ts'
import { type AskedPlace, placeToAsk } from '../../models/backends/hold-on-backend.ts'
import { measureSmaller } from '../../models/compression/measure-smaller.ts'
import { type SavedModel, writeModel } from '../../models/saving/saved-model.ts'
import { readModelSizes } from '../../store/model-sizes.ts'
import { dataHash } from '../../store/sources.ts'
import type { Context, Handlers } from '../handler.ts'
import { loadModel, replaceFile } from '../model-files.ts'
import { eventsFor, openKept } from '../open-kept-model.ts'
import { protocolOf } from '../train-on-sequences.ts'
import { knownSequences } from './models.ts'

export const compressionHandlers: Handlers<typeof compressionMethods> = {
  'models.compress': compress,
  'models.sizesKept': ({ id }, context) => readModelSizes(context.project().reader, id),
  'models.measureSizesKept': measureSizes,
}

async function compress(
  params: Params<'models.compress'>,
  context: Context,
): Promise<Result<'models.compress'>> {
  const { path, k, backend, save, quantise, prune } = params
  const model = loadModel(path)
  const sequences = await knownSequences(params, model, context)
  const { monitor } = context
  const { hold, computedOn } = await placeToRank(backend, model, 2 * sequences.users.length, context)
  const before = await evaluateModel(model, sequences, k, hold, partOf(monitor, 0, 0.5))
  const settings = { quantise, prune }
  const after = await measureSmaller(model, sequences, settings, k, hold, partOf(monitor, 0.5, 1))
  const { bytes, metrics, pruned, rounding } = after
  const whole = writeModel(model).length
  if (save !== undefined) replaceFile(save, writeModel({ ...model, metrics }, settings))
  const ndcg = `ndcg@${k[0]}`
  const { warnings, ...place } = computedOn()
  return {
    ...place,
    before: { bytes: whole, metrics: before.metrics },
    after: { bytes, metrics },
    share: bytes / whole,
    quantised: quantise,
    ...{ pruned, rounding },
    users: before.users,
    protocol: protocolOf(sequences, before.users),
    warnings: [...warnings, ...warningsOf(before.users, before.metrics[ndcg], metrics[ndcg])],
    saved: save ?? null,
  }
}

/** More than this share of the NDCG is worth saying. */
const noticeable = 0.02

function warningsOf(users: number, before: number, after: number) {
  if (users === 0) return [words('models_nothing_held_out')]
  const lost = (before - after) / before
  return lost > noticeable ? [words('warning_compression_costs', { percent: Math.round(100 * lost) })] : []
}

async function measureSizes(
  { id, tries, backend }: Params<'models.measureSizesKept'>,
  context: Context,
): Promise<KeptModelSizes> {
  const { reader, write } = context.project()
  const hash = dataHash(reader)
  const opened = openKept(id, context)
  const { model, kept } = opened
  const earlier = readModelSizes(reader, id)
  const known = earlier === null || earlier.stale ? [] : earlier.smaller
  const wanted = tries.filter((settings, at) => tries.findIndex((other) => same(other, settings)) === at)
  const fresh = wanted.filter((settings) => !known.some((other) => same(other, settings)))
  const sequences = eventsFor(opened, context)
  const { monitor } = context
  const asked = (1 + fresh.length) * sequences.users.length
  const { hold, computedOn } = await placeToRank(backend, model, asked, context)
  const k = kept.training?.request.k ?? [10]
  const step = (at: number) => {
    const part = partOf(monitor, at / (fresh.length + 1), (at + 1) / (fresh.length + 1))
    part.report(0, words('phase_measuring_sizes', { done: at + 1, of: fresh.length + 1 }))
    return part
  }
  const whole = await evaluateModel(model, sequences, k, hold, step(0))
  const measured = [...known]
  for (const [at, settings] of fresh.entries()) {
    const { pruned: _, ...one } = await measureSmaller(model, sequences, settings, k, hold, step(at + 1))
    measured.push(one)
  }
  monitor.check()
  const { warnings, ...place } = computedOn()
  const sizes: ModelSizes = {
    ...place,
    whole: { bytes: writeModel(model).length, metrics: whole.metrics },
    smaller: measured.sort((a, b) => b.bytes - a.bytes),
    users: whole.users,
    protocol: protocolOf(sequences, whole.users),
    warnings: [...warnings, ...(whole.users === 0 ? [words('models_nothing_held_out')] : [])],
  }
  await write('saveModelSizes', { model: id, dataHash: hash, sizes })
  return { ...sizes, stale: false }
}

function placeToRank(
  backend: Backend | 'automatic',
  model: SavedModel,
  rows: number,
  context: Context,
): Promise<AskedPlace> {
  return placeToAsk(backend, model, { questions: {}, rows, scores: true }, context)
}

function same(a: CompressionSettings, b: CompressionSettings): boolean {
  return a.quantise === b.quantise && a.prune === b.prune
}
