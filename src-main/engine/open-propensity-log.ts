import { canonicalEvents } from '../behaviour/canonical-events.ts'
import type { EventColumns } from '../contract/events.ts'
import type { KeptPropensityRequest } from '../contract/kept-propensities.ts'
import { wholeEventTable } from '../models/data/event-table.ts'
import { type EventLog, eventLogFromTable } from '../models/heads/event-log.ts'
import type { SavedModel } from '../models/saving/saved-model.ts'

/**
 * The project's events as a head reads them, whatever the order of their import; items are coded as its sequence model knows
 * them. Sessions are the log's own where it names one for every event. Throws TABLE_COLUMN_MISSING, MODELS_NOTHING_TO_LEARN.
 */
export function propensityLog(
  events: EventColumns,
  { features, task }: Pick<KeptPropensityRequest, 'features' | 'task'>,
  model: SavedModel | null,
  until?: number,
): EventLog {
  const ordered = canonicalEvents(events)
  const named = task === 'in-session' && ordered.session.every((code) => code >= 0)
  const map = {
    ...{ user: 'user', time: 'time', type: 'type', item: 'item', features },
    ...(named ? { session: 'session' } : {}),
  }
  return eventLogFromTable(wholeEventTable(ordered), map, until, model?.items)
}
