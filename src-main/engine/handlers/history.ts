import type { historyMethods } from '../../contract/history.ts'
import { readEdits, readHistory } from '../../store/edits/history.ts'
import type { Handlers } from '../handler.ts'

export const historyHandlers: Handlers<Pick<typeof historyMethods, 'history.current' | 'history.edits'>> = {
  'history.current': (_params, context) =>
    context.hasProject ? readHistory(context.project().reader) : { undo: null, redo: null },
  'history.edits': (_params, context) => readEdits(context.project().reader),
}
