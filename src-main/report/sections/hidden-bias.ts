import type { Analysis } from '../../contract/analyses.ts'
import type { HiddenBias } from '../../contract/follow-ups.ts'
import type { SensitivityAnalysis } from '../../contract/sensitivity.ts'
import { figure, table } from '../blocks.ts'
import { contourPlot } from '../charts/contour.ts'
import { type EffectUnit, effectFigures } from '../effect-unit.ts'
import { html, type Markup } from '../html.ts'
import type { Language } from '../language.ts'

/** Strengths drawn as points, the covariates that could do the most. */
const drawnBenchmarks = 3

/** What a confounder would leave of the estimate. */
export function contourBlock(
  sensitivity: SensitivityAnalysis,
  { request }: Analysis,
  unit: EffectUnit,
  language: Language,
): Markup {
  const { text, percent, number } = language
  const figures = effectFigures(
    unit,
    [sensitivity, ...sensitivity.bounds.map((bound) => ({ standardError: bound.adjustedStandardError }))].map(
      ({ standardError }) => standardError,
    ),
    language,
  )
  const strongest = sensitivity.bounds
    .filter(({ times }) => times === 1)
    .sort((a, b) => distance(b, sensitivity) - distance(a, sensitivity))
    .slice(0, drawnBenchmarks)
    .map(({ benchmark }) => benchmark)
  const bounds = sensitivity.bounds.filter(({ benchmark }) => strongest.includes(benchmark))
  const name = (bound: (typeof bounds)[number]) => `${number(bound.times)}× ${bound.benchmark}`
  const title = text(unit.points ? 'ui_contour_title_points' : 'ui_contour_title')
  return figure(
    title,
    html`${contourPlot({
      title,
      estimate: sensitivity.estimate * unit.scale,
      standardError: sensitivity.standardError * unit.scale,
      degreesOfFreedom: sensitivity.degreesOfFreedom,
      reach: sensitivity.contour.treatment.at(-1) ?? 0.4,
      points: bounds.map((bound) => ({
        label: name(bound),
        x: bound.r2TreatmentConfounder,
        y: bound.r2OutcomeConfounder,
      })),
      axes: [
        text('ui_contour_x', { treatment: request.treatment }),
        text('ui_contour_y', { outcome: request.outcome }),
      ],
      tick: percent,
      show: (value) => number(value),
    })}${
      bounds.length > 0 &&
      table(
        [
          { title: text('ui_contour_confounder') },
          { title: figures.heading(text('ui_sensitivity_leaves')), number: true },
          { title: text('ui_sensitivity_interval'), number: true },
        ],
        bounds.map((bound) => ({
          cells: [name(bound), figures.effect(bound.adjustedEstimate), figures.range(bound.adjustedInterval)],
        })),
      )
    }`,
    html`<p class="made"><b>${text('report_made')}</b> ${text('ui_protocol_contour')}</p>`,
  )
}

/** Γ, flexible robustness and bounds of weighting, one sentence each. */
export function hiddenBiasBlock(bias: HiddenBias, { text, number, percent }: Language): Markup {
  const reached = bias.weighted?.bounds.find(({ estimates: [low, high] }) => low <= 0 && high >= 0)
  const last = bias.weighted?.bounds.at(-1)
  return html`${bias.matched !== null && html`<p>${bias.matched.gamma > 1 ? text('ui_hidden_gamma', { gamma: number(bias.matched.gamma) }) : text('ui_hidden_gamma_none')}</p>`}
${bias.flexible !== null && html`<p>${text('ui_hidden_flexible', { value: percent(bias.flexible.robustnessValue) })}${bias.flexible.robustnessValueAlpha !== undefined && html` ${text('ui_hidden_flexible_alpha', { value: percent(bias.flexible.robustnessValueAlpha) })}`}</p>`}
${last !== undefined && html`<p>${reached === undefined ? text('ui_hidden_bounds_clear', { lambda: number(last.lambda) }) : text('ui_hidden_bounds_reached', { lambda: number(reached.lambda) })}</p>`}`
}

function distance(bound: { readonly adjustedEstimate: number }, { estimate }: SensitivityAnalysis): number {
  return Math.abs(bound.adjustedEstimate - estimate)
}
