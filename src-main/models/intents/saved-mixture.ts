import { fail } from '../../contract/errors.ts'
import { readTensors, writeTensors } from '../saving/safetensors.ts'
import { type Mixture, mixtureOf } from './mixture.ts'
import type { View } from './user-events.ts'

/** A mixture with what it reads of an event: enough to describe a user. */
export interface SavedMixture {
  readonly mixture: Mixture
  /** Items, event types where they were mapped, further columns. */
  readonly views: readonly View[]
  readonly typed: boolean
}

/** As safetensors: the parameters of each view, levels × intents; its names in the metadata. */
export function writeMixture({ mixture, views, typed }: SavedMixture): Uint8Array {
  return writeTensors({
    metadata: { mixture: JSON.stringify({ views, typed, intents: mixture.intents }) },
    tensors: mixture.levels.map((own, view) => ({
      name: `view${view}`,
      shape: [views[view].levels.length, mixture.intents],
      values: Float32Array.from(own),
    })),
  })
}

/** Throws MODELS_FILE_UNREADABLE where the bytes are not what `writeMixture` wrote. */
export function readMixture(bytes: Uint8Array, name: string): SavedMixture {
  const { metadata, tensors } = readTensors(bytes, name)
  if (metadata.mixture === undefined) throw fail('MODELS_FILE_UNREADABLE', { path: name })
  const { views, typed, intents } = JSON.parse(metadata.mixture) as Omit<SavedMixture, 'mixture'> & {
    readonly intents: number
  }
  const levels = views.map((_, view) => {
    const own = tensors.find((tensor) => tensor.name === `view${view}`)
    if (own === undefined) throw fail('MODELS_FILE_UNREADABLE', { path: name })
    return Float64Array.from(own.values)
  })
  return { mixture: mixtureOf(levels, intents), views, typed }
}
