import { trainingEnd } from '../data/leave-one-out.ts'
import type { Sequences } from '../data/sequences.ts'
import type { LearnerOptions } from '../training/learner.ts'
import type { TrainingPlan } from '../training/train-model.ts'
import { noiseFor } from './renyi-accountant.ts'

export interface PrivacyRequest {
  readonly epsilon: number
  readonly delta: number
  /** The most that one user's gradient may be long. */
  readonly clip: number
}

export interface PrivacyPlan {
  /** Users with something to learn from. */
  readonly users: readonly number[]
  /** Probability of each to be drawn in a step. */
  readonly rate: number
  readonly steps: number
  /** The least standard deviation of the noise, in clipping lengths, that keeps within ε; null where none does. */
  readonly noise: number | null
  readonly learning: LearnerOptions
}

/** Most examples that are held at once; a larger sample goes in parts. */
const mostRows = 256

/** What is drawn in each step, and how much noise it takes. */
export function planPrivacy(
  sequences: Sequences,
  { epochs, options }: TrainingPlan,
  { epsilon, delta }: Pick<PrivacyRequest, 'epsilon' | 'delta'>,
): PrivacyPlan {
  const users = [...sequences.users.keys()].filter(
    (user) => trainingEnd(sequences, user) - sequences.start[user] > 1,
  )
  const rate = users.length === 0 ? 1 : Math.min(1, options.rows / users.length)
  const steps = Math.max(1, Math.round(epochs / rate))
  const rows = Math.max(1, Math.min(mostRows, users.length, 2 * options.rows))
  return {
    ...{ users, rate, steps },
    noise: noiseFor(rate, steps, epsilon, delta),
    learning: { ...options, rows, loss: 'softmax', examplesApart: true },
  }
}
