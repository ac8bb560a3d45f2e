import type { TrainingPlanSummary } from '../contract/kept-models.ts'
import type { TrainingOptions } from '../contract/models.ts'
import type { PrivacySettings } from '../contract/private-training.ts'
import { type Words, words } from '../contract/words.ts'
import type { Sequences } from '../models/data/sequences.ts'
import { planPrivacy } from '../models/private/plan-privacy.ts'
import { epsilonOf } from '../models/private/renyi-accountant.ts'
import type { LearnerOptions } from '../models/training/learner.ts'
import type { TrainingPlan } from '../models/training/train-model.ts'

/**
 * What is asked for, without what repeats score unless that is: the few numbers that every sequence pulls at would fill the clipped
 * gradients at first.
 */
export function privateOptions(options: TrainingOptions): TrainingOptions {
  return { repeats: 0, ...options }
}

/** One over ten times the users. */
export function deltaOf({ delta }: Pick<PrivacySettings, 'delta'>, { users }: Sequences): number {
  return delta ?? 1 / (10 * users.length)
}

/** What privacy would take of a training. Where no noise reaches its ε, that is said, not thrown. */
export function planPrivateTraining(
  sequences: Sequences,
  training: TrainingPlan,
  settings: PrivacySettings,
): {
  readonly learning: LearnerOptions
  readonly summary: NonNullable<TrainingPlanSummary['privacy']>
  readonly warnings: readonly Words[]
} {
  const delta = deltaOf(settings, sequences)
  const { clip, epsilon } = settings
  const { users, rate, steps, noise, learning } = planPrivacy(sequences, training, { epsilon, delta })
  return {
    learning,
    summary: {
      epsilon: noise === null ? epsilon : epsilonOf(rate, noise, steps, delta),
      ...{ delta, noise, clip, steps, samplingRate: rate, users: users.length },
    },
    warnings: [
      ...(noise === null ? [words('error_MODELS_PRIVACY_OUT_OF_REACH', { epsilon, steps })] : []),
      ...privacyWarnings(sequences, delta),
    ],
  }
}

/** What weakens the promise. */
export function privacyWarnings(sequences: Sequences, delta: number): Words[] {
  return [
    ...(delta > 1 / sequences.users.length ? [words('warning_delta_large')] : []),
    ...(sequences.sides === undefined || sequences.sides.length === 0
      ? []
      : [words('warning_private_sides')]),
  ]
}
