import * as v from 'valibot'
import type { Checkpoint } from '../training/train-model.ts'
import { readTensors, writeTensors } from './safetensors.ts'

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

/** null where the checkpoint is of another request. Throws MODELS_FILE_UNREADABLE where it is damaged. */
export function readCheckpoint(bytes: Uint8Array, request: string, path: string): Checkpoint | null {
  const { metadata, tensors } = readTensors(bytes, path)
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), standing), metadata.standing)
  if (!parsed.success || parsed.output.request !== request) return null
  const { step, best, history } = parsed.output
  const found = (name: string) => tensors.find((tensor) => tensor.name === name)?.values
  const values = (name: string) => found(name)!
  const mean = found('mean')
  return {
    state: {
      ...{ step, weights: values('weights'), first: values('first'), second: values('second') },
      ...(mean === undefined ? {} : { mean }),
    },
    best: { ...best, weights: values('best') },
    history,
  }
}
