import type { Response } from '../../../src-main/contract/methods.ts'

export type Session = Response<'behaviour.sessions'>['rows'][number]

/** "view ×3 → cart → purchase": the types of a session's events in order, repeats told once. */
export function pathOf(session: Session): string {
  const runs: { type: string; times: number }[] = []
  for (const { type } of session.steps) {
    const last = runs.at(-1)
    if (last?.type === type) last.times += 1
    else runs.push({ type, times: 1 })
  }
  const path = runs.map(({ type, times }) => (times === 1 ? type : `${type} ×${times}`)).join(' → ')
  return session.events > session.steps.length ? `${path} …` : path
}
