import { totalmem } from 'node:os'
import type { TrainingPlanSummary } from '../contract/kept-models.ts'
import type { PrivacySettings } from '../contract/private-training.ts'
import { type Words, words } from '../contract/words.ts'
import type { Sequences } from '../models/data/sequences.ts'
import { kernelMemoryLimit } from '../models/kernels/kernels.ts'
import { networks } from '../models/networks/table.ts'
import { planMemory } from '../models/training/plan-memory.ts'
import { planTraining, type TrainingRequest } from '../models/training/plan-training.ts'
import { planPrivateTraining, privateOptions } from './plan-private-training.ts'

const shapes = ['hidden', 'layers', 'heads'] as const

/** What training would do and take. Whatever would refuse it or spoil it is said, not thrown. */
export function planOnSequences(
  sequences: Sequences,
  request: TrainingRequest & { readonly privacy?: PrivacySettings },
  workers: number,
): TrainingPlanSummary {
  const { privacy: asked } = request
  const plan = planTraining(
    sequences,
    asked === undefined ? request : { ...request, options: privateOptions(request.options) },
  )
  const privacy = asked === undefined ? null : planPrivateTraining(sequences, plan, asked)
  const options = privacy?.learning ?? plan.options
  const { layout, parameters } = planMemory(plan.architecture, options, workers)
  const memoryLimit = Math.min(kernelMemoryLimit, totalmem() / 2)
  const lengths = usersByLength(sequences)
  return {
    users: sequences.users.length,
    items: sequences.items.length,
    events: sequences.item.length,
    testUsers: lengths.held,
    options: plan.used,
    unused: shapes.filter((name) => !networks[request.model].shapedBy.includes(name)),
    loss: options.loss,
    parameters: parameters.count,
    memory: layout.bytes,
    memoryLimit,
    ...(privacy === null ? {} : { privacy: privacy.summary }),
    nothingToLearn: nothingToLearn(sequences, lengths),
    warnings: [
      ...warningsOf(sequences, options.loss, lengths, layout.bytes, memoryLimit),
      ...(privacy?.warnings ?? []),
    ],
  }
}

function usersByLength({ users, start }: Sequences): { readonly single: number; readonly held: number } {
  let single = 0
  let held = 0
  for (let user = 0; user < users.length; user++) {
    const length = start[user + 1] - start[user]
    if (length < 2) single++
    if (length >= 3) held++
  }
  return { single, held }
}

function nothingToLearn(
  { users, items }: Sequences,
  { single }: ReturnType<typeof usersByLength>,
): Words | null {
  if (single === users.length) return words('error_MODELS_NOTHING_TO_LEARN')
  return items.length === 1 ? words('models_one_item') : null
}

/** Fewer test users than this, and the metrics say little. */
const fewTestUsers = 100

function warningsOf(
  { users, items }: Sequences,
  loss: string,
  { single, held }: ReturnType<typeof usersByLength>,
  memory: number,
  limit: number,
): Words[] {
  const warnings: Words[] = []
  if (single > 0 && single < users.length)
    warnings.push(words('models_users_of_one_event', { single, users: users.length }))
  if (held === 0) warnings.push(words('models_nothing_held_out'))
  else if (held < fewTestUsers) warnings.push(words('models_few_test_users', { users: held }))
  if (loss === 'sampled-softmax') warnings.push(words('models_sampled', { items: items.length }))
  if (memory > limit) {
    const [needed, most] = [Math.ceil(memory / 2 ** 20), Math.floor(limit / 2 ** 20)]
    warnings.push(words('error_MODELS_TOO_LARGE', { items: items.length, needed, limit: most }))
  }
  return warnings
}
