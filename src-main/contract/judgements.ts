import * as v from 'valibot'
import { command, query } from './method.ts'

const name = v.pipe(v.string(), v.minLength(1))
const reason = v.optional(v.pipe(v.string(), v.maxLength(2000)), '')

/** What the analyst knows better than the model. It outlives the list it was said of: later lists obey it too. */
export const judgementRequest = v.variant('kind', [
  /** The item comes first on this user's list. */
  v.object({ kind: v.literal('pin'), user: name, item: name, reason }),
  /** The item is not shown to this user; with `user: null` to nobody. */
  v.object({ kind: v.literal('ban'), user: v.nullable(name), item: name, reason }),
  /** The model is mistaken about this user and item: not shown, and kept with the reason. */
  v.object({
    kind: v.literal('wrong'),
    user: name,
    item: name,
    reason: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(2000)),
  }),
])

export type JudgementRequest = v.InferOutput<typeof judgementRequest>

export interface Judgement {
  readonly id: number
  readonly kind: JudgementRequest['kind']
  /** Null: everybody. */
  readonly user: string | null
  readonly item: string
  readonly reason: string
  /** Microseconds UTC. */
  readonly judgedAt: number
}

export const judgementMethods = {
  /** Replaces what was said before of the same user and item, and changes the present list at once. */
  'recommend.judge': command<Judgement>()(judgementRequest),
  /** Takes a judgement back; what it said, so that it can be said again. */
  'recommend.withdraw': command<Judgement>()(v.object({ id: v.number() })),
  /** Newest first. */
  'recommend.judgements': query<readonly Judgement[]>()(v.object({})),
}
