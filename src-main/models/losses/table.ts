import type { TrainingLoss } from '../../contract/models.ts'
import { fullSoftmax } from './full-softmax.ts'
import type { Loss } from './loss.ts'
import { sampledLoss } from './sampled.ts'

export type LossName = TrainingLoss

/** Every loss, one line each. */
export const losses: Readonly<Record<LossName, Loss>> = {
  softmax: fullSoftmax,
  'sampled-softmax': sampledLoss('sampled-softmax'),
  bpr: sampledLoss('bpr'),
  bce: sampledLoss('bce'),
}
