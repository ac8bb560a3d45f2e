import { fail } from '../../contract/errors.ts'
import type { Monitor } from '../../contract/monitor.ts'
import type { Parallel } from '../../numeric/parallel.ts'
import { random } from '../../numeric/random.ts'
import { type Architecture, padded } from '../architecture.ts'
import { kernelMemory, kernelMemoryLimit, kernelModule } from '../kernels/kernels.ts'
import type { Adversary } from '../losses/adversary.ts'
import { itemLogs } from '../losses/negatives.ts'
import { openCrew } from './crew.ts'
import type { Batch } from './held-model.ts'
import { type Phase, phases, type Shop, trainingLanes } from './lane.ts'
import type { Learner, LearnerOptions, LearnerState, OpenLearner } from './learner.ts'
import { likeliestFloats } from './likeliest.ts'
import { stepSettings } from './memory-layout.ts'
import { startParameters } from './parameters.ts'
import { planMemory } from './plan-memory.ts'

/** On the threads of `parallel`: the same bits for any number of them, and every answer at once. */
export interface ProcessorLearner extends Learner {
  train(batch: Batch, pace?: number, share?: number): number
  rank(batch: Batch): Float32Array
  encode(batch: Batch): Float32Array
  score(batch: Batch): Float32Array
  likeliest(batch: Batch, k: number, temperature: number): Float32Array
  addGradient(batch: Batch): void
  takeGradient(): Float64Array
  /** The weights themselves. */
  readonly weights: Float32Array
  /**
   * Shows the gradient of each sequence's mean loss over as many positions as the model reads, one after the other, without a
   * step, and returns the sum of the losses. Needs `examplesApart`.
   */
  exampleGradients(batch: Batch, visit: (gradient: Float32Array) => void): number
  /** One step of Adam along a gradient that is given, pace and share as `train` takes them. */
  step(gradient: Float32Array, pace?: number, share?: number): void
  state(): LearnerState
}

/** Opens learners on the processor. */
export function onProcessor(parallel: Parallel): OpenLearner {
  return (architecture, options, monitor, counts) =>
    openLearner(architecture, options, parallel, monitor, counts)
}

/**
 * `counts` says how often each item is met, for the sampled softmax. Throws MODELS_TOO_LARGE where the model does not fit the
 * kernels' memory.
 */
