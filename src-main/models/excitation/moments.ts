import { kernel } from '../../numeric/parallel.ts'
import type { EventHistories } from './event-histories.ts'
import { isWatched } from './own-history.ts'
import { emptyMoments, type Moments, type MomentsAsked, momentsAdder } from './user-moments.ts'
import type { UserRange } from './user-ranges.ts'

/** Moments of a range of users, added up. */
export const momentsOfUsers = kernel<EventHistories, MomentsAsked & UserRange, Moments>(
  'models/excitation-moments',
  (histories, { from, to, ...asked }) => {
    const sums = emptyMoments(histories.types.length, asked)
    const add = momentsAdder(histories, asked)
    for (let user = from; user < to; user++) if (isWatched(histories, user)) add(user, sums)
    return sums
  },
)
