import type { BehaviourEdge, BehaviourGraph } from '../../contract/models.ts'
import type { Monitor } from '../../contract/monitor.ts'
import { type Words, words } from '../../contract/words.ts'
import type { Parallel } from '../../numeric/parallel.ts'
import { commonTypes, fewestUsers } from './common-types.ts'
import { type ExcitationOptions, estimateExcitation } from './estimate-excitation.ts'
import type { EventHistories } from './event-histories.ts'
import { nextEvents } from './next-events.ts'
import { timeInWords } from './time-in-words.ts'

/** Fewer users than this leave the clustered standard errors too small. */
const fewUsers = 50

/** How many hours a unit of the histories' time is; not a number where nobody knows. */
export interface TimeUnit {
  readonly unitInHours: number
}

/** Excitation of every pair of types that enough users have beside how often one directly follows the other, and the edges in words. */
export async function behaviourGraph(
  logged: EventHistories,
  options: ExcitationOptions & TimeUnit,
  parallel: Parallel,
  monitor: Monitor,
): Promise<BehaviourGraph> {
  const { histories, rare } = commonTypes(logged)
  const { pairs, users, tied } = await estimateExcitation(histories, options, parallel, monitor)
  const following = new Map(nextEvents(histories).map((next) => [`${next.from}\n${next.to}`, next]))
  const edges = pairs.map((pair): BehaviourEdge => {
    const next = following.get(`${pair.from}\n${pair.to}`)!
    return { ...pair, found: pair.qValue <= options.alpha, nextShare: next.share, nextCount: next.count }
  })
  const strongest = edges
    .filter(({ found, from, to }) => found && from !== to)
    .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect))
  return {
    types: histories.types,
    pairs: edges,
    users,
    events: histories.time.length,
    inWords: strongest.map((edge) => sentenceOf(edge, options)),
    protocol: words('protocol_behaviour_graph', {
      users,
      events: histories.time.length,
      percent: 100 * options.alpha,
    }),
    warnings: [
      ...(users < fewUsers ? [words('warning_few_histories', { users })] : []),
      ...(rare.length > 0
        ? [words('warning_rare_types', { types: rare.join(', '), users: fewestUsers })]
        : []),
      ...(tied > 0 ? [words('warning_equal_times', { percent: Number((100 * tied).toPrecision(2)) })] : []),
    ],
  }
}

function sentenceOf(
  { from, to, effect, confidenceInterval: [low, high], halfLife }: BehaviourEdge,
  { alpha, unitInHours }: ExcitationOptions & TimeUnit,
): Words {
  const named = {
    ...{ from, to, percent: Number((100 * (1 - alpha)).toPrecision(3)) },
    time: timeInWords(halfLife, halfLife * unitInHours),
  }
  if (effect > 0) {
    const more = { effect: inHundred(effect), low: inHundred(low), high: inHundred(high) }
    return words('behaviour_edge_raises', { ...named, ...more })
  }
  const fewer = { effect: inHundred(-effect), low: inHundred(-high), high: inHundred(-low) }
  return words('behaviour_edge_lowers', { ...named, ...fewer })
}

/** Events in a hundred, with as many digits as say something. */
function inHundred(effect: number): string {
  return String(Number((100 * effect).toPrecision(3))).replace('-', '−')
}