export function openLearner(
  architecture: Architecture,
  options: LearnerOptions,
  parallel: Parallel,
  monitor: Monitor,
  counts?: ArrayLike<number>,
): ProcessorLearner {
  const { parameters, shards, layout } = planMemory(architecture, options, parallel.workers)
  const limit = Math.min(kernelMemoryLimit, options.memoryLimit ?? kernelMemoryLimit)
  if (layout.bytes > limit) {
    throw fail('MODELS_TOO_LARGE', {
      items: architecture.items,
      needed: Math.ceil(layout.bytes / 2 ** 20),
      limit: Math.floor(limit / 2 ** 20),
    })
  }
  const memory = kernelMemory(layout.bytes)
  const { buffer } = memory
  const shop: Shop = {
    module: kernelModule(),
    memory,
    architecture,
    parameters,
    layout,
    shards,
    loss: options.loss,
    negatives: options.negatives,
    adversary: options.adversary,
    adam: { beta1: 0.9, beta2: 0.999, decay: options.decay },
  }
  const settings = new Float64Array(buffer, layout.settings, stepSettings.count)
  const losses = new Float64Array(buffer, layout.losses, shards)
  const floats = (at: number, count: number) => new Float32Array(buffer, at, count)
  if (counts !== undefined)
    floats(layout.itemLogs, architecture.items).set(itemLogs(counts, options.negatives))
  const learns = options.asked === undefined
  const moments = learns ? parameters.floats : 0
  const weights = floats(layout.weights, parameters.floats)
  const first = floats(layout.first, moments)
  const second = floats(layout.second, moments)
  const mean = options.averages === true ? floats(layout.mean, parameters.floats) : undefined
  if (learns) startParameters(parameters, options.seed, weights)
  mean?.set(weights)
  const crew = openCrew(shop, trainingLanes, parallel, monitor)
  let step = 0

  const sideCount = architecture.sides?.length ?? 0
  const put = ({ rows, length, lengths, inputs, targets, sides }: Batch) => {
    if (rows > options.rows || length > architecture.length)
      throw new RangeError('a batch larger than was planned')
    settings[stepSettings.rows] = rows
    settings[stepSettings.batchLength] = length
    new Int32Array(buffer, layout.lengths, rows).set(lengths)
    new Int32Array(buffer, layout.inputs, rows * length).set(inputs)
    new Int32Array(buffer, layout.targets, rows * length).set(targets)
    const places = new Int32Array(buffer, layout.sides, rows * length * sideCount)
    if (sides === undefined) places.fill(-1)
    else places.set(sides)
  }
  const over = (phase: Phase) => crew.run(phase, shards)
  const prepareStep = (pace: number, share: number) => {
    step++
    settings[stepSettings.share] = mean === undefined ? 0 : share
    settings[stepSettings.dropout] = options.dropout
    settings[stepSettings.seed] = random(options.seed, 'dropout', step).bits() | 0
    const correction = Math.sqrt(1 - 0.999 ** step)
    settings[stepSettings.rate] = (pace * options.rate * correction) / (1 - 0.9 ** step)
    settings[stepSettings.epsilon] = 1e-8 * correction
  }
  const trainMoved = ({ weight }: Adversary, predictions: number) => {
    over(phases.move)
    settings[stepSettings.moved] = 1
    settings[stepSettings.weight] = weight / predictions
    over(phases.train)
    settings[stepSettings.moved] = 0
  }
  const gradientOf = (shard: number) =>
    floats(layout.gradients + shard * layout.gradientStride, parameters.floats)
  let gradientSum: Float64Array | null = null
  /** What a phase over the batch leaves behind, so many floats a row. */
  const answer = (phase: Phase, batch: Batch, each: number) => {
    if (each > layout.floatsPerRow) throw new RangeError('an answer larger than was planned')
    put(batch)
    over(phase)
    return floats(layout.results, batch.rows * each).slice()
  }
  return {
    architecture,
    parameters,
    bytes: layout.bytes,
    ahead: 0,
    most: options.rows,
    weights,
    load: (values) => weights.set(values),
    train(batch, pace = 1, share = 1) {
      put(batch)
      let predictions = 0
      for (const target of batch.targets) if (target >= 0) predictions++
      if (predictions === 0) return 0
      settings[stepSettings.weight] = 1 / predictions
      prepareStep(pace, share)
      over(phases.train)
      const loss = losses.reduce((sum, own) => sum + own, 0)
      if (options.adversary !== undefined) trainMoved(options.adversary, predictions)
      over(phases.update)
      return loss
    },
    exampleGradients(batch, visit) {
      put(batch)
      settings[stepSettings.weight] = 1 / architecture.length
      settings[stepSettings.dropout] = options.dropout
      settings[stepSettings.seed] = random(options.seed, 'dropout', step + 1).bits() | 0
      over(phases.train)
      for (let shard = 0; shard < shards; shard++) {
        const rows =
          Math.floor(((shard + 1) * batch.rows) / shards) - Math.floor((shard * batch.rows) / shards)
        if (rows === 0) continue
        const gradient = gradientOf(shard)
        visit(gradient)
        gradient.fill(0)
      }
      return losses.reduce((sum, loss) => sum + loss, 0)
    },
    addGradient(batch) {
      put(batch)
      settings[stepSettings.weight] = 1
      settings[stepSettings.dropout] = 0
      over(phases.train)
      gradientSum ??= new Float64Array(parameters.floats)
      for (let shard = 0; shard < shards; shard++) {
        const own = gradientOf(shard)
        for (let at = 0; at < own.length; at++) gradientSum[at] += own[at]
        own.fill(0)
      }
    },
    takeGradient() {
      const sum = gradientSum ?? new Float64Array(parameters.floats)
      gradientSum = null
      return sum
    },
    step(gradient, pace = 1, share = 1) {
      prepareStep(pace, share)
      gradientOf(0).set(gradient)
      over(phases.update)
    },
    rank: (batch) => answer(phases.rank, batch, 1),
    encode: (batch) => answer(phases.encode, batch, architecture.width),
    score: (batch) => answer(phases.score, batch, padded(architecture.items)),
    likeliest(batch, k, temperature) {
      settings[stepSettings.k] = k
      settings[stepSettings.temperature] = temperature
      return answer(phases.likeliest, batch, likeliestFloats(k))
    },
    state: () => ({
      ...{ step, weights: weights.slice(), first: first.slice(), second: second.slice() },
      ...(mean === undefined ? {} : { mean: mean.slice() }),
    }),
    restore(state) {
      step = state.step
      weights.set(state.weights)
      first.set(state.first)
      second.set(state.second)
      mean?.set(state.mean ?? state.weights)
    },
    close: () => crew.close(),
  }
}
