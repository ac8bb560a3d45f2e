import type { ReportDraft } from '../contract/report.ts'
import type { ReadingConnection, WritingConnection } from './connection.ts'

const key = 'report_draft'

/** The report as the analyst left it; null before the first. It lies in the project, so it is as secret as that is. */
export function readReportDraft(connection: ReadingConnection): ReportDraft | null {
  const text = connection.value<string>('SELECT value FROM setting WHERE key = ?', key)
  return text === undefined ? null : (JSON.parse(text) as ReportDraft)
}

export function saveReportDraft(connection: WritingConnection, draft: ReportDraft): null {
  connection.run(
    'INSERT INTO setting VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    key,
    JSON.stringify(draft),
  )
  return null
}
