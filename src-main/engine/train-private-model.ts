import { totalmem } from 'node:os'
import type { KeptTraining, KeptTrainingRecord, LearntFrom } from '../contract/kept-models.ts'
import { partOf } from '../contract/monitor.ts'
import type { PrivacySettings } from '../contract/private-training.ts'
import { type Words, words } from '../contract/words.ts'
import { chooseBackend } from '../models/backends/choose-backend.ts'
import type { Sequences } from '../models/data/sequences.ts'
import type { DatedSequences } from '../models/data/sequences-from-events.ts'
import { type PrivateTraining, trainPrivately } from '../models/private/train-privately.ts'
import type { SavedModel } from '../models/saving/saved-model.ts'
import { planTraining } from '../models/training/plan-training.ts'
import type { Context } from './handler.ts'
import { deltaOf, privacyWarnings, privateOptions } from './plan-private-training.ts'
import { protocolOf } from './train-on-sequences.ts'

interface PrivateModel {
  /** Its metrics are empty: they are of the users' own items, and a file goes where the users' items must not. */
  readonly model: SavedModel
  readonly trained: PrivateTraining
  readonly delta: number
  readonly protocol: Words
  readonly warnings: readonly Words[]
}

/** Trains a model that hardly tells about any one user. Errors as `trainPrivately`, MODELS_HEADS_DO_NOT_DIVIDE. */
export async function trainPrivateModel(
  sequences: Sequences,
  request: Pick<KeptTraining, 'model' | 'epochs' | 'seed' | 'k' | 'options'>,
  privacy: PrivacySettings,
  { parallel, monitor }: Pick<Context, 'parallel' | 'monitor'>,
  startItems?: (width: number) => Float32Array,
): Promise<PrivateModel> {
  const planned = planTraining(sequences, {
    ...request,
    loss: 'softmax',
    memoryLimit: totalmem() / 2,
    options: privateOptions(request.options),
  })
  const { architecture, used } = planned
  const plan = startItems === undefined ? planned : { ...planned, startItems: startItems(architecture.width) }
  const { epsilon, clip } = privacy
  const delta = deltaOf(privacy, sequences)
  const trained = await trainPrivately(sequences, plan, { epsilon, delta, clip }, parallel, monitor)
  const sides = sequences.sides?.map(({ side }) => side)
  return {
    model: {
      ...{ architecture, items: sequences.items, options: used, metrics: {}, seed: request.seed },
      temperature: 1,
      weights: trained.weights,
      ...(sides === undefined ? {} : { sides }),
    },
    ...{ trained, delta },
    protocol: words('protocol_private', {
      epsilon: trained.epsilon.toPrecision(3),
      delta: delta.toExponential(1),
    }),
    warnings: [
      ...privacyWarnings(sequences, delta),
      ...(trained.testUsers === 0 ? [words('models_nothing_held_out')] : []),
    ],
  }
}

/** As `trainPrivateModel`, on the project's events, with the record that is kept beside the model. */
export async function trainPrivateKept(
  sequences: DatedSequences,
  request: KeptTraining,
  privacy: PrivacySettings,
  { parallel, monitor, graphics }: Pick<Context, 'parallel' | 'monitor' | 'graphics'>,
  startItems?: (width: number) => Float32Array,
): Promise<{ readonly summary: Omit<KeptTrainingRecord, 'request'>; readonly model: SavedModel }> {
  const work = { model: request.model, loss: 'softmax' as const, graphicsBytes: 0 }
  const { backend, device, parity } = await chooseBackend('wasm', work, parallel.workers, graphics)
  const { model, trained, delta, protocol, warnings } = await trainPrivateModel(
    sequences,
    request,
    privacy,
    { parallel, monitor: partOf(monitor, 0.02, 1) },
    startItems,
  )
  const { metrics, history, testUsers, noise, steps, rate, epsilon, parameters } = trained
  const seconds = history.reduce((sum, pass) => sum + pass.seconds, 0)
  return {
    model: { ...model, learntFrom: wholeDays(sequences, request) },
    summary: {
      ...{ model: request.model, loss: 'softmax', backend, device, parity, parameters, testUsers },
      backendReason: words('backend_private'),
      ...{ metrics, history },
      bestEpoch: history.length - 1,
      secondsPerEpoch: seconds / history.length,
      users: sequences.users.length,
      items: sequences.items.length,
      events: sequences.item.length,
      calibration: null,
      options: model.options as KeptTrainingRecord['options'],
      seed: request.seed,
      memory: trained.bytes,
      protocol: protocolOf(sequences, testUsers),
      warnings,
      privacy: {
        ...{ epsilon, delta, noise, steps, samplingRate: rate, clip: privacy.clip },
        users: trained.users,
        inWords: protocol,
      },
    },
  }
}

const day = 86_400e6

/** The moments of the first and the last event are somebody's own: the file says the days around them. */
function wholeDays({ firstEvent, lastEvent }: DatedSequences, { types }: KeptTraining): LearntFrom {
  return {
    types: types ?? null,
    firstEvent: Math.floor(firstEvent / day) * day,
    lastEvent: Math.ceil(lastEvent / day) * day,
  }
}
