import type { MainHandlers } from '../main-handlers.ts'

/** Small changes that need no thread but the storage thread. */
export const removalCommands: MainHandlers<
  'data.remove' | 'effects.renameAnalysis' | 'effects.removeAnalysis'
> = {
  async 'data.remove'(params, scope) {
    await scope.session.write('removeSource', params)
    return null
  },
  async 'effects.renameAnalysis'(params, scope) {
    await scope.session.write('renameAnalysis', params)
    return null
  },
  async 'effects.removeAnalysis'(params, scope) {
    await scope.session.write('removeAnalysis', params)
    return null
  },
}
