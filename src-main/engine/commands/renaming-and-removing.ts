import type { MainHandlers } from '../main-handlers.ts'

/** Small changes that need no thread but the storage thread. */
export const renamingAndRemoving: MainHandlers<
  | 'data.rename'
  | 'data.remove'
  | 'behaviour.renameTable'
  | 'behaviour.duplicateTable'
  | 'behaviour.removeTable'
  | 'effects.renameAnalysis'
  | 'effects.removeAnalysis'
> = {
  'data.rename': (params, scope) => scope.session.write('renameSource', params),
  'data.remove': (params, scope) => scope.session.write('removeSource', params),
  'behaviour.renameTable': (params, scope) => scope.session.write('renameAnalysisTable', params),
  'behaviour.duplicateTable': (params, scope) => scope.session.write('duplicateAnalysisTable', params),
  'behaviour.removeTable': (params, scope) => scope.session.write('removeAnalysisTable', params),
  'effects.renameAnalysis': (params, scope) => scope.session.write('renameAnalysis', params),
  'effects.removeAnalysis': (params, scope) => scope.session.write('removeAnalysis', params),
}
