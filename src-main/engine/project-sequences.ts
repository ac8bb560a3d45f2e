import { eventTable } from '../models/data/event-table.ts'
import {
  type DatedSequences,
  type EventSelection,
  sequencesFromEvents,
} from '../models/data/sequences-from-events.ts'
import type { ReadingConnection } from '../store/connection.ts'
import { readEventColumns, readEventSequences } from '../store/event-columns.ts'

/** Sequences of the project's events; no more of these is read than the selection needs. */
export function projectSequences(reader: ReadingConnection, selection: EventSelection): DatedSequences {
  const { sides = [], features = [] } = selection
  if (features.length === 0 && sides.every(({ kind }) => kind === 'gap')) {
    return sequencesFromEvents(readEventSequences(reader), selection)
  }
  const events = readEventColumns(reader)
  return sequencesFromEvents(events, selection, eventTable(events))
}
