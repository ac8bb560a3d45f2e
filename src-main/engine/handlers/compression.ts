import type { Compression, compressionMethods } from '../../contract/compression.ts'
import type { Params, Result } from '../../contract/methods.ts'
import { partOf } from '../../contract/monitor.ts'
import { words } from '../../contract/words.ts'
import { evaluateModel } from '../../models/apply-model.ts'
import { isMatrix } from '../../models/compression/prune.ts'
import { readModel, type SavedModel, tensorsOf, writeModel } from '../../models/saving/saved-model.ts'
import type { Context, Handlers } from '../handler.ts'
import { loadModel, replaceFile } from '../model-files.ts'
import { protocolOf } from '../train-on-sequences.ts'
import { knownSequences } from './models.ts'

export const compressionHandlers: Handlers<typeof compressionMethods> = { 'models.compress': compress }

async function compress(
  params: Params<'models.compress'>,
  context: Context,
): Promise<Result<'models.compress'>> {
  const { path, k, save, quantise, prune } = params
  const model = loadModel(path)
  const sequences = await knownSequences(params, model, context)
  const bytes = writeModel(model, { quantise, prune })
  const smaller = readModel(bytes, path)
  const { parallel, monitor } = context
  const before = await evaluateModel(model, sequences, k, parallel, partOf(monitor, 0, 0.5))
  const after = await evaluateModel(smaller, sequences, k, parallel, partOf(monitor, 0.5, 1))
  const whole = writeModel(model).length
  if (save !== undefined)
    replaceFile(save, writeModel({ ...model, metrics: after.metrics }, { quantise, prune }))
  const ndcg = `ndcg@${k[0]}`
  return {
    before: { bytes: whole, metrics: before.metrics },
    after: { bytes: bytes.length, metrics: after.metrics },
    share: bytes.length / whole,
    quantised: quantise,
    ...changesOf(model, smaller),
    users: before.users,
    protocol: protocolOf(sequences, before.users),
    warnings: warningsOf(before.users, before.metrics[ndcg], after.metrics[ndcg]),
    saved: save ?? null,
  }
}

function changesOf(before: SavedModel, after: SavedModel): Pick<Compression, 'pruned' | 'rounding'> {
  const [whole, small] = [before, after].map(({ architecture, weights }) => tensorsOf(architecture, weights))
  let [zeros, count, rounding] = [0, 0, 0]
  for (const [index, tensor] of whole.entries()) {
    if (!isMatrix(tensor)) continue
    const columns = tensor.shape[1]
    for (let from = 0; from < tensor.values.length; from += columns) {
      const own = tensor.values.subarray(from, from + columns)
      const largest = own.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
      for (let j = 0; j < columns; j++) {
        const kept = small[index].values[from + j]
        if (kept === 0) zeros++
        else rounding = Math.max(rounding, Math.abs(kept - own[j]) / largest)
      }
      count += columns
    }
  }
  return { pruned: zeros / count, rounding }
}

/** More than this share of the NDCG is worth saying. */
const noticeable = 0.02

function warningsOf(users: number, before: number, after: number) {
  if (users === 0) return [words('models_nothing_held_out')]
  const lost = (before - after) / before
  return lost > noticeable ? [words('warning_compression_costs', { percent: Math.round(100 * lost) })] : []
}
