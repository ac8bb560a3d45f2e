import { stat } from 'node:fs/promises'
import { fail } from '../../contract/errors.ts'
import type { MainHandlers } from '../main-handlers.ts'

export const reportCommands: MainHandlers<'report.saveDraft' | 'report.printed'> = {
  'report.saveDraft': (draft, scope) => scope.session.write('saveReportDraft', draft),
  async 'report.printed'({ path, title }, scope) {
    const file = await stat(path).catch(() => {
      throw fail('FILE_NOT_FOUND', { path })
    })
    return await scope.session.write('saveReport', { path, title, bytes: file.size })
  },
}
