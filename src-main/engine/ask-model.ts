import type { Backend, NextItems } from '../contract/models.ts'
import { historiesOf, likeliestNext, usersWithItems, userVectors } from '../models/apply-model.ts'
import { type AskedPlace, placeToAsk } from '../models/backends/hold-on-backend.ts'
import type { Sequences } from '../models/data/sequences.ts'
import type { SavedModel } from '../models/saving/saved-model.ts'
import { likeliestFloats } from '../models/training/likeliest.ts'
import type { Context } from './handler.ts'

/** Every user's vector, and where it was computed. */
export async function vectorsOnBackend(
  model: SavedModel,
  sequences: Sequences,
  backend: Backend | 'automatic',
  context: Context,
): Promise<{
  readonly users: readonly number[]
  readonly vectors: Float32Array
  readonly place: ReturnType<AskedPlace['computedOn']>
}> {
  const rows = usersWithItems(sequences).length
  const { hold, computedOn } = await placeToAsk(
    backend,
    model,
    { questions: {}, rows, scores: false },
    context,
  )
  const found = await userVectors(model, sequences, hold, context.monitor)
  return { ...found, place: computedOn() }
}

/** What these users are likeliest to meet next. */
export async function likeliestOnBackend(
  model: SavedModel,
  sequences: Sequences,
  users: readonly number[],
  { backend, k }: { readonly backend: Backend | 'automatic'; readonly k: number },
  context: Context,
): Promise<NextItems> {
  const asked = { questions: { floatsPerRow: likeliestFloats(k) }, rows: users.length, scores: true }
  const { hold, computedOn } = await placeToAsk(backend, model, asked, context)
  const items = await likeliestNext(model, historiesOf(sequences, users), k, hold, context.monitor)
  return {
    users: users.map((user, row) => ({ user: sequences.users[user], items: items[row] })),
    ...computedOn(),
  }
}
