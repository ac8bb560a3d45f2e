import { fail } from '../../contract/errors.ts'
import type { OrderedEvents } from '../data/sequences-from-events.ts'
import { type EventHistories, historiesOf } from './event-histories.ts'
import { typesLimit } from './histories-from-table.ts'

const hour = 3600e6

/**
 * Histories of a project's events, time in hours. `from` and `before` are microseconds UTC. Throws MODELS_NO_EVENTS,
 * MODELS_TOO_MANY_TYPES, BEHAVIOUR_EVENT_TYPE_UNKNOWN.
 */
export function historiesFromEvents(
  events: OrderedEvents,
  selection: { readonly types?: readonly string[]; readonly from?: number; readonly before?: number },
): EventHistories {
  const { from = Number.NEGATIVE_INFINITY, before = Number.POSITIVE_INFINITY } = selection
  const types = selection.types ?? events.types
  for (const type of types) {
    if (!events.types.includes(type)) {
      throw fail('BEHAVIOUR_EVENT_TYPE_UNKNOWN', { type, available: events.types.join(', ') })
    }
  }
  if (types.length > typesLimit) {
    throw fail('MODELS_TOO_MANY_TYPES', { types: types.length, limit: typesLimit })
  }
  const codeOf = events.types.map((name) => types.indexOf(name))
  const type = events.type.map((code, row) =>
    events.time[row] >= from && events.time[row] < before ? codeOf[code] : -1,
  )
  if (type.every((code) => code < 0)) throw fail('MODELS_NO_EVENTS')
  const time = Float64Array.from(events.time, (micros) => micros / hour)
  return historiesOf({ user: events.user, type, time }, events.users.length, types)
}
