import { fail } from '../../contract/errors.ts'
import type { EpochRecord } from '../../contract/models.ts'
import { type Monitor, partOf } from '../../contract/monitor.ts'
import { words } from '../../contract/words.ts'
import type { Parallel } from '../../numeric/parallel.ts'
import { random } from '../../numeric/random.ts'
import { maskedBatch, nextItemBatch } from '../data/batch.ts'
import { trainingEnd } from '../data/leave-one-out.ts'
import type { Sequences } from '../data/sequences.ts'
import type { Window } from '../data/windows.ts'
import { networks } from '../networks/table.ts'
import { historyLength, trialsToRank } from '../training/objective.ts'
import { paceAt } from '../training/pace.ts'
import { openLearner, type ProcessorLearner } from '../training/processor-learner.ts'
import { beginWith, qualityOf, type TrainingPlan } from '../training/train-model.ts'
import { meanShareAt } from '../training/weight-mean.ts'
import { type PrivacyRequest, planPrivacy } from './plan-privacy.ts'
import { epsilonOf } from './renyi-accountant.ts'
import { type SecretNoise, secretNoise } from './secret-noise.ts'

export interface PrivateTraining {
  readonly weights: Float32Array
  readonly metrics: Readonly<Record<string, number>>
  readonly testUsers: number
  readonly losses: readonly number[]
  /** A pass is as many steps as draw every user once on average. No item validates. */
  readonly history: readonly EpochRecord[]
  /** What was spent: at most what was asked. */
  readonly epsilon: number
  readonly noise: number
  readonly steps: number
  readonly rate: number
  readonly users: number
  readonly parameters: number
  /** Bytes held while training. */
  readonly bytes: number
}

/**
 * DP-SGD (Abadi et al. 2016) with users as units: each step draws every user with one probability, takes one stretch of each, clips each
 * gradient to a length, and adds normal noise to their sum before Adam takes its step. Draws and noise come from the operating
 * system. Nothing is chosen by the validation items, which are the users' own: every step is taken and the last weights are kept, or
 * their mean where the plan averages them, which costs no privacy (De et al. 2022, sec. 3.3).
 *
 * Throws MODELS_NOTHING_TO_LEARN, MODELS_PRIVATE_ADVERSARY (the direction comes from all users at once, unclipped), MODELS_PRIVACY_OUT_OF_REACH, MODELS_TOO_LARGE, MODELS_DIVERGED,
 * MODELS_PRIVATE_ADVERSARY, MODELS_PRIVATE_AUGMENT.
 */
export async function trainPrivately(
  sequences: Sequences,
  plan: TrainingPlan,
  request: PrivacyRequest,
  parallel: Parallel,
  monitor: Monitor,
): Promise<PrivateTraining> {
  if (plan.options.adversary !== undefined) throw fail('MODELS_PRIVATE_ADVERSARY')
  if (plan.augmentation !== undefined) throw fail('MODELS_PRIVATE_AUGMENT')
  const { users, rate, steps, noise, learning } = planPrivacy(sequences, plan, request)
  if (users.length === 0) throw fail('MODELS_NOTHING_TO_LEARN')
  if (noise === null) throw fail('MODELS_PRIVACY_OUT_OF_REACH', { epsilon: request.epsilon, steps })
  const learner = openLearner(plan.architecture, learning, parallel, monitor)
  try {
    if (plan.startItems !== undefined) await beginWith(learner, plan.startItems)
    const source = secretNoise()
    const passes = passesOf(steps, rate, partOf(monitor, 0, 0.95))
    for (let step = 0; step < steps; step++) {
      passes.begin(step)
      const drawn = users.filter(() => source.uniform() < rate)
      const at = ((step + 1) / steps) * plan.epochs
      const loss = takeStep(sequences, plan, learner, drawn, {
        pace: paceAt(at, plan.epochs, plan.warmup ?? 0),
        share: meanShareAt(at, steps / plan.epochs, plan.averaging ?? 1),
        ...{ step, clip: request.clip, noise, expected: rate * users.length, source },
      })
      if (!Number.isFinite(loss)) throw fail('MODELS_DIVERGED', { rate: plan.options.rate })
      passes.end(loss)
    }
    learner.load(learner.state().mean ?? learner.weights)
    const test = trialsToRank(plan.architecture, sequences, 'test')
    return {
      weights: learner.weights.slice(),
      metrics: await qualityOf(learner, sequences, test, plan.k, partOf(monitor, 0.95, 1)),
      testUsers: test.length,
      losses: passes.losses,
      history: passes.history,
      epsilon: epsilonOf(rate, noise, steps, request.delta),
      ...{ noise, steps, rate, users: users.length, parameters: learner.parameters.count },
      bytes: learner.bytes,
    }
  } finally {
    await learner.close()
  }
}

