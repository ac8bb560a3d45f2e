import type { Monitor } from '../../contract/monitor.ts'
import type { Kernel, Parallel } from '../../numeric/parallel.ts'
import type { EventHistories } from './event-histories.ts'
import { type Influences, influencesOfUsers, influencesTogether } from './influences.ts'
import { momentsOfUsers } from './moments.ts'
import type { InfluencesAsked } from './user-influences.ts'
import { type Moments, type MomentsAsked, momentsTogether } from './user-moments.ts'
import { rangesOf, type UserRange } from './user-ranges.ts'

/** Passes over all users for several questions at once; answers in the order of the questions. */
export interface Passes {
  readonly types: number
  readonly moments: (asked: readonly MomentsAsked[], monitor: Monitor) => Promise<Moments[]>
  readonly influences: (asked: readonly InfluencesAsked[], monitor: Monitor) => Promise<Influences[]>
}

export function passesOver(histories: EventHistories, parallel: Parallel): Passes {
  const types = histories.types.length
  const ranges = rangesOf(histories)
  /** Every question to every range of users, the answers of a question's ranges together. */
  const pass = async <Asked extends object, Part>(
    kernel: Kernel<EventHistories, Asked & UserRange, Part>,
    asked: readonly Asked[],
    monitor: Monitor,
  ): Promise<Awaited<Part>[][]> => {
    if (asked.length === 0) return []
    const tasks = asked.flatMap((own) => ranges.map((range) => ({ ...own, ...range })))
    const parts = await parallel.map(kernel, histories, tasks, (done) => monitor.report(done / tasks.length))
    return asked.map((_, at) => parts.slice(at * ranges.length, (at + 1) * ranges.length))
  }
  return {
    types,
    moments: async (asked, monitor) =>
      (await pass(momentsOfUsers, asked, monitor)).map((parts, at) =>
        momentsTogether(parts, types, asked[at]),
      ),
    influences: async (asked, monitor) =>
      (await pass(influencesOfUsers, asked, monitor)).map((parts) => influencesTogether(parts, types)),
  }
}
