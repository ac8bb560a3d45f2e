import type { Response } from '../../src-main/contract/methods.ts'

/** Every event type of the project with how many events have it, the most frequent first. */
export function eventTypesOf(sources: Response<'data.sources'>): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>()
  for (const source of sources) {
    for (const { type, count } of source.eventTypes) counts.set(type, (counts.get(type) ?? 0) + count)
  }
  return [...counts].sort((a, b) => b[1] - a[1])
}
