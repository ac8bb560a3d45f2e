/**
 * What protection costs, each against the plain way in one run (32 sequences of 50, 1,683 items, a state of 128): a step that clips every
 * sequence's gradient as private training does, a step against moved vectors, and the file and the writing of a smaller model.
 */
import { silent } from '../../src-main/contract/monitor.ts'
import type { Architecture } from '../../src-main/models/architecture.ts'
import { addClipped } from '../../src-main/models/private/train-privately.ts'
import { readModel, type SavedModel, writeModel } from '../../src-main/models/saving/saved-model.ts'
import type { Batch } from '../../src-main/models/training/held-model.ts'
import type { LearnerOptions } from '../../src-main/models/training/learner.ts'
import { openLearner } from '../../src-main/models/training/processor-learner.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { random } from '../../src-main/numeric/random.ts'

const [rows, length, items] = [32, 50, 1683]
const source = random(1, 'bench')
const codes = () => Int32Array.from({ length: rows * length }, () => source.integer(items))
const batch: Batch = {
  rows,
  length,
  lengths: new Int32Array(rows).fill(length),
  inputs: codes(),
  targets: codes(),
}
const architecture: Architecture = {
  ...{ model: 'gru', items, width: 64, hidden: 128 },
  ...{ layers: 1, heads: 1, length },
}
const options: LearnerOptions = {
  ...{ rows, rate: 1e-3, decay: 0, dropout: 0.2, seed: 1 },
  loss: 'softmax',
  negatives: 0,
}

const plain = openLearner(architecture, options, serial, silent)
const plainTime = bestOf(20, () => plain.train(batch))
report('a plain step', plainTime, 1)

const against = openLearner(
  architecture,
  { ...options, adversary: { epsilon: 0.1, weight: 1 } },
  serial,
  silent,
)
const againstTime = bestOf(20, () => against.train(batch))
report('a step against moved vectors', againstTime, againstTime / plainTime)

const apart = openLearner(architecture, { ...options, examplesApart: true }, serial, silent)
const privateTime = bestOf(20, () => {
  const sum = new Float32Array(apart.parameters.floats)
  apart.exampleGradients(batch, (gradient) => addClipped(gradient, 0.5, sum))
  apart.step(sum)
})
report('a step with every sequence clipped', privateTime, privateTime / plainTime)

const model: SavedModel = {
  architecture,
  items: Array.from({ length: items }, (_, item) => `item ${item}`),
  ...{ options: {}, metrics: {}, seed: 1, temperature: 1, weights: plain.weights },
}
const whole = writeModel(model)
console.log(`models-protected: the whole model, ${whole.length} bytes, read in ${timeOfReading(whole)} ms`)
for (const prune of [0, 0.5, 0.9]) {
  const settings = { quantise: true, prune }
  const bytes = writeModel(model, settings)
  const written = bestOf(5, () => writeModel(model, settings))
  console.log(
    `models-protected: int8, ${100 * prune} % pruned: ${bytes.length} bytes, ` +
      `written in ${written.toFixed(1)} ms, read in ${timeOfReading(bytes)} ms`,
  )
  console.log(`  ratio ${(whole.length / bytes.length).toFixed(2)} smaller`)
}
await Promise.all([plain.close(), against.close(), apart.close()])

function timeOfReading(bytes: Uint8Array): string {
  return bestOf(5, () => readModel(bytes, 'bench')).toFixed(1)
}

function report(what: string, time: number, ratio: number): void {
  console.log(`models-protected: ${what} ${time.toFixed(1)} ms of the processor's time`)
  console.log(`  ratio ${ratio.toFixed(2)} of a plain step`)
}

/** Milliseconds of the processor's time of the fastest run. */
function bestOf(times: number, run: () => unknown): number {
  let best = Number.POSITIVE_INFINITY
  for (let time = 0; time < times; time++) {
    const before = process.cpuUsage()
    run()
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, (user + system) / 1000)
  }
  return best
}
