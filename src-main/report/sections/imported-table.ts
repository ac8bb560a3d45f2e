import type { AnalysisTableSummary } from '../../contract/behaviour.ts'
import type { TableFile } from '../../contract/table-file.ts'
import { facts, made, table } from '../blocks.ts'
import { html, type Markup } from '../html.ts'
import type { Language } from '../language.ts'

/** Where a table of one row a unit comes from, what was not taken and why. */
export function importedTableBlock(
  { name, rows, hash }: AnalysisTableSummary,
  file: TableFile,
  language: Language,
): Markup {
  const { text, count, percent, say } = language
  const { unit, cluster, weight, treatments, outcomes, covariates = [] } = file.mapping
  const parts = { unit, cluster, weight, treatments, outcomes, covariates }
  const mapping = Object.entries(parts).flatMap(([part, columns]) =>
    columns === undefined || columns.length === 0 ? [] : [`${part} = ${[columns].flat().join(', ')}`],
  )
  return html`<h3>${name}</h3>
${facts([
  [text('report_rows'), count(rows)],
  [text('report_rejected'), count(file.rejected)],
])}
<p>${
    file.rejected === 0
      ? text('report_nothing_rejected', { rows: count(file.rows) })
      : text('report_some_rejected', {
          rejected: count(file.rejected),
          rows: count(file.rows),
          share: percent(file.rejected / file.rows),
        })
  }</p>
${
  file.reasons.length > 0 &&
  table(
    [{ title: text('report_reason') }, { title: text('report_rows'), number: true }],
    file.reasons.map(({ reason, count: refused }) => ({ cells: [say(reason), count(refused)] })),
  )
}
${made(
  language,
  [
    ['report_made_file', file.path],
    ['report_made_columns', mapping.join('; ')],
    ['report_made_table', hash.slice(0, 16)],
  ],
  file.hash,
)}`
}

/** What the rows of an imported table are, and what nobody but its maker can know of them. */
export function importedTableWords(rows: number, file: TableFile, { text, count }: Language): Markup {
  const { treatments, outcomes } = file.mapping
  const arms = (file.arms ?? []).map(({ arm, rows: treated }) => `${arm} (${count(treated)})`)
  return html`<p>${text('report_table_imported', {
    rows: count(rows),
    path: file.path,
    treatment: treatments.join(', '),
    outcome: outcomes.join(', '),
  })} ${arms.length > 0 && text('report_table_arms', { arms: arms.join(', ') })}</p>
<p class="note">${text('report_table_imported_times')}</p>
${file.repeats > 0 && html`<p>${text('report_table_repeats', { repeats: count(file.repeats) })}</p>`}`
}
