import type { Backend, ModelEvaluation } from '../contract/models.ts'
import { partOf } from '../contract/monitor.ts'
import { words } from '../contract/words.ts'
import { type Disturbance, evaluateModel } from '../models/apply-model.ts'
import { placeToAsk } from '../models/backends/hold-on-backend.ts'
import type { Sequences } from '../models/data/sequences.ts'
import { type Perturbation, perturbedQuality } from '../models/perturbed-quality.ts'
import type { SavedModel } from '../models/saving/saved-model.ts'
import { rankingWarnings } from '../models/training/objective.ts'
import type { Context } from './handler.ts'
import { protocolOf } from './train-on-sequences.ts'

/** What is asked of a model, whatever the events come from. */
export interface SequenceEvaluation {
  readonly backend: Backend | 'automatic'
  readonly k: readonly number[]
  readonly disturb?: Partial<Disturbance>
  readonly perturb?: Perturbation
}

/** Ranks every user's last item as the events and the model are, and as they are spoilt where asked. */
export async function evaluateOnSequences(
  model: SavedModel,
  sequences: Sequences,
  { backend, k, disturb, perturb }: SequenceEvaluation,
  context: Pick<Context, 'parallel' | 'monitor' | 'graphics'>,
): Promise<ModelEvaluation> {
  const { monitor } = context
  const parts = 1 + Number(disturb !== undefined) + 3 * Number(perturb !== undefined)
  const rows = parts * sequences.users.length
  const asked = { questions: { gradients: perturb !== undefined }, rows, scores: true }
  const { hold, computedOn } = await placeToAsk(backend, model, asked, context)
  const plain = partOf(monitor, 0, 1 / parts)
  const { metrics, users } = await evaluateModel(model, sequences, k, hold, plain)
  const disturbed =
    disturb === undefined
      ? undefined
      : await evaluateModel(model, sequences, k, hold, partOf(monitor, 1 / parts, 2 / parts), {
          ...{ mask: 0, reorder: 0, seed: 0 },
          ...disturb,
        })
  const perturbed =
    perturb === undefined || users === 0
      ? undefined
      : await perturbedQuality(model, sequences, perturb, k, hold, partOf(monitor, 1 - 3 / parts, 1))
  const { warnings, ...place } = computedOn()
  return {
    ...place,
    metrics,
    ...(disturbed === undefined ? {} : { disturbed: disturbed.metrics }),
    ...(perturbed === undefined ? {} : { perturbed }),
    users,
    items: model.items.length,
    protocol: protocolOf(sequences, users),
    warnings: [
      ...warnings,
      ...(users === 0 ? [words('models_nothing_held_out')] : rankingWarnings(sequences, users)),
    ],
  }
}
