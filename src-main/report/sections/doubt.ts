import type { Analysis } from '../../contract/analyses.ts'
import type { EffectEstimate, SensitivitySummary } from '../../contract/effects.ts'
import type { FollowUps } from '../../contract/follow-ups.ts'
import type { Refutations } from '../../contract/refutations.ts'
import { figure, made } from '../blocks.ts'
import { lovePlot } from '../charts/love-plot.ts'
import { overlapHistogram } from '../charts/overlap-histogram.ts'
import type { EffectFigures } from '../effect-unit.ts'
import { html, type Markup } from '../html.ts'
import { type Language, named } from '../language.ts'
import { estimateMade } from '../main-estimate.ts'
import { refuterNamesInWords, verdictNames } from '../names.ts'
import { refutationInWords } from '../refutation-words.ts'
import { contourBlock, hiddenBiasBlock } from './hidden-bias.ts'

/** Reasons to doubt the estimates: refutations, what could hide, overlap and balance. */
export function doubtBlock(
  analysis: Analysis,
  followUps: FollowUps | null,
  figures: EffectFigures,
  language: Language,
): Markup {
  const weighted = [...analysis.estimates].reverse().find(({ diagnostics }) => diagnostics.overlap !== null)
  const balanced = [...analysis.estimates].reverse().find(({ diagnostics }) => diagnostics.balance.length > 0)
  const main = analysis.estimates.at(-1)
  return html`${analysis.refutations !== null && refutationsBlock(analysis.refutations, figures, language)}
${main !== undefined && sensitivityBlock(main.sensitivity, language)}
${followUps?.sensitivity != null && contourBlock(followUps.sensitivity, analysis, figures.unit, language)}
${followUps?.hiddenBias != null && hiddenBiasBlock(followUps.hiddenBias, language)}
${weighted !== undefined && overlapFigure(weighted, analysis, language)}
${balanced !== undefined && balanceFigure(balanced, analysis, language)}`
}

function refutationsBlock(
  { refutations, panel, provenance }: Refutations,
  figures: EffectFigures,
  language: Language,
): Markup {
  const { text, say } = language
  return html`<h3>${text('report_refutations')}</h3><p>${say(panel.inWords)}</p>
<ul class="tests">${refutations.map(
    (
      refutation,
    ) => html`<li><b>${named(language, refuterNamesInWords, refutation.name)}</b><span class="badge ${refutation.verdict}">${text(verdictNames[refutation.verdict])}</span>
<p>${refutationInWords(refutation, figures, language)}</p><p class="quiet">${refutation.repetitions > 0 ? text('report_refutation_null', { null: say(refutation.nullHypothesis), p: language.pInWords(refutation.pValue) }) : text('report_refutation_untested', { null: say(refutation.nullHypothesis) })}</p></li>`,
  )}</ul>
${made(
  language,
  [
    ['report_made_repetitions', String(refutations[0]?.repetitions ?? 0)],
    ['report_made_seed', String(provenance.seed)],
  ],
  provenance.dataHash,
)}`
}

function sensitivityBlock(
  { regression, eValue, eValueInterval, eValueBasis }: SensitivitySummary,
  language: Language,
): Markup | null {
  if (regression === null && eValue === null) return null
  const { text, say, percent, number } = language
  return html`<h3>${text('report_sensitivity')}</h3>
${
  regression !== null &&
  html`<p>${text('report_robustness_value', { value: percent(regression.robustnessValue) })} ${regression.robustnessValueAlpha > 0 ? text('report_robustness_alpha', { value: percent(regression.robustnessValueAlpha) }) : text('ui_effects_robustness_none')}</p>`
}
${
  eValue !== null &&
  html`<p>${text('report_e_value', { value: number(eValue) })} ${eValueInterval !== null && (eValueInterval[0] > 1 ? text('ui_effects_evalue_interval', { value: number(eValueInterval[0]) }) : text('ui_effects_evalue_interval_none'))}</p>`
}
${made(
  language,
  [
    ...(regression === null ? [] : [['report_made_robustness', say(regression.basis)] as const]),
    ...(eValueBasis === null ? [] : [['report_made_e_value', say(eValueBasis)] as const]),
  ],
  null,
)}`
}

function overlapFigure(estimate: EffectEstimate, analysis: Analysis, language: Language): Markup | null {
  const { text, count, percent, say } = language
  const { overlap } = estimate.diagnostics
  if (overlap === null) return null
  const treated = overlap.arms.find(({ arm }) => arm === estimate.arms?.treated)
  const control = overlap.arms.find(({ arm }) => arm === estimate.arms?.control)
  if (treated === undefined || control === undefined) return null
  return html`${figure(
    text('report_overlap'),
    html`${overlapHistogram({
      title: text('report_overlap'),
      up: {
        label: text('report_arm', {
          treatment: analysis.request.treatment,
          arm: treated.arm,
          n: count(treated.n),
        }),
        counts: treated.histogram,
      },
      down: {
        label: text('report_arm', {
          treatment: analysis.request.treatment,
          arm: control.arm,
          n: count(control.n),
        }),
        counts: control.histogram,
      },
      axis: text('report_axis_propensity', { treatment: analysis.request.treatment }),
      countAxis: text('report_rows'),
      tick: (value) => language.number(value),
      count,
    })}<p>${text('report_overlap_words', {
      share: percent(overlap.shareExtreme),
      treated: count(treated.effectiveSampleSize),
      control: count(control.effectiveSampleSize),
    })} ${overlap.fails !== null && say(overlap.fails.rule)}</p>`,
    estimateMade(estimate, analysis, language),
  )}`
}

function balanceFigure(estimate: EffectEstimate, analysis: Analysis, language: Language): Markup {
  const { text } = language
  const { balance } = estimate.diagnostics
  const worst = Math.max(...balance.map(({ after }) => Math.abs(after)))
  return figure(
    text('report_balance'),
    html`${lovePlot({
      title: text('report_balance'),
      rows: balance,
      axis: text('report_axis_balance'),
      before: text('report_balance_before'),
      after: text('report_balance_after'),
      tick: (value) => language.number(value),
    })}<p>${text('report_balance_words', { worst: language.number(worst, 2) })}</p>`,
    estimateMade(estimate, analysis, language),
  )
}
