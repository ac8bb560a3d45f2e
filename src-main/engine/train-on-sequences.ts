import { createHash } from 'node:crypto'
import { totalmem } from 'node:os'
import type { TrainedModelSummary, TrainingLoss } from '../contract/models.ts'
import { partOf } from '../contract/monitor.ts'
import { type Words, words } from '../contract/words.ts'
import { chooseBackend } from '../models/backends/choose-backend.ts'
import { placeOn } from '../models/backends/hold-on-backend.ts'
import { trainOnBackend } from '../models/backends/train-on-backend.ts'
import type { Sequences } from '../models/data/sequences.ts'
import { calibrateNextItem } from '../models/heads/next-item-calibration.ts'
import type { SavedModel } from '../models/saving/saved-model.ts'
import { planTraining, type TrainingRequest } from '../models/training/plan-training.ts'
import type { CheckpointStore, Training, TrainingPlan } from '../models/training/train-model.ts'
import { planDeviceMemory } from '../models/webgpu/device-memory.ts'
import type { Context } from './handler.ts'

/** What is asked of training, whatever the events come from. */
export type SequenceTraining = Omit<TrainingRequest, 'memoryLimit'> & {
  readonly backend: Parameters<typeof chooseBackend>[0]
}

/**
 * Plans and trains a model on sequences. `checkpoints` opens what keeps the state of exactly this training, told by its
 * identity: the plan and the sequences. `startItems` gives items' vectors to begin with.
 */
export async function trainOnSequences(
  sequences: Sequences,
  request: SequenceTraining,
  { monitor, parallel, graphics }: Pick<Context, 'monitor' | 'parallel' | 'graphics'>,
  checkpoints?: (identity: string) => CheckpointStore,
  startItems?: (width: number) => Float32Array,
): Promise<{ readonly summary: Omit<TrainedModelSummary, 'saved'>; readonly model: SavedModel }> {
  const planned = planTraining(sequences, { ...request, memoryLimit: totalmem() / 2 })
  const plan =
    startItems === undefined ? planned : { ...planned, startItems: startItems(planned.architecture.width) }
  const { loss, adversary } = plan.options
  const work = { model: request.model, loss, adversary, graphicsBytes: graphicsBytesOf(plan) }
  const chosen = await chooseBackend(request.backend, work, parallel.workers, graphics)
  const automatic = request.backend === 'automatic'
  const store = checkpoints?.(identityOf(sequences, plan))
  const trained = await trainOnBackend(
    { ...chosen, automatic },
    sequences,
    plan,
    { graphics, parallel },
    partOf(monitor, 0.02, 0.97),
    store,
  )
  const seconds = trained.history.reduce((sum, epoch) => sum + epoch.seconds, 0)
  const model: SavedModel = {
    architecture: plan.architecture,
    items: sequences.items,
    options: plan.used,
    metrics: trained.metrics,
    seed: request.seed,
    temperature: 1,
    ...(sequences.sides === undefined ? {} : { sides: sequences.sides.map(({ side }) => side) }),
    weights: trained.weights,
  }
  // What the device had no room for was never computed there; one that was lost is not asked again.
  const here = { ...chosen, backend: 'wasm', device: `CPU × ${parallel.workers}` } as const
  const full = words('backend_gpu_full', { device: chosen.device })
  const backend = trained.leftDevice === 'full' ? { ...here, reason: full } : chosen
  const asked = trained.leftDevice === null ? chosen : here
  const place = placeOn(asked, automatic, { graphics, parallel })
  const calibration = await calibrateNextItem(model, sequences, place.hold, partOf(monitor, 0.97, 1))
  return {
    model: { ...model, temperature: calibration?.temperature ?? 1 },
    summary: {
      model: request.model,
      loss,
      backend: backend.backend,
      device: backend.device,
      backendReason: backend.reason,
      parity: backend.parity,
      metrics: trained.metrics,
      history: trained.history,
      bestEpoch: trained.bestEpoch,
      secondsPerEpoch: seconds / trained.history.length,
      parameters: trained.parameters,
      users: sequences.users.length,
      items: sequences.items.length,
      events: sequences.item.length,
      testUsers: trained.testUsers,
      calibration,
      options: plan.used,
      seed: request.seed,
      memory: trained.bytes,
      protocol: protocolOf(sequences, trained.testUsers),
      warnings: [
        ...trained.warnings,
        ...place.computedOn().warnings,
        ...warningsOf(sequences, plan, trained),
      ],
    },
  }
}

export function protocolOf(sequences: Sequences, users: number): Words {
  return words('protocol_next_item', { items: sequences.items.length, users })
}

/** Nats of a prediction by somebody who knows nothing: of a sample, those among all items at most. */
const guess: Readonly<Record<TrainingLoss, (items: number) => number>> = {
  softmax: Math.log,
  'sampled-softmax': Math.log,
  bpr: () => Math.LN2,
  bce: () => 2 * Math.LN2,
}

function warningsOf(
  { items }: Sequences,
  { options: { loss, rate } }: TrainingPlan,
  { history, bestEpoch, testUsers }: Training,
): Words[] {
  const nats = history[bestEpoch].loss
  return [
    ...(items.length === 1 ? [words('models_one_item')] : []),
    ...(nats > 2 * guess[loss](items.length) ? [words('models_worse_than_guessing', { rate })] : []),
    ...(testUsers === 0 ? [words('models_nothing_held_out')] : []),
  ]
}

function graphicsBytesOf({ architecture, options }: TrainingPlan): number {
  return planDeviceMemory(architecture, options).layout.bytes
}

/** What is trained on what: the plan, whatever the machine's memory, and the sequences. */
function identityOf(sequences: Sequences, { startItems, ...plan }: TrainingPlan): string {
  const hash = createHash('sha256')
  hash.update(JSON.stringify(plan, (key, value) => (key === 'memoryLimit' ? undefined : value)))
  hash.update(sequences.item)
  hash.update(sequences.start)
  if (startItems !== undefined) hash.update(startItems)
  for (const { codes } of sequences.sides ?? []) hash.update(codes)
  for (const name of sequences.items) hash.update(`${name}\n`)
  return hash.digest('hex')
}
