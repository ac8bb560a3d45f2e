import type { Analysis } from '../../contract/analyses.ts'
import type { EffectEstimate } from '../../contract/effects.ts'
import { figure, remark, staleNote, table } from '../blocks.ts'
import { forestPlot } from '../charts/forest-plot.ts'
import { type EffectFigures, effectFigures, effectUnitOf } from '../effect-unit.ts'
import { html, type Markup } from '../html.ts'
import { type Language, named } from '../language.ts'
import { estimateMade, mainEstimate } from '../main-estimate.ts'
import { adjustmentFormula } from '../mathml.ts'
import { methodNames } from '../names.ts'
import type { ReportInput } from '../report-input.ts'
import { doubtBlock } from './doubt.ts'
import { forWhomBlock } from './for-whom.ts'

/** How much the treatment changes the outcome, by every method asked, and how far to trust it. */
export function effectsSection(input: ReportInput, language: Language): Markup {
  const { text } = language
  const { analysis } = input
  const errors = (analysis?.estimates ?? []).map(({ standardError }) => standardError)
  const figures = effectFigures(effectUnitOf(input), errors, language)
  return html`<section id="effects"><h2>${text('report_effects')}</h2><p class="question">${text('report_question_effects')}</p>
${remark(language, input.remarks.effects)}
${analysis === null ? html`<p>${text('report_no_effects')}</p>` : html`${staleNote(language, analysis.stale)}${estimandBlock(analysis, language)}${estimatesBlock(analysis, input, figures, language)}${doubtBlock(analysis, input.followUps, figures, language)}${input.followUps !== null && forWhomBlock(input.followUps, analysis, figures.unit, language)}`}</section>`
}

function estimandBlock(analysis: Analysis, language: Language): Markup {
  const { text, say } = language
  const { adjustment, request } = analysis
  const main = mainEstimate(analysis)
  const set = adjustment.set.length === 0 ? text('report_nothing') : adjustment.set.join(', ')
  const arms = main?.arms
  return html`<h3>${text('report_estimand')}</h3>
${main !== null && html`<p>${say(main.estimand)}${text('report_full_stop')}</p>`}
<p>${text(adjustment.from === 'graph' ? 'report_adjusted_graph' : 'report_adjusted_request', { set })}</p>
${request.target === 'ate' && html`<div class="formula">${adjustmentFormula(request.treatment, request.outcome, adjustment.set, arms === null || arms === undefined ? ['1', '0'] : [arms.treated, arms.control])}</div>`}`
}

function estimatesBlock(
  analysis: Analysis,
  input: ReportInput,
  figures: EffectFigures,
  language: Language,
): Markup {
  const { text, say } = language
  const { scale, points } = figures.unit
  const main = mainEstimate(analysis)
  if (main === null)
    return html`<p class="note">${text('report_no_estimate')}</p>${failures(analysis, language)}`
  const level = `${language.number(100 * (1 - analysis.request.alpha), 4)}%`
  const inFigures = ({ estimate, confidenceInterval }: EffectEstimate) =>
    `${figures.effect(estimate)} (${figures.range(confidenceInterval)})`
  const name = (estimate: EffectEstimate) => named(language, methodNames, estimate.method)
  const warnings = [
    ...new Set(analysis.estimates.flatMap(({ warnings: all }) => all.map(({ message }) => say(message)))),
  ]
  return html`${figure(
    text('report_estimates'),
    html`${forestPlot({
      title: text('report_estimates'),
      rows: analysis.estimates.map((estimate) => ({
        label: name(estimate),
        estimate: estimate.estimate * scale,
        interval: [estimate.confidenceInterval[0] * scale, estimate.confidenceInterval[1] * scale],
        inFigures: inFigures(estimate),
        main: estimate === main,
      })),
      axis: text(points ? 'report_axis_effect_points' : 'report_axis_effect', {
        outcome: analysis.request.outcome,
        level,
      }),
      tick: (value) => language.number(value),
      truth:
        input.truth === null
          ? null
          : {
              value: input.truth.averageEffect * scale,
              label: text('report_truth_is', { effect: figures.effect(input.truth.averageEffect) }),
            },
    })}
${table(
  [
    { title: text('report_method') },
    { title: figures.heading(text('report_estimate')), number: true },
    { title: text('report_standard_error'), number: true },
    { title: text('report_interval', { level }), number: true },
    { title: text('report_p_value'), number: true },
    { title: text('report_rows'), number: true },
  ],
  analysis.estimates.map((estimate) => ({
    main: estimate === main,
    cells: [
      name(estimate),
      figures.effect(estimate.estimate),
      figures.error(estimate.standardError),
      figures.range(estimate.confidenceInterval),
      language.pValue(estimate.pValue),
      language.count(estimate.n),
    ],
  })),
)}
<p class="quiet">${text('report_p_value_null', { null: say(main.nullHypothesis) })}</p>`,
    estimateMade(main, analysis, language),
  )}
${comparisonBlock(analysis, language)}${truthBlock(input, main, figures, language)}
${warnings.map((warning) => html`<p class="note">${warning}</p>`)}${failures(analysis, language)}`
}

/** Whether the methods agree, and how that was judged; nothing where there was nothing to compare. */
function comparisonBlock({ comparison }: Analysis, { say }: Language): Markup | null {
  if (comparison === undefined || comparison.pairs.length === 0) return null
  const sentence = say(comparison.inWords)
  return html`${comparison.disagreement ? html`<p class="note">${sentence}</p>` : html`<p>${sentence}</p>`}<p class="quiet">${say(comparison.basis)}</p>`
}

function failures({ failures: failed }: Analysis, language: Language): Markup[] {
  return failed.map(
    ({ method, message }) =>
      html`<p class="note">${language.text('report_method_failed', { method: named(language, methodNames, method) })} ${language.say(message)}</p>`,
  )
}

function truthBlock(
  { truth }: ReportInput,
  main: EffectEstimate,
  figures: EffectFigures,
  language: Language,
): Markup | null {
  if (truth === null) return null
  const { text, percent } = language
  const [low, high] = main.confidenceInterval
  const covered = low <= truth.averageEffect && truth.averageEffect <= high
  const { confounding } = truth
  return html`<h3>${text('report_truth')}</h3>
<p>${text(covered ? 'report_truth_covered' : 'report_truth_missed', { truth: figures.withUnit(truth.averageEffect), estimate: figures.withUnit(main.estimate) })} ${confounding !== null && text('report_truth_confounding', { treatment: percent(confounding.treatment), outcome: percent(confounding.outcome) })}</p>
${table(
  [
    { title: text('report_segment') },
    { title: text('report_share'), number: true },
    { title: figures.heading(text('report_true_effect')), number: true },
  ],
  truth.segments.map(({ segment, share, effect }) => ({
    cells: [segment, percent(share), figures.effect(effect)],
  })),
)}`
}
