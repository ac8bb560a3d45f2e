import { fail } from '../../contract/errors.ts'
import type { EpochRecord, TrainingProgress } from '../../contract/models.ts'
import { type Monitor, partOf } from '../../contract/monitor.ts'
import { type Words, words } from '../../contract/words.ts'
import type { Parallel } from '../../numeric/parallel.ts'
import type { Architecture } from '../architecture.ts'
import { askInBatches } from '../ask-in-batches.ts'
import type { Augmentation } from '../data/augment.ts'
import { type Trial, trainingEnd } from '../data/leave-one-out.ts'
import { rankingQuality } from '../data/ranking-quality.ts'
import type { Sequences } from '../data/sequences.ts'
import type { Batch, HeldModel } from './held-model.ts'
import type { Learner, LearnerOptions, LearnerState, OpenLearner } from './learner.ts'
import { epochBatches, rankingWarnings, trialsToRank } from './objective.ts'
import { paceAt } from './pace.ts'
import { onProcessor } from './processor-learner.ts'
import { meanShareAt } from './weight-mean.ts'

export interface TrainingPlan {
  readonly architecture: Architecture
  readonly options: LearnerOptions
  readonly epochs: number
  readonly patience: number
  /** As `paceAt` takes it; 0 where left out. */
  readonly warmup?: number
  /** Epochs that the mean of the weights is over, which `options.averages` keeps; it is what validates and is kept then. */
  readonly averaging?: number
  readonly k: readonly number[]
  /** Items' vectors to begin with, `architecture.width` numbers an item; drawn where left out. */
  readonly startItems?: Float32Array
  /** Sequences that are changed as they are learned from; none where left out. */
  readonly augmentation?: Augmentation
}

/** Where training stands after an epoch. */
export interface Checkpoint {
  readonly state: LearnerState
  readonly best: { readonly epoch: number; readonly score: number; readonly weights: Float32Array }
  readonly history: readonly EpochRecord[]
}

/** Keeps the last checkpoint; a reader sees the old one or the new one, never a part. */
export interface CheckpointStore {
  load(): Checkpoint | null
  /** Training goes on once it is kept. */
  save(checkpoint: Checkpoint): void | Promise<void>
}

export interface Training {
  readonly history: readonly EpochRecord[]
  readonly bestEpoch: number
  readonly metrics: Readonly<Record<string, number>>
  readonly testUsers: number
  /** The weights of the best epoch, or their mean there. */
  readonly weights: Float32Array
  readonly bytes: number
  readonly parameters: number
  readonly warnings: readonly Words[]
}

/**
 * Trains until the validation's NDCG at the first k has not been better for `patience` epochs, keeps the weights of the best epoch, or
 * their mean where that is kept, and ranks the test items with them. Everything drawn depends on the seed and the epoch alone, so going on from a checkpoint gives
 * the bits of an unbroken run. Where no user holds out an item, every epoch is trained and the last is kept.
 *
 * Throws MODELS_NOTHING_TO_LEARN, MODELS_TOO_LARGE, MODELS_DIVERGED (the loss or a weight is not a number before an epoch was
 * whole; later it ends training with a warning).
 */
export async function trainModel(
  sequences: Sequences,
  plan: TrainingPlan,
  place: Parallel | OpenLearner,
  monitor: Monitor,
  checkpoints?: CheckpointStore,
): Promise<Training> {
  const open = typeof place === 'function' ? place : onProcessor(place)
  const { architecture, options } = plan
  if (epochBatches(architecture, sequences, options.rows, options.seed, 0).count === 0) {
    throw fail('MODELS_NOTHING_TO_LEARN')
  }
  const learner = await open(architecture, options, monitor, trainingCounts(sequences))
  try {
    if (plan.startItems !== undefined) await beginWith(learner, plan.startItems)
    const trained = await runEpochs(sequences, plan, learner, partOf(monitor, 0, 0.95), checkpoints)
    learner.load(trained.best.weights)
    const test = trialsToRank(architecture, sequences, 'test')
    return {
      history: trained.history,
      bestEpoch: trained.best.epoch,
      metrics: await qualityOf(learner, sequences, test, plan.k, partOf(monitor, 0.95, 1)),
      testUsers: test.length,
      weights: trained.best.weights,
      bytes: learner.bytes,
      parameters: learner.parameters.count,
      warnings: [...trained.warnings, ...rankingWarnings(sequences, test.length)],
    }
  } finally {
    await learner.close()
  }
}

/** Puts items' vectors in the place of those that were drawn. */
export async function beginWith(learner: Learner, startItems: Float32Array): Promise<void> {
  const { weights } = await learner.state()
  weights.set(startItems, learner.parameters.offsets.get('items')!)
  learner.load(weights)
}

