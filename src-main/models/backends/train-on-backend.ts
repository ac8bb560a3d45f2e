import type { Backend } from '../../contract/models.ts'
import type { Monitor } from '../../contract/monitor.ts'
import { words } from '../../contract/words.ts'
import type { Parallel } from '../../numeric/parallel.ts'
import type { Sequences } from '../data/sequences.ts'
import {
  type Checkpoint,
  type CheckpointStore,
  type Training,
  type TrainingPlan,
  trainModel,
} from '../training/train-model.ts'
import { isLost } from './fail-over.ts'
import type { Graphics } from './graphics.ts'
import { isTooLarge } from './hold-on-backend.ts'

/** Where training begins. */
export interface TrainingBackend {
  readonly backend: Backend
  /** Whether another one may be taken in its stead; not where left out. */
  readonly automatic?: boolean
}

export interface Trained extends Training {
  /** Why it did not end on the graphics processor where it began: that was lost, or had no room for it. */
  readonly leftDevice: 'lost' | 'full' | null
}

/**
 * Trains where it was chosen to. A graphics processor that is lost on the way costs the epoch under way: training goes on
 * from the last whole one on the processor, and says so. Where nobody insisted on it, the processor also takes a model
 * that it has no room for, as beside another one.
 */
export async function trainOnBackend(
  { backend, automatic = false }: TrainingBackend,
  sequences: Sequences,
  plan: TrainingPlan,
  { graphics, parallel }: { readonly graphics: Graphics; readonly parallel: Parallel },
  monitor: Monitor,
  checkpoints?: CheckpointStore,
): Promise<Trained> {
  const here = async (store?: CheckpointStore) => await trainModel(sequences, plan, parallel, monitor, store)
  if (backend !== 'webgpu') return { ...(await here(checkpoints)), leftDevice: null }
  let last: Checkpoint | null = checkpoints?.load() ?? null
  const kept: CheckpointStore = {
    load: () => last,
    async save(checkpoint) {
      last = { ...checkpoint, history: [...checkpoint.history] }
      await checkpoints?.save(checkpoint)
    },
  }
  try {
    return { ...(await graphics.train(sequences, plan, monitor, kept)), leftDevice: null }
  } catch (error) {
    monitor.check()
    if (automatic && isTooLarge(error)) {
      return { ...(await here(kept)), leftDevice: 'full' }
    }
    if (!isLost(error)) throw error
    const epoch = (last?.history.length ?? 0) + 1
    const trained = await here(kept)
    const lost = words('models_device_lost', { epoch, detail: error.parameters.detail })
    return { ...trained, warnings: [lost, ...trained.warnings], leftDevice: 'lost' }
  }
}
