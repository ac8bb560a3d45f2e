import type { MainHandlers } from '../main-handlers.ts'

export const reportCommands: MainHandlers<'report.saveDraft'> = {
  'report.saveDraft': (draft, scope) => scope.session.write('saveReportDraft', draft),
}
