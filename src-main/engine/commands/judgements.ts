import type { MainHandlers } from '../main-handlers.ts'

/** What the analyst says of the list. */
export const judgementCommands: MainHandlers<'recommend.judge' | 'recommend.withdraw'> = {
  'recommend.judge': (params, scope) => scope.session.write('judge', params),
  'recommend.withdraw': (params, scope) => scope.session.write('withdrawJudgement', params),
}
