import * as m from '../../messages/compiled/messages.js'
import type { JudgementRequest } from '../../src-main/contract/judgements.ts'
import { request } from '../state/engine.ts'
import { attempt } from '../state/failures.svelte.ts'
import { history } from '../state/history.svelte.ts'
import type { Judgement } from './words.ts'

/** A judgement for which a reason is being asked. */
export interface Question {
  readonly kind: 'ban' | 'wrong'
  readonly user: string | null
  readonly item: string
}

class Judging {
  question = $state.raw<Question | null>(null)
}

export const judging = new Judging()

/** Judges at once, and offers to undo it. */
export async function judge(judgement: JudgementRequest): Promise<void> {
  const made = await attempt(() => request('recommend.judge', judgement))
  if (made !== undefined) await history.offerUndo(sentence(judgement))
}

export async function takeBack({ id }: Judgement): Promise<void> {
  const gone = await attempt(() => request('recommend.withdraw', { id }))
  if (gone !== undefined) await history.offerUndo(m.ui_recommend_taken_back({ item: gone.item }))
}

function sentence({ kind, user, item }: JudgementRequest): string {
  if (user === null) return m.ui_recommend_done_ban_all({ item })
  if (kind === 'pin') return m.ui_recommend_done_pin({ item, user })
  return kind === 'ban' ? m.ui_recommend_done_ban({ item, user }) : m.ui_recommend_done_wrong({ item, user })
}
