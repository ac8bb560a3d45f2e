import type {
  AnalysisTableDefinition,
  AnalysisTableSummary,
  BehaviourSummary,
} from '../../contract/behaviour.ts'
import { facts, figure, made, remark, staleNote, table } from '../blocks.ts'
import { bars } from '../charts/bars.ts'
import { timeLine } from '../charts/time-line.ts'
import { html, type Markup } from '../html.ts'
import type { Language } from '../language.ts'
import type { ReportInput } from '../report-input.ts'
import { behaviourGraphBlock } from './behaviour-graph.ts'
import { importedTableWords } from './imported-table.ts'
import { intentsBlock } from './intents.ts'
import { modelsBlock } from './models.ts'

/** What people do, and the table that the effects were estimated on. */
export function behaviourSection(input: ReportInput, language: Language): Markup {
  const { text } = language
  const hashes = input.sources.map(({ hash }) => hash)
  return html`<section id="behaviour"><h2>${text('report_behaviour')}</h2><p class="question">${text('report_question_behaviour')}</p>
${remark(language, input.remarks.behaviour)}
${input.behaviour === null ? html`<p>${text('report_no_behaviour')}</p>` : summaryBlock(input.behaviour, hashes[0] ?? null, language)}
${modelsBlock(input.models, language)}
${input.behaviourGraph !== null && behaviourGraphBlock(input.behaviourGraph, language)}
${input.intents !== null && intentsBlock(input.intents, language)}
${input.table !== null && tableBlock(input.table, language)}</section>`
}

function summaryBlock(summary: BehaviourSummary, hash: string | null, language: Language): Markup {
  const { text, count, percent, day, moment } = language
  const sessions = text(summary.sessionsFrom === 'log' ? 'report_sessions_log' : 'report_sessions_gap')
  const how = made(language, [['report_made_sessions', sessions]], hash)
  const byDay = summary.perPeriod.period === 'day'
  return html`${facts([
    [text('report_events'), count(summary.events)],
    [text('report_users'), count(summary.users)],
    [text('report_items'), count(summary.items)],
    [text('report_sessions'), count(summary.sessions)],
  ])}
${
  summary.perPeriod.start.length > 1 &&
  figure(
    text(byDay ? 'report_events_per_day' : 'report_events_per_hour'),
    timeLine({
      title: text(byDay ? 'report_events_per_day' : 'report_events_per_hour'),
      start: summary.perPeriod.start,
      counts: summary.perPeriod.count,
      axis: text('report_axis_time'),
      count,
      moment: byDay ? day : moment,
    }),
    how,
  )
}
${figure(
  text('report_event_types'),
  bars({
    title: text('report_event_types'),
    rows: summary.eventTypes.map(({ type, count: events }) => ({
      label: type,
      value: events,
      inFigures: `${count(events)} (${percent(events / summary.events)})`,
    })),
  }),
  how,
)}
${
  summary.funnel.length > 1 &&
  figure(
    text('report_funnel'),
    bars({
      title: text('report_funnel'),
      rows: summary.funnel.map(({ type, sessions: reached }) => ({
        label: type,
        value: reached,
        inFigures: `${count(reached)} (${percent(reached / summary.sessions)})`,
      })),
    }),
    how,
  )
}`
}

function tableBlock(summary: AnalysisTableSummary, language: Language): Markup {
  const { text, count, say } = language
  const { definition, file } = summary
  return html`<h3>${text('report_table', { name: summary.name })}</h3>
${staleNote(language, summary.stale)}
${definition !== null && html`<p>${builtInWords(summary, definition, language)}</p>`}
${file !== undefined && importedTableWords(summary.rows, file, language)}
${(summary.notEligible > 0 || summary.cutOff > 0) && html`<p>${text('report_table_left_out', { notEligible: count(summary.notEligible), cutOff: count(summary.cutOff) })}</p>`}
${summary.warnings.map((warning) => html`<p class="note">${say(warning)}</p>`)}
${table(
  [{ title: text('report_column') }, { title: text('report_role') }, { title: text('report_measured') }],
  summary.columns.map(({ name, role, measured }) => ({
    cells: [name, text(roleKeys[role]), measuredInWords(measured, language)],
  })),
)}
${made(language, [['report_made_table', summary.name]], summary.hash)}`
}

function builtInWords(
  { rows, treated, untreated }: AnalysisTableSummary,
  { treatment, outcome }: AnalysisTableDefinition,
  { text, count, number }: Language,
): string {
  return text('report_table_words', {
    rows: count(rows),
    treated: count(treated),
    untreated: count(untreated),
    treatment: treatment.name,
    outcome: outcome.name,
    grace: number(treatment.graceHours),
    start: number(outcome.startHours),
    end: number(outcome.startHours + outcome.windowHours),
  })
}

const roleKeys = {
  unit: 'report_role_unit',
  'index-time': 'report_role_index_time',
  covariate: 'report_role_covariate',
  treatment: 'report_role_treatment',
  outcome: 'report_role_outcome',
  weight: 'report_role_weight',
  cluster: 'report_role_cluster',
} as const

function measuredInWords(
  measured: readonly [number | null, number] | null,
  { text, number }: Language,
): string {
  if (measured === null) return '–'
  const [from, to] = measured
  return from === null
    ? text('report_measured_before', { to: number(to) })
    : text('report_measured_between', { from: number(from), to: number(to) })
}
