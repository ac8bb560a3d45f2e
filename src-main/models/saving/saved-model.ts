import * as v from 'valibot'
import type { CompressionSettings } from '../../contract/compression.ts'
import { fail } from '../../contract/errors.ts'
import type { LearntFrom } from '../../contract/kept-models.ts'
import { mostLayers, mostRead, sequenceModels } from '../../contract/models.ts'
import type { Architecture } from '../architecture.ts'
import { compactTensors, tensorFrom } from '../compression/compact-tensors.ts'
import { levelsOf, type Side, sideSchema } from '../data/sides.ts'
import { parametersOf } from '../networks/table.ts'
import { mapParameters } from '../training/parameters.ts'
import { readTensors, type Tensor, type TensorFile, writeTensors } from './safetensors.ts'

const count = v.pipe(v.number(), v.integer(), v.minValue(1))

const manifest = v.object({
  format: v.literal('antecedent-sequence-model-1'),
  architecture: v.object({
    model: v.picklist(sequenceModels),
    items: count,
    width: v.pipe(count, v.multipleOf(8)),
    hidden: v.pipe(count, v.multipleOf(8)),
    layers: v.pipe(count, v.maxValue(mostLayers)),
    heads: count,
    length: v.pipe(count, v.maxValue(mostRead)),
    rotary: v.optional(v.boolean()),
    repeats: v.optional(v.boolean()),
    sides: v.optional(v.array(count)),
  }),
  items: v.array(v.string()),
  options: v.record(v.string(), v.number()),
  metrics: v.record(v.string(), v.number()),
  seed: v.number(),
  learntFrom: v.optional(
    v.object({ types: v.nullable(v.array(v.string())), firstEvent: v.number(), lastEvent: v.number() }),
  ),
  sides: v.optional(v.array(sideSchema)),
  temperature: v.optional(v.pipe(v.number(), v.minValue(0.01), v.maxValue(100)), 1),
})

/** A trained model as it lies in a file. */
export interface SavedModel {
  readonly architecture: Architecture
  /** Names of the items by code. */
  readonly items: readonly string[]
  readonly options: Readonly<Record<string, number>>
  readonly metrics: Readonly<Record<string, number>>
  readonly seed: number
  /** Known for models that were trained on a project's events. */
  readonly learntFrom?: LearntFrom
  /** What it reads of events beside their items, as `architecture.sides`; nothing where left out. */
  readonly sides?: readonly Side[]
  /** What scores are divided by before their softmax is a probability: fitted on the validation items. */
  readonly temperature: number
  /** As long as the parameter map of the architecture. */
  readonly weights: Float32Array
}

/** The parameters as named tensors, smaller where asked, the manifest in the metadata. */
export function writeModel(model: SavedModel, settings?: CompressionSettings): Uint8Array {
  const { weights, ...rest } = model
  const text = JSON.stringify({ format: 'antecedent-sequence-model-1', ...rest })
  const tensors = tensorsOf(model.architecture, weights)
  return writeTensors({
    metadata: { manifest: text },
    ...(settings === undefined ? { tensors } : compactTensors(tensors, settings)),
  })
}

/**
 * Throws MODELS_FILE_UNREADABLE where the file is damaged, its tensors are not those of its architecture, or a weight is not finite.
 * Whatever the manifest says, no more memory is taken than the file's own tensors bear out.
 */
export function readModel(bytes: Uint8Array, path: string): SavedModel {
  const file = readTensors(bytes, path)
  const { metadata } = file
  const parsed = v.safeParse(manifest, jsonOf(metadata.manifest))
  if (!parsed.success) throw fail('MODELS_FILE_UNREADABLE', { path })
  const { architecture, items, options, metrics, seed, temperature, sides, learntFrom } = parsed.output
  const levels = (sides ?? []).map(levelsOf)
  if (levels.join() !== (architecture.sides ?? []).join()) throw fail('MODELS_FILE_UNREADABLE', { path })
  const named = items.length === architecture.items && new Set(items).size === items.length
  if (!named || architecture.width % (8 * architecture.heads) !== 0) {
    throw fail('MODELS_FILE_UNREADABLE', { path })
  }
  const weights = weightsFrom(architecture, file, path)
  return { architecture, items, options, metrics, seed, temperature, sides, learntFrom, weights }
}

export function tensorsOf(architecture: Architecture, weights: Float32Array): Tensor[] {
  const map = mapParameters(parametersOf(architecture))
  return map.shapes.map(({ name, rows, columns, padding = 0 }) => {
    const offset = map.offsets.get(name)!
    const values = weights.slice(offset, offset + rows * columns - padding)
    return { name, shape: [rows, columns - padding], values }
  })
}

function weightsFrom(architecture: Architecture, file: TensorFile, path: string): Float32Array {
  const map = mapParameters(parametersOf(architecture))
  const found = map.shapes.map(({ name, rows, columns, padding = 0 }) => {
    const values = tensorFrom(file, name, rows, columns - padding)
    if (values?.every(Number.isFinite) !== true) throw fail('MODELS_FILE_UNREADABLE', { path })
    return { at: map.offsets.get(name)!, values }
  })
  const weights = new Float32Array(map.floats)
  for (const { at, values } of found) weights.set(values, at)
  return weights
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return null
  }
}
