/**
 * One training step of each model at the sizes of a small shop (32 sequences of 50, 1,683 items, width 64, two blocks or a state of
 * 128): ours on one and on two threads against stock TensorFlow.js on its WebAssembly backend with SIMD, in one run. The best of
 * several steps counts, for a machine that others use too.
 */

import { type SequenceModel, sequenceModels } from '../../src-main/contract/models.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { threadedParallel } from '../../src-main/engine/threaded-parallel.ts'
import type { Architecture } from '../../src-main/models/architecture.ts'
import { kernelMemory, kernelModule, kernelsOver } from '../../src-main/models/kernels/kernels.ts'
import type { Batch } from '../../src-main/models/training/held-model.ts'
import { openLearner } from '../../src-main/models/training/processor-learner.ts'
import { type Parallel, serial } from '../../src-main/numeric/parallel.ts'
import { random } from '../../src-main/numeric/random.ts'
import { startStock, stockModel } from './stock/tensorflow-models.ts'

const [rows, length, items, dropout] = [32, 50, 1683, 0.2]
const source = random(1, 'bench')
const codes = () => Int32Array.from({ length: rows * length }, () => source.integer(items))
const batch: Batch = {
  rows,
  length,
  lengths: new Int32Array(rows).fill(length),
  inputs: codes(),
  targets: codes(),
}

const peak = measurePeak()
console.log(
  `models-step: ${rows}×${length} positions, ${items} items; peak of one thread ${peak.toFixed(1)} GFLOP/s`,
)
const threads = threadedParallel(new URL('../../src-main/worker.ts', import.meta.url), 2)
const stockBackend = await startStock()
for (const model of sequenceModels) {
  const architecture = architectureOf(model)
  const one = await ownStep(architecture, serial)
  const two = await ownStep(architecture, threads)
  const speed = gigaflops(architecture) / (one.busy / 1000)
  console.log(
    `  ${model}: ${inWords(one)} on one thread, ${two.wall.toFixed(1)} ms on two; ` +
      `${speed.toFixed(1)} GFLOP/s a thread, ${((100 * speed) / peak).toFixed(0)} % of the peak`,
  )
  if (model !== 'gru' && model !== 'sasrec') continue
  const stock = stockStep(architecture)
  console.log(`  ${model}: stock (${stockBackend}) ${inWords(stock)}`)
  console.log(
    `  ratio ${(stock.wall / two.wall).toFixed(1)} on two threads, ${(stock.busy / one.busy).toFixed(1)} on one`,
  )
}
await threads.close()

function architectureOf(model: SequenceModel): Architecture {
  const attends = model === 'sasrec'
  const shape = { model, items, width: 64, heads: 1, length }
  return attends ? { ...shape, hidden: 64, layers: 2, rotary: true } : { ...shape, hidden: 128, layers: 1 }
}

/** Milliseconds of the fastest run: by the clock, and of the processor's time, which other programs do not lengthen. */
interface Time {
  readonly wall: number
  readonly busy: number
}

function inWords({ wall, busy }: Time): string {
  return `${wall.toFixed(1)} ms (${busy.toFixed(1)} of the processor's time)`
}

async function ownStep(architecture: Architecture, parallel: Parallel): Promise<Time> {
  const options = { rows, rate: 1e-3, decay: 0, dropout, seed: 1, loss: 'softmax', negatives: 0 } as const
  const learner = openLearner(architecture, options, parallel, silent)
  const best = bestOf(80, () => learner.train(batch))
  await learner.close()
  return best
}

function stockStep(architecture: Architecture): Time {
  const model = stockModel(architecture, dropout)
  return bestOf(4, () => model.train(batch))
}

function bestOf(times: number, run: () => number): Time {
  let [wall, busy] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let i = 0; i < times; i++) {
    const before = process.cpuUsage()
    const started = performance.now()
    const loss = run()
    wall = Math.min(wall, performance.now() - started)
    const { user, system } = process.cpuUsage(before)
    busy = Math.min(busy, (user + system) / 1000)
    if (!(loss > 0)) throw new Error('a step without a loss')
  }
  return { wall, busy }
}

/** Floating-point operations of a step's matrix products, forward and twice that backward, in 10⁹. */
function gigaflops({ model, width, hidden, layers }: Architecture): number {
  const positions = rows * length
  // The graph network: messages, two nodes a position through the gates and the key, then query and output.
  const graph = 2 * width * width + 2 * (9 * width * width + width * width) + 3 * width * width
  const gates = { gru: 3, lstm: 4, rnn: 1 }
  const perPosition =
    model === 'srgnn'
      ? graph
      : model in gates
        ? gates[model as keyof typeof gates] * hidden * (width + hidden) + hidden * width
        : layers * (6 * width * width + 2 * length * width)
  return (3 * 2 * positions * (perPosition + width * items)) / 1e9
}

/** Multiply-adds of the inner loop alone, all it reads in the first-level cache. */
function measurePeak(): number {
  const kernels = kernelsOver(kernelModule(), kernelMemory(1 << 20))
  const [m, n, k] = [32, 8, 128]
  const [a, b, c] = [4096, 65536, 131072]
  const product = () => kernels.matrixProduct(m, n, k, a, 4 * k, 4, b, 32, 32, c, 32, false)
  const { wall } = bestOf(400, () => {
    for (let i = 0; i < 200; i++) product()
    return 1
  })
  return (200 * 2 * m * n * k) / (wall / 1000) / 1e9
}
