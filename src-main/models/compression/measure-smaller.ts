import type { CompressionSettings, SmallerModel } from '../../contract/compression.ts'
import type { Monitor } from '../../contract/monitor.ts'
import type { Parallel } from '../../numeric/parallel.ts'
import { evaluateModel } from '../apply-model.ts'
import type { Sequences } from '../data/sequences.ts'
import type { HoldModel } from '../hold-model.ts'
import { readModel, type SavedModel, tensorsOf, writeModel } from '../saving/saved-model.ts'
import { isMatrix } from './prune.ts'

/**
 * How a model ranks the test items as it would be read from the smaller file, with the size of that file. `pruned` is the share of
 * the weights of matrices that are zero in it.
 */
export async function measureSmaller(
  model: SavedModel,
  sequences: Sequences,
  settings: CompressionSettings,
  k: readonly number[],
  place: Parallel | HoldModel,
  monitor: Monitor,
): Promise<SmallerModel & { readonly pruned: number }> {
  const smaller = readModel(writeModel(model, settings), '')
  const { metrics } = await evaluateModel(smaller, sequences, k, place, monitor)
  const bytes = writeModel({ ...model, metrics }, settings).length
  const { quantise, prune } = settings
  return { quantise, prune, bytes, metrics, ...changesOf(model, smaller) }
}

function changesOf(
  before: SavedModel,
  after: SavedModel,
): { readonly pruned: number; readonly rounding: number } {
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
