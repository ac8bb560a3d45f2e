import type { Source } from '../../contract/data.ts'
import { facts, made, remark, table } from '../blocks.ts'
import { html, type Markup } from '../html.ts'
import type { Language } from '../language.ts'
import type { ReportInput } from '../report-input.ts'
import { importedTableBlock } from './imported-table.ts'

/** Where the events and an imported table come from, what was not taken and why. */
export function dataSection(input: ReportInput, language: Language): Markup {
  const { text } = language
  const { table: analysed } = input
  return html`<section id="data"><h2>${text('report_data')}</h2><p class="question">${text('report_question_data')}</p>
${remark(language, input.remarks.data)}
${input.sources.map((source) => sourceBlock(source, language))}
${analysed?.file !== undefined && importedTableBlock(analysed, analysed.file, language)}
${input.sources.length === 0 && analysed?.file === undefined && html`<p>${text('report_no_data')}</p>`}</section>`
}

function sourceBlock(source: Source, language: Language): Markup {
  const { text, count, moment, percent } = language
  const mapping = Object.entries(source.mapping).flatMap(([part, column]) =>
    column === undefined ? [] : [`${part} = ${Array.isArray(column) ? column.join(', ') : column}`],
  )
  return html`<h3>${source.name}</h3>
${facts([
  [text('report_events'), count(source.accepted)],
  [text('report_users'), count(source.users)],
  [text('report_items'), count(source.items)],
  [text('report_rejected'), count(source.rejected)],
  [text('report_duplicates'), count(source.exactDuplicates)],
  [text('report_repeated'), count(source.repeatedClicks)],
])}
<p>${text('report_source_range', { from: moment(source.from), to: moment(source.to) })} ${
    source.rejected === 0
      ? text('report_nothing_rejected', { rows: count(source.rows) })
      : text('report_some_rejected', {
          rejected: count(source.rejected),
          rows: count(source.rows),
          share: percent(source.rejected / source.rows),
        })
  }</p>
${
  source.reasons.length > 0 &&
  table(
    [{ title: text('report_reason') }, { title: text('report_rows'), number: true }],
    source.reasons.map(({ reason, count: rows }) => ({ cells: [language.say(reason), count(rows)] })),
  )
}
${made(
  language,
  [
    ['report_made_file', source.path],
    ['report_made_columns', mapping.join('; ')],
  ],
  source.hash,
)}`
}