/** Losses of the steps, gathered to passes over the users and told as each ends. */
function passesOf(steps: number, rate: number, monitor: Monitor) {
  const length = Math.max(1, Math.round(1 / rate))
  const epochs = Math.ceil(steps / length)
  const losses: number[] = []
  const history: EpochRecord[] = []
  let begun = performance.now()
  return {
    losses,
    history,
    begin(step: number) {
      monitor.report(step / steps, words('phase_training_private', { step: step + 1, steps }))
    },
    end(loss: number) {
      losses.push(loss)
      const step = losses.length
      if (step % length !== 0 && step !== steps) return
      // A step that drew nobody has no loss.
      const own = losses.slice(length * history.length).filter((one) => one > 0)
      const now = performance.now()
      const ended: EpochRecord = {
        epoch: history.length,
        loss: own.reduce((sum, one) => sum + one, 0) / own.length,
        validation: {},
        seconds: (now - begun) / 1000,
      }
      begun = now
      history.push(ended)
      monitor.report(step / steps, undefined, { epochs, patience: epochs, ended })
    },
  }
}

/** One step; the mean loss of a prediction before it, nats, 0 where nobody was drawn. */
function takeStep(
  sequences: Sequences,
  { architecture, options }: TrainingPlan,
  learner: ProcessorLearner,
  drawn: readonly number[],
  {
    step,
    pace,
    share,
    clip,
    noise,
    expected,
    source,
  }: {
    readonly step: number
    readonly pace: number
    readonly share: number
    readonly clip: number
    readonly noise: number
    readonly expected: number
    readonly source: SecretNoise
  },
): number {
  const sum = new Float32Array(learner.parameters.floats)
  const masked = networks[architecture.model].objective === 'masked'
  let [loss, predictions] = [0, 0]
  const rows = learner.most
  for (let first = 0; first < drawn.length; first += rows) {
    const windows = drawn
      .slice(first, first + rows)
      .map((user) => stretchOf(sequences, user, historyLength(architecture), source))
    const batch = masked
      ? maskedBatch(sequences, windows, random(options.seed, 'masks', step, first))
      : nextItemBatch(sequences, windows)
    // Each example's gradient, and its loss, is over the length that the model reads.
    loss +=
      architecture.length * learner.exampleGradients(batch, (gradient) => addClipped(gradient, clip, sum))
    for (const target of batch.targets) if (target >= 0) predictions++
  }
  for (const { name, rows: height, columns } of learner.parameters.shapes) {
    const from = learner.parameters.offsets.get(name)!
    for (let at = from; at < from + height * columns; at++) {
      sum[at] = (sum[at] + noise * clip * source.normal()) / expected
    }
  }
  learner.step(sum, pace, share)
  return predictions === 0 ? 0 : loss / predictions
}

/** A stretch of a user's training items, no longer than the model reads. */
function stretchOf(sequences: Sequences, user: number, length: number, source: SecretNoise): Window {
  const from = sequences.start[user]
  const last = trainingEnd(sequences, user) - 1
  const inputs = Math.min(length, last - from)
  const to = last - source.integer(last - from - inputs + 1)
  return { from: to - inputs, to }
}

/** Adds a gradient, shortened to `clip` where it is longer. */
export function addClipped(gradient: Float32Array, clip: number, sum: Float32Array): void {
  let squares = 0
  for (let i = 0; i < gradient.length; i++) squares += gradient[i] * gradient[i]
  const scale = Math.min(1, clip / Math.sqrt(squares))
  if (squares === 0) return
  for (let i = 0; i < gradient.length; i++) sum[i] += scale * gradient[i]
}
