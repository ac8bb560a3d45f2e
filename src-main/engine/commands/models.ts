import type { MainHandlers } from '../main-handlers.ts'

/** Small changes to the models of the project. */
export const modelCommands: MainHandlers<
  | 'models.renameKept'
  | 'models.removeKept'
  | 'models.discardInterrupted'
  | 'models.renamePropensity'
  | 'models.removePropensity'
  | 'models.renameIntents'
  | 'models.removeIntents'
  | 'models.renameBehaviourGraph'
  | 'models.removeBehaviourGraph'
> = {
  'models.renameKept': (params, scope) => scope.session.write('renameModel', params),
  'models.removeKept': (params, scope) => scope.session.write('removeModel', params),
  'models.discardInterrupted': (params, scope) => scope.session.write('discardCheckpoint', params),
  'models.renamePropensity': (params, scope) => scope.session.write('renamePropensity', params),
  'models.removePropensity': (params, scope) => scope.session.write('removePropensity', params),
  'models.renameIntents': (params, scope) => scope.session.write('renameIntents', params),
  'models.removeIntents': (params, scope) => scope.session.write('removeIntents', params),
  'models.renameBehaviourGraph': (params, scope) => scope.session.write('renameBehaviourGraph', params),
  'models.removeBehaviourGraph': (params, scope) => scope.session.write('removeBehaviourGraph', params),
}
