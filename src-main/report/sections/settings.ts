import { remark, table } from '../blocks.ts'
import { html, type Markup } from '../html.ts'
import { type Language, named } from '../language.ts'
import { methodNames } from '../names.ts'
import type { ReportInput } from '../report-input.ts'

/** Everything that is needed to make the numbers again. */
export function settingsSection(input: ReportInput, language: Language): Markup {
  const { text } = language
  const { analysis, table: analysisTable, recommendations } = input
  return html`<section id="settings"><h2>${text('report_settings')}</h2><p class="question">${text('report_question_settings')}</p>
${remark(language, input.remarks.settings)}
${table(
  [
    { title: text('report_result') },
    { title: text('report_setting_values') },
    { title: text('report_data_hash') },
  ],
  [
    ...input.sources.map((source) => ({
      cells: [source.name, code({ dialect: source.dialect, mapping: source.mapping }), code(source.hash)],
    })),
    ...input.models.map(({ name, manifest, training, hash }) => ({
      cells: [
        name,
        code({ ...training?.request, options: manifest.options, seed: manifest.seed }),
        code(hash),
      ],
    })),
    ...(analysisTable === null
      ? []
      : [
          {
            cells: [
              analysisTable.name,
              code(analysisTable.definition ?? analysisTable.file),
              code(analysisTable.hash),
            ],
          },
        ]),
    ...(analysis?.estimates ?? []).map(({ method, provenance }) => ({
      cells: [named(language, methodNames, method), code(provenance.options), code(provenance.dataHash)],
    })),
    ...(recommendations === null
      ? []
      : [
          {
            cells: [
              text('report_recommendations'),
              code({
                model: recommendations.run.model,
                table: recommendations.run.table,
                seed: recommendations.run.seed,
              }),
              code(recommendations.run.dataHash),
            ],
          },
        ]),
  ],
)}</section>`
}

function code(value: unknown): Markup {
  return html`<code>${typeof value === 'string' ? value : JSON.stringify(value)}</code>`
}
