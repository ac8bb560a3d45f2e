/**
 * One training step of each model on the graphics processor, at the sizes of `models-step`: milliseconds and tokens per
 * second, steps handed over as training does. On an adapter in software, which is said, a small step of two models.
 */

import { type SequenceModel, sequenceModels } from '../../src-main/contract/models.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { dawn } from '../../src-main/engine/graphics/dawn.ts'
import { onDevice } from '../../src-main/models/webgpu/device-learner.ts'
import { graphicsHere } from '../../src-main/models/webgpu/graphics-here.ts'
import { openDevice } from '../../src-main/models/webgpu/open-device.ts'
import { random } from '../../src-main/numeric/random.ts'
import { softwareGpu } from '../models/webgpu/software-gpu.ts'

const here = await dawn()
const own = here !== null && (await graphicsHere(async () => here).find()).device !== null
const gpu = own ? here : await softwareGpu()
const found = await graphicsHere(async () => gpu).find()
/** In software whole steps take minutes: a smaller one shows that the shaders run. */
const [rows, length, items] = found.device !== null && !found.software ? [32, 50, 1683] : [4, 10, 200]
const source = random(1, 'bench')
const codes = () => Int32Array.from({ length: rows * length }, () => source.integer(items))
const batch = {
  ...{ rows, length, lengths: new Int32Array(rows).fill(length) },
  ...{ inputs: codes(), targets: codes() },
}
const options = { rows, rate: 1e-3, decay: 0, dropout: 0.2, seed: 1, loss: 'softmax', negatives: 0 } as const

if (gpu === null || found.device === null) {
  console.log('models-step-webgpu: no graphics adapter, not even in software')
} else {
  const kind = found.software ? ' (in software: says nothing of a graphics card)' : ''
  console.log(`models-step-webgpu: ${rows}×${length} positions, ${items} items, on ${found.device}${kind}`)
  const models: readonly SequenceModel[] = found.software ? ['gru', 'sasrec'] : sequenceModels
  const device = await openDevice(gpu)
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
    for (let round = 0; round < (found.software ? 1 : 10); round++) {
      best = Math.min(best, await run(found.software ? 1 : 8))
    }
    const tokens = Math.round((rows * length) / (best / 1000))
    console.log(`  ${model}: ${best.toFixed(2)} ms a step, ${tokens.toLocaleString('en')} tokens a second`)
    await learner.close()
  }
}
process.exit(0)
