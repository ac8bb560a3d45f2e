import type { MainHandlers } from '../main-handlers.ts'

/** Steps in the one history of the project. */
export const historyCommands: MainHandlers<'history.undo' | 'history.redo' | 'history.forget'> = {
  'history.undo': (_params, scope) => scope.session.write('undoEdit', {}),
  'history.redo': (_params, scope) => scope.session.write('redoEdit', {}),
  'history.forget': (_params, scope) => scope.session.write('forgetEdits', {}),
}
