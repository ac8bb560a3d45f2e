import type { ReportDraft } from '../contract/report.ts'
import { type Words, words } from '../contract/words.ts'
import type { ReadingConnection, WritingConnection } from './connection.ts'
import { recordOngoingEdit } from './edits/record.ts'

const key = 'report_draft'

/** The report as the analyst left it; null before the first. It lies in the project, so it is as secret as that is. */
export function readReportDraft(connection: ReadingConnection): ReportDraft | null {
  const text = connection.value<string>('SELECT value FROM setting WHERE key = ?', key)
  return text === undefined ? null : (JSON.parse(text) as ReportDraft)
}

/** What is typed in one go is one edit. */
export function saveReportDraft(connection: WritingConnection, draft: ReportDraft): null {
  return connection.transaction(() => {
    const before = readReportDraft(connection)
    if (JSON.stringify(before) === JSON.stringify(draft)) return null
    setReportDraft(connection, draft)
    recordOngoingEdit(connection, 'report.changed', changed(before, draft), { before, after: draft })
    return null
  })
}

function changed(before: ReportDraft | null, after: ReportDraft): Words {
  const differs = (field: keyof ReportDraft) =>
    JSON.stringify(before?.[field]) !== JSON.stringify(after[field])
  if (before === null) return words('edit_report_settings')
  if (differs('order')) return words('edit_report_order')
  if (differs('shown')) return words('edit_report_parts')
  if (differs('remarks')) return words('edit_report_remark')
  return differs('title') ? words('edit_report_title') : words('edit_report_settings')
}

/** Without a trace in the history, for the history itself. */
export function setReportDraft(connection: WritingConnection, draft: ReportDraft | null): void {
  if (draft === null) {
    connection.run('DELETE FROM setting WHERE key = ?', key)
    return
  }
  connection.run(
    'INSERT INTO setting VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    key,
    JSON.stringify(draft),
  )
}
