import * as v from 'valibot'
import { command, query } from './method.ts'
import type { Place } from './places.ts'
import type { Words } from './words.ts'

/** One thing that the analyst did to the project, as a person would say it: "rename analysis A to B". */
export interface Edit {
  readonly id: number
  readonly place: Place
  readonly what: Words
  /** Microseconds UTC. */
  readonly madeAt: number
}

/** What undo would take back and redo would do again; null where there is nothing. */
export interface EditHistory {
  readonly undo: Edit | null
  readonly redo: Edit | null
}

/** The history after a step in it. */
export interface HistoryStep extends EditHistory {
  /** What was taken back or done again; null where there was nothing. */
  readonly moved: Edit | null
}

export interface ListedEdit extends Edit {
  readonly undone: boolean
}

/** One history over every edit of a project. It is kept in the project: closing and crashes lose nothing of it. */
export const historyMethods = {
  'history.current': query<EditHistory>()(v.object({})),
  /** The newest first, undone ones among them. */
  'history.edits': query<readonly ListedEdit[]>()(v.object({})),
  'history.undo': command<HistoryStep>()(v.object({})),
  'history.redo': command<HistoryStep>()(v.object({})),
  /** Empties the history, and with it removes for good what was deleted. The graph's versions stay. */
  'history.forget': command<null>()(v.object({})),
}
