import { AntecedentError } from '../../contract/errors.ts'
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
import type { Graphics } from './graphics.ts'

/**
 * Trains where it was chosen to. A graphics processor that is lost on the way costs the epoch under way: training goes on
 * from the last whole one on the processor, and says so.
 */
export async function trainOnBackend(
  backend: Backend,
  sequences: Sequences,
  plan: TrainingPlan,
  { graphics, parallel }: { readonly graphics: Graphics; readonly parallel: Parallel },
  monitor: Monitor,
  checkpoints?: CheckpointStore,
): Promise<Training> {
  if (backend !== 'webgpu') return await trainModel(sequences, plan, parallel, monitor, checkpoints)
  let last: Checkpoint | null = checkpoints?.load() ?? null
  const kept: CheckpointStore = {
    load: () => last,
    async save(checkpoint) {
      last = { ...checkpoint, history: [...checkpoint.history] }
      await checkpoints?.save(checkpoint)
    },
  }
  try {
    return await graphics.train(sequences, plan, monitor, kept)
  } catch (error) {
    if (!(error instanceof AntecedentError) || error.code !== 'MODELS_DEVICE_LOST') throw error
    monitor.check()
    const epoch = (last?.history.length ?? 0) + 1
    const trained = await trainModel(sequences, plan, parallel, monitor, kept)
    const lost = words('models_device_lost', { epoch, detail: error.parameters.detail })
    return { ...trained, warnings: [lost, ...trained.warnings] }
  }
}
