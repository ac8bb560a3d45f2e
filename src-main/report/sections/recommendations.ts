import type { RankingEvaluation } from '../../contract/recommend.ts'
import { facts, made, remark, staleNote, table } from '../blocks.ts'
import { html, type Markup } from '../html.ts'
import { type Language, named } from '../language.ts'
import { modelNames } from '../names.ts'
import type { ReportInput } from '../report-input.ts'

/** Whom to act on, with what, and why. */
export function recommendationsSection(input: ReportInput, language: Language): Markup {
  const { text, count, say, fixed } = language
  const heading = html`<h2>${text('report_recommendations')}</h2><p class="question">${text('report_question_recommendations')}</p>${remark(language, input.remarks.recommendations)}`
  if (input.recommendations === null) {
    return html`<section id="recommendations">${heading}<p>${text('report_no_recommendations')}</p></section>`
  }
  const { run, lines } = input.recommendations
  const how = made(
    language,
    [
      ['report_made_model', named(language, modelNames, run.model)],
      ['report_made_table', run.table],
      ['report_made_seed', String(run.seed)],
    ],
    run.dataHash,
  )
  return html`<section id="recommendations">${heading}${staleNote(language, run.stale)}
${facts([
  [text('report_users_considered'), count(run.usersConsidered)],
  [text('report_users_listed'), count(run.usersListed)],
  [text('report_users_excluded'), count(run.usersExcluded)],
  [text('report_lines'), count(run.lines)],
])}
<p>${text('report_ranking_words')}</p>
${run.warnings.map((warning) => html`<p class="note">${say(warning)}</p>`)}
${
  lines.length > 0 &&
  html`${table(
    [
      { title: text('report_user') },
      { title: text('report_rank'), number: true },
      { title: text('report_item') },
      { title: text('report_effect'), number: true },
      { title: text('report_causal_score'), number: true },
      { title: text('report_because') },
    ],
    lines.map((line) => ({
      cells: [
        identifier(line.user),
        String(line.rank),
        identifier(line.item),
        `${fixed(line.effect, 3)} ± ${fixed(line.effectStandardError, 3)}`,
        fixed(line.causalScore, 2),
        say(line.because),
      ],
    })),
    text('report_first_lines', { shown: count(lines.length), lines: count(run.lines) }),
  )}${how}`
}
${run.evaluation.length > 0 && evaluationBlock(run.evaluation, how, language)}</section>`
}

/** Short names stay on one line. */
function identifier(name: string): Markup {
  return name.length <= 20 ? html`<span class="id">${name}</span>` : html`${name}`
}

function evaluationBlock(evaluations: readonly RankingEvaluation[], how: Markup, language: Language): Markup {
  const { text, say, fixed } = language
  const metrics = [...new Set(evaluations.flatMap(({ metrics: all }) => Object.keys(all)))]
  const warnings = [...new Set(evaluations.flatMap(({ warnings: all }) => all.map(say)))]
  return html`<h3>${text('report_evaluation')}</h3>
${[...new Set(evaluations.map(({ protocol }) => say(protocol)))].map((protocol) => html`<p>${protocol}</p>`)}
${table(
  [
    { title: text('report_metric') },
    ...evaluations.map(({ model }) => ({ title: named(language, modelNames, model), number: true })),
  ],
  metrics.map((metric) => ({
    cells: [
      metric,
      ...evaluations.map(({ metrics: all }) => (all[metric] === undefined ? '–' : fixed(all[metric], 4))),
    ],
  })),
)}
${warnings.map((warning) => html`<p class="note">${warning}</p>`)}${how}`
}
