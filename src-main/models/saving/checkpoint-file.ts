import * as v from 'valibot'
import { fail } from '../../contract/errors.ts'
import type { Checkpoint } from '../training/train-model.ts'
import { readTensors, type TensorFile, writeTensors } from './safetensors.ts'

const standing = v.object({
  request: v.string(),
  step: v.number(),
  best: v.object({ epoch: v.number(), score: v.number() }),
  history: v.array(
    v.object({
      epoch: v.number(),
      loss: v.number(),
      validation: v.record(v.string(), v.number()),
      seconds: v.number(),
    }),
  ),
})

/** `request` says what is being trained, on what: a checkpoint of something else is not gone on from. */
export function writeCheckpoint({ state, best, history }: Checkpoint, request: string): Uint8Array {
  const text = JSON.stringify({
    request,
    step: state.step,
    best: { epoch: best.epoch, score: best.score },
    history,
  })
  const tensor = (name: string, values: Float32Array) => ({ name, shape: [values.length], values })
  return writeTensors({
    metadata: { standing: text },
    tensors: [
      tensor('weights', state.weights),
      tensor('first', state.first),
      tensor('second', state.second),
      ...(state.mean === undefined ? [] : [tensor('mean', state.mean)]),
      tensor('best', best.weights),
    ],
  })
}

/** null where the checkpoint is of another request. Throws MODELS_CHECKPOINT_UNREADABLE where it is damaged, or is none. */
export function readCheckpoint(bytes: Uint8Array, request: string, path: string): Checkpoint | null {
  const file = tensorsOf(bytes, path)
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), standing), file?.metadata.standing)
  if (file === null || !parsed.success) throw fail('MODELS_CHECKPOINT_UNREADABLE', { path })
  const { step, best, history } = parsed.output
  if (parsed.output.request !== request) return null
  const found = (name: string) => file.tensors.find((tensor) => tensor.name === name)?.values
  const [weights, first, second, kept] = ['weights', 'first', 'second', 'best'].map(found)
  const mean = found('mean')
  const floats = weights?.length
  const whole = [first, second, kept, mean ?? kept].every((values) => values?.length === floats)
  if (!weights || !first || !second || !kept || !whole) throw fail('MODELS_CHECKPOINT_UNREADABLE', { path })
  return {
    state: { ...{ step, weights, first, second }, ...(mean === undefined ? {} : { mean }) },
    best: { ...best, weights: kept },
    history,
  }
}

function tensorsOf(bytes: Uint8Array, path: string): TensorFile | null {
  try {
    return readTensors(bytes, path)
  } catch {
    return null
  }
}
