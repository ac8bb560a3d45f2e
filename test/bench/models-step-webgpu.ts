/**
 * One training step of each model on the graphics processor, at the sizes of `models-step`, and as many sequences as are asked about at
 * once: their states (embedding) and the ranks of what came next (evaluation). Milliseconds and tokens per second, batches handed
 * over as training and asking do. On an adapter in software, which is said, a small batch of two models.
 */

import { type SequenceModel, sequenceModels } from '../../src-main/contract/models.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { dawn } from '../../src-main/engine/graphics/dawn.ts'
import type { Batch } from '../../src-main/models/training/held-model.ts'
import { onDevice } from '../../src-main/models/webgpu/device-learner.ts'
import { graphicsHere } from '../../src-main/models/webgpu/graphics-here.ts'
import { holdOnDevice, planAsked } from '../../src-main/models/webgpu/hold-on-device.ts'
import { openDevice } from '../../src-main/models/webgpu/open-device.ts'
import { random } from '../../src-main/numeric/random.ts'
import { softwareGpu } from '../models/webgpu/software-gpu.ts'

const here = await dawn()
const own = here !== null && (await graphicsHere(async () => here).find()).device !== null
const gpu = own ? here : await softwareGpu()
const found = await graphicsHere(async () => gpu).find()
/** In software whole steps take minutes: a smaller one shows that the shaders run. */
const software = found.device === null || found.software
const [rows, length, items] = !software ? [32, 50, 1683] : [4, 10, 200]
const source = random(1, 'bench')
const codes = () => Int32Array.from({ length: rows * length }, () => source.integer(items))
const batch = {
  ...{ rows, length, lengths: new Int32Array(rows).fill(length) },
  ...{ inputs: codes(), targets: codes() },
}
const device = gpu === null || found.device === null ? null : await openDevice(gpu)
const options = { rows, rate: 1e-3, decay: 0, dropout: 0.2, seed: 1, loss: 'softmax', negatives: 0 } as const

if (device === null || found.device === null) {
  console.log('models-step-webgpu: no graphics adapter, not even in software')
} else {
  const kind = software ? ' (in software: says nothing of a graphics card)' : ''
  console.log(`models-step-webgpu: ${rows}×${length} positions, ${items} items, on ${found.device}${kind}`)
  const models: readonly SequenceModel[] = software ? ['gru', 'sasrec'] : sequenceModels
  for (const model of models) {
    const attends = model === 'sasrec' || model === 'bert4rec'
    const shape = { width: 64, hidden: attends ? 64 : 128, layers: attends ? 2 : 1, heads: 1, length }
    const learner = await onDevice(device)({ model, items, ...shape }, options, silent)
    const run = async (steps: number) => {
      const started = performance.now()
      const losses = await Promise.all(Array.from({ length: steps }, () => learner.train(batch)))
      if (!losses.every((loss) => loss > 0)) throw new Error('a step without a loss')
      return (performance.now() - started) / steps
    }
    await run(1)
    let best = Number.POSITIVE_INFINITY
    for (let round = 0; round < (software ? 1 : 10); round++) {
      best = Math.min(best, await run(software ? 1 : 8))
    }
    const tokens = Math.round((rows * length) / (best / 1000))
    console.log(`  ${model}: ${best.toFixed(2)} ms a step, ${tokens.toLocaleString('en')} tokens a second`)
    const { weights } = await learner.state()
    await learner.close()
    await ask({ architecture: { model, items, ...shape }, weights })
  }
}

/** States and ranks of as many sequences as are asked about at once. */
async function ask(model: Parameters<typeof holdOnDevice>[1]): Promise<void> {
  if (found.device === null || device === null) return
  const asked = planAsked(model, {}, found).rows
  const whole = repeated(asked)
  const held = await holdOnDevice(device, model, asked, {})
  const best = async (question: () => unknown): Promise<number> => {
    const run = async (batches: number) => {
      const started = performance.now()
      await Promise.all(Array.from({ length: batches }, question))
      return (performance.now() - started) / batches
    }
    await run(1)
    let least = Number.POSITIVE_INFINITY
    for (let round = 0; round < (software ? 1 : 10); round++)
      least = Math.min(least, await run(software ? 1 : 8))
    return least
  }
  const told = (milliseconds: number) => {
    const tokens = Math.round((asked * length) / (milliseconds / 1000))
    return `${milliseconds.toFixed(2)} ms, ${tokens.toLocaleString('en')} tokens a second`
  }
  console.log(`    ${asked} sequences embedded: ${told(await best(() => held.encode(whole)))}`)
  console.log(`    ${asked} sequences evaluated: ${told(await best(() => held.rank(whole)))}`)
  await held.close()
}

function repeated(count: number): Batch {
  const spread = (codes: Int32Array) =>
    Int32Array.from({ length: count * length }, (_, at) => codes[at % codes.length]!)
  return {
    ...{ rows: count, length, lengths: new Int32Array(count).fill(length) },
    ...{ inputs: spread(batch.inputs), targets: spread(batch.targets) },
  }
}

process.exit(0)
