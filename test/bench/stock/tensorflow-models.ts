/**
 * The same models on stock TensorFlow.js, written with its own operations as its documentation would have them: what the
 * product's kernels are measured against.
 */
import { createRequire, registerHooks } from 'node:module'
import { dirname } from 'node:path'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import type { Architecture } from '../../../src-main/models/architecture.ts'
import type { Batch } from '../../../src-main/models/training/held-model.ts'

export interface StockModel {
  /** One step of Adam; the loss before it. */
  train(batch: Batch): number
}

type Weights = Readonly<Record<string, tf.Variable>>

/** The backend's WebAssembly with SIMD; the gradient of a lookup needs one operation that it lacks. */
export async function startStock(): Promise<string> {
  await registerGradients()
  const packageFile = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json')
  setWasmPaths(`${dirname(packageFile)}/dist/`)
  tf.registerKernel({
    kernelName: 'UnsortedSegmentSum',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { x, segmentIds } = inputs as unknown as Record<string, tf.TensorInfo>
      const { numSegments } = attrs as unknown as { numSegments: number }
      const wasm = backend as unknown as { readSync(id: object): Float32Array | Int32Array }
      const [values, ids] = [wasm.readSync(x.dataId), wasm.readSync(segmentIds.dataId)]
      const width = x.shape[1]
      const sums = new Float32Array(numSegments * width)
      for (let row = 0; row < ids.length; row++) {
        for (let j = 0; j < width; j++) sums[ids[row] * width + j] += values[row * width + j]
      }
      const shape = [numSegments, width]
      const id = (backend as tf.KernelBackend).write(sums, shape, 'float32')
      return tf.engine().makeTensorFromDataId(id, shape, 'float32')
    },
  })
  await tf.setBackend('wasm')
  await tf.ready()
  return tf.getBackend()
}

/** The core's gradients are not in its Node bundle; their modules name each other without extensions. */
async function registerGradients(): Promise<void> {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const inside = context.parentURL?.includes('/@tensorflow/') && specifier.startsWith('.')
      return next(inside && !specifier.endsWith('.js') ? `${specifier}.js` : specifier, context)
    },
  })
  const gradients = '@tensorflow/tfjs-core/dist/register_all_gradients.js'
  await import(gradients)
  hooks.deregister()
}

export function stockModel(architecture: Architecture, dropout: number): StockModel {
  const { items, width, hidden, layers, length, model } = architecture
  const weights: Record<string, tf.Variable> = {}
  const add = (name: string, shape: [number, number], deviation = 0.05) => {
    weights[name] = tf.variable(tf.randomNormal(shape, 0, deviation), true)
  }
  add('items', [items, width])
  add('biases', [1, items])
  if (model === 'gru') {
    add('input', [width, 3 * hidden])
    add('state', [hidden, 3 * hidden])
    add('bias', [1, 3 * hidden])
    add('bias-n', [1, hidden])
    add('output', [hidden, width])
  } else {
    add('positions', [length, width])
    for (let block = 0; block < layers; block++) {
      for (const part of ['query', 'key', 'value', 'mix', 'feed-in', 'feed-out'])
        add(`${part}${block}`, [width, width])
      for (const part of ['gain-a', 'shift-a', 'gain-b', 'shift-b']) add(`${part}${block}`, [1, width])
    }
  }
  const optimizer = tf.train.adam(1e-3)
  const encode = model === 'gru' ? encodeGru : encodeSelfAttention
  return {
    train: (batch) => {
      const loss = tf.tidy(() => {
        const cost = optimizer.minimize(
          () => {
            const codes = tf.tensor1d(batch.inputs, 'int32')
            const states = encode(weights, architecture, batch, tf.gather(weights.items, codes), dropout)
            const logits = tf.add(tf.matMul(states, weights.items, false, true), weights.biases)
            const shifted = tf.sub(logits, tf.max(logits, 1, true))
            const normal = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true)))
            const wanted = tf.oneHot(tf.tensor1d(batch.targets, 'int32'), items)
            return tf.neg(tf.div(tf.sum(tf.mul(normal, wanted)), batch.targets.length)) as tf.Scalar
          },
          true,
          Object.values(weights),
        )
        return cost!.dataSync()[0]
      })
      return loss
    },
  }
}

function encodeGru(
  w: Weights,
  { hidden }: Architecture,
  batch: Batch,
  input: tf.Tensor,
  dropout: number,
): tf.Tensor {
  const { rows, length } = batch
  const entered = tf.add(tf.matMul(tf.dropout(input, dropout), w.input), w.bias)
  const steps = tf.unstack(tf.reshape(entered, [rows, length, 3 * hidden]), 1)
  let state: tf.Tensor = tf.zeros([rows, hidden])
  const states: tf.Tensor[] = []
  for (const step of steps) {
    const [xn, xr, xz] = tf.split(step, 3, 1)
    const [hr, hz, hn] = tf.split(tf.matMul(state, w.state), 3, 1)
    const r = tf.sigmoid(tf.add(xr, hr))
    const z = tf.sigmoid(tf.add(xz, hz))
    const n = tf.tanh(tf.add(xn, tf.mul(r, tf.add(hn, w['bias-n']))))
    state = tf.add(n, tf.mul(z, tf.sub(state, n)))
    states.push(state)
  }
  return tf.matMul(tf.reshape(tf.stack(states, 1), [rows * length, hidden]), w.output)
}

function encodeSelfAttention(
  w: Weights,
  { width, layers }: Architecture,
  batch: Batch,
  input: tf.Tensor,
  dropout: number,
): tf.Tensor {
  const { rows, length } = batch
  const positions = rows * length
  const lower = tf.linalg.bandPart(tf.ones([length, length]), -1, 0)
  const hidden = tf.mul(tf.sub(lower, 1), 1e9)
  const norm = (x: tf.Tensor, gain: tf.Tensor, shift: tf.Tensor) => {
    const centred = tf.sub(x, tf.mean(x, 1, true))
    const variance = tf.mean(tf.square(centred), 1, true)
    return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-5))), gain), shift)
  }
  const placed = tf.add(tf.reshape(tf.mul(input, Math.sqrt(width)), [rows, length, width]), w.positions)
  let x: tf.Tensor = tf.dropout(tf.reshape(placed, [positions, width]), dropout)
  for (let block = 0; block < layers; block++) {
    const of = (name: string) => w[`${name}${block}`]
    const a = norm(x, of('gain-a'), of('shift-a'))
    const split = (name: string) => tf.reshape(tf.matMul(a, of(name)), [rows, length, width])
    const scores = tf.div(tf.matMul(split('query'), split('key'), false, true), Math.sqrt(width))
    const attended = tf.matMul(tf.dropout(tf.softmax(tf.add(scores, hidden)), dropout), split('value'))
    const mixed = tf.matMul(tf.reshape(attended, [positions, width]), of('mix'))
    x = tf.add(x, tf.dropout(mixed, dropout))
    const b = norm(x, of('gain-b'), of('shift-b'))
    const fed = tf.matMul(tf.dropout(tf.relu(tf.matMul(b, of('feed-in'))), dropout), of('feed-out'))
    x = tf.add(x, tf.dropout(fed, dropout))
  }
  return x
}