async function runEpochs(
  sequences: Sequences,
  plan: TrainingPlan,
  learner: Learner,
  monitor: Monitor,
  checkpoints?: CheckpointStore,
) {
  const validation = trialsToRank(plan.architecture, sequences, 'validation')
  const validate = async (state: LearnerState, part: Monitor) => {
    if (state.mean !== undefined) learner.load(state.mean)
    const quality = await qualityOf(learner, sequences, validation, plan.k, listening(part))
    if (state.mean !== undefined) learner.load(state.weights)
    return quality
  }
  const known = checkpoints?.load() ?? null
  if (known !== null) learner.restore(known.state)
  const history: EpochRecord[] = [...(known?.history ?? [])]
  for (const ended of history) {
    monitor.report((ended.epoch + 1) / plan.epochs, undefined, progressOf(plan, ended))
  }
  let best = known?.best ?? {
    epoch: -1,
    score: Number.NEGATIVE_INFINITY,
    weights: judged(await learner.state()),
  }
  for (let epoch = history.length; epoch < plan.epochs; epoch++) {
    if (epoch - best.epoch > plan.patience && validation.length > 0) break
    const started = performance.now()
    const part = partOf(monitor, epoch / plan.epochs, (epoch + 1) / plan.epochs)
    const loss = await trainEpoch(sequences, plan, learner, epoch, history.at(-1), part)
    const state = Number.isFinite(loss) ? await learner.state() : null
    if (state?.weights.every(Number.isFinite) !== true) {
      if (best.epoch < 0) throw fail('MODELS_DIVERGED', { rate: plan.options.rate })
      return {
        history,
        best,
        warnings: [words('models_diverged', { epoch: epoch + 1, kept: best.epoch + 1 })],
      }
    }
    const quality = await validate(state, part)
    const score = quality[`ndcg@${plan.k[0]}`] ?? epoch
    if (score > best.score) best = { epoch, score, weights: judged(state) }
    history.push({ epoch, loss, validation: quality, seconds: (performance.now() - started) / 1000 })
    part.report(1, undefined, progressOf(plan, history.at(-1)!))
    await checkpoints?.save({ state, best, history })
  }
  return { history, best, warnings: [] }
}

/** The weights that validate and are kept: their mean where there is one. */
function judged({ weights, mean }: LearnerState): Float32Array {
  return mean ?? weights
}

function progressOf({ epochs, patience }: TrainingPlan, ended: EpochRecord): TrainingProgress {
  return { epochs, patience, ended }
}

/** The mean loss of the epoch's predictions; not a number as soon as one batch's is not. */
async function trainEpoch(
  sequences: Sequences,
  plan: TrainingPlan,
  learner: Learner,
  epoch: number,
  last: EpochRecord | undefined,
  monitor: Monitor,
): Promise<number> {
  const { rows, seed } = plan.options
  const batches = epochBatches(plan.architecture, sequences, rows, seed, epoch, plan.augmentation)
  const phase =
    last === undefined
      ? words('phase_training_epoch', { epoch: epoch + 1, epochs: plan.epochs })
      : words('phase_training_epoch_loss', {
          epoch: epoch + 1,
          epochs: plan.epochs,
          loss: last.loss.toFixed(4),
        })
  let total = 0
  let predictions = 0
  const underWay: { readonly loss: number | Promise<number>; readonly count: number }[] = []
  const settle = async () => {
    const { loss, count } = underWay.shift()!
    const value = await loss
    total = Number.isFinite(value) ? total + value * count : Number.NaN
    predictions += count
  }
  for (let index = 0; index < batches.count; index++) {
    monitor.report(index / batches.count, phase)
    const batch = batches.batch(index)
    const at = epoch + (index + 1) / batches.count
    const pace = paceAt(at, plan.epochs, plan.warmup ?? 0)
    const share = meanShareAt(at, batches.count, plan.averaging ?? 1)
    underWay.push({
      loss: learner.train(batch, pace, share),
      count: batch.targets.reduce((sum, target) => sum + (target < 0 ? 0 : 1), 0),
    })
    if (underWay.length > learner.ahead) await settle()
    if (Number.isNaN(total)) return Number.NaN
  }
  while (underWay.length > 0) await settle()
  return total / predictions
}

/** Metrics of ranking every trial's target among all items; none where there is no trial. `change` may disturb what is asked. */
export async function qualityOf(
  held: HeldModel,
  sequences: Sequences,
  trials: readonly Trial[],
  k: readonly number[],
  monitor: Monitor,
  change?: (batch: Batch, first: number) => Batch,
): Promise<Record<string, number>> {
  if (trials.length === 0) return {}
  const ranks = new Float32Array(trials.length)
  const rank = (batch: Batch) => held.rank(batch)
  const take = (answer: Float32Array, first: number) => ranks.set(answer, first)
  await askInBatches(held, sequences, trials, monitor, rank, take, change)
  return rankingQuality(ranks, k)
}

/** Only hears of a cancel: an epoch's bar stands at its end while it is validated. */
function listening(monitor: Monitor): Monitor {
  return { check: () => monitor.check(), report: () => monitor.check() }
}

/** How often each item is met in training. */
function trainingCounts(sequences: Sequences): Float64Array {
  const counts = new Float64Array(sequences.items.length)
  for (let user = 0; user < sequences.users.length; user++) {
    for (let at = sequences.start[user]; at < trainingEnd(sequences, user); at++) counts[sequences.item[at]]++
  }
  return counts
}
