import { kernel } from '../../numeric/parallel.ts'
import type { EventHistories } from './event-histories.ts'
import { isWatched, ownHistories } from './own-history.ts'
import type { UserRange } from './user-ranges.ts'

/** By rows, K×K: traces down, and across traces (`design`) or excited types (`response`). */
export interface Contrast {
  readonly design: Float64Array
  readonly response: Float64Array
}

/**
 * How much of the intensities' variation within users traces of this decay account for: design and response of the least-squares
 * contrast of point processes (Reynaud-Bouret and Schbath 2010), user means taken out. Where to start looking for the decay.
 *
 * As d(S_a·S_c) is −2β·S_a·S_c dt but for jumps of β at events, ∫S_a·S_c dt is the sum of its jumps less where it ends, over 2β:
 * no quadrature, and an event costs one row.
 */
export const contrastOfUsers = kernel<EventHistories, UserRange & { readonly decay: number }, Contrast>(
  'models/excitation-contrast',
  (histories, { from: first, to: last, decay }) => {
    const types = histories.types.length
    const [design, response] = [new Float64Array(types ** 2), new Float64Array(types ** 2)]
    const own = ownHistories(histories, decay)
    const { time, start, end } = histories
    const [s, later] = [new Float64Array(types), new Float64Array(types)]
    const jumps = new Float64Array(types ** 2)
    const caught = new Float64Array(types ** 2)
    for (let user = first; user < last; user++) {
      if (!isWatched(histories, user)) continue
      const { count, codes, type, whole } = own(user)
      const [from, to] = [start[user], start[user + 1]]
      const span = end - time[from]
      s.fill(0, 0, count)
      later.fill(0, 0, count)
      jumps.fill(0, 0, count * count)
      caught.fill(0, 0, count * count)
      for (let event = from; event < to; event++) {
        const current = type[event - from]
        const row = current * count
        const fade = event > from ? Math.exp(-decay * (time[event] - time[event - 1])) : 0
        for (let a = 0; a < count; a++) {
          s[a] *= fade
          jumps[row + a] += s[a]
          if (event > from) caught[row + a] += s[a]
        }
        jumps[row + current] += 0.5
        if (event > from) later[current]++
        s[current]++
      }
      const fade = Math.exp(-decay * (end - time[to - 1]))
      for (let a = 0; a < count; a++) s[a] *= fade
      for (let a = 0; a < count; a++) {
        for (let c = 0; c < count; c++) {
          const jumped = jumps[a * count + c] + jumps[c * count + a]
          design[codes[a] * types + codes[c]] +=
            (decay / 2) * (jumped - s[a] * s[c]) - (whole[a] * whole[c]) / span
          response[codes[a] * types + codes[c]] +=
            decay * caught[c * count + a] - (whole[a] / span) * later[c]
        }
      }
    }
    return { design, response }
  },
)
