import type { Analysis } from '../../contract/analyses.ts'
import type { FollowUps, HiddenBias, KeptHeterogeneity } from '../../contract/follow-ups.ts'
import type { EffectGroup } from '../../contract/heterogeneity.ts'
import type { PolicyTree } from '../../contract/policy-tree.ts'
import type { SensitivityAnalysis } from '../../contract/sensitivity.ts'
import type { SubgroupLook } from '../../contract/subgroups.ts'
import { figure, made, table } from '../blocks.ts'
import { bars } from '../charts/bars.ts'
import { contourPlot } from '../charts/contour.ts'
import { forestPlot } from '../charts/forest-plot.ts'
import { html, type Markup } from '../html.ts'
import { type Language, named } from '../language.ts'
import { methodNames } from '../names.ts'

/** Strengths drawn as points, the covariates that could do the most. */
const drawnBenchmarks = 3

/** What a confounder would leave of the estimate. */
export function contourBlock(
  sensitivity: SensitivityAnalysis,
  { request }: Analysis,
  language: Language,
): Markup {
  const { text, percent, number } = language
  const strongest = sensitivity.bounds
    .filter(({ times }) => times === 1)
    .sort((a, b) => distance(b, sensitivity) - distance(a, sensitivity))
    .slice(0, drawnBenchmarks)
    .map(({ benchmark }) => benchmark)
  const bounds = sensitivity.bounds.filter(({ benchmark }) => strongest.includes(benchmark))
  const name = (bound: (typeof bounds)[number]) => `${number(bound.times)}× ${bound.benchmark}`
  const title = text('ui_contour_title')
  return figure(
    title,
    html`${contourPlot({
      title,
      estimate: sensitivity.estimate,
      standardError: sensitivity.standardError,
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
          { title: text('ui_sensitivity_leaves'), number: true },
          { title: text('ui_sensitivity_interval'), number: true },
        ],
        bounds.map((bound) => ({
          cells: [name(bound), number(bound.adjustedEstimate), range(bound.adjustedInterval, language)],
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

/** For whom the effect holds, as far as that was worked out. */
export function forWhomBlock(followUps: FollowUps, language: Language): Markup | null {
  const { heterogeneity, subgroups, policy } = followUps
  if (heterogeneity === null) return null
  return html`<h3>${language.text('ui_heterogeneity_empty_title')}</h3>
${heterogeneityBlock(heterogeneity, language)}
${subgroups?.map((look) => subgroupBlock(look, heterogeneity, language))}
${policy !== null && policyBlock(policy, language)}`
}

function heterogeneityBlock(found: KeptHeterogeneity, language: Language): Markup {
  const { text, number, pValue, percent, count } = language
  const { mean, differential } = found.calibration
  const differs = differential.pValue < 0.05 && differential.estimate > 0
  const how = made(
    language,
    [
      ['report_made_method', named(language, methodNames, found.method)],
      ['report_made_seed', String(found.provenance.seed)],
      ['report_made_version', found.provenance.version],
    ],
    found.provenance.dataHash,
  )
  return html`<p>${text(differs ? 'ui_heterogeneity_yes' : 'ui_heterogeneity_none')} ${text('ui_calibration', { mean: number(mean.estimate), differential: number(differential.estimate), p: pValue(differential.pValue) })}</p>
${figure(
  text('ui_fifths_title'),
  html`${groupPlot(
    text('ui_fifths_title'),
    found.groups.map((group) => ({ ...group, rule: text('ui_fifth', { group: String(group.group) }) })),
    language,
  )}<p>${text('ui_fifths_note')}</p>`,
  how,
)}
${figure(text('ui_importance_title'), bars({ title: text('ui_importance_title'), rows: found.importance.slice(0, 12).map(({ column, share }) => ({ label: column, value: share, inFigures: percent(share) })) }), how)}
<ul class="tests">${found.tree.map(
    (
      leaf,
    ) => html`<li><b>${number(leaf.estimate)}</b> ${leaf.rule === '' ? text('ui_tree_everyone') : text('ui_tree_where', { rule: leaf.rule })}
<p class="quiet">${text('ui_tree_size', { low: number(leaf.confidenceInterval[0]), high: number(leaf.confidenceInterval[1]), rows: count(leaf.n), share: percent(leaf.share) })}</p></li>`,
  )}</ul>`
}

function subgroupBlock(look: SubgroupLook, found: KeptHeterogeneity, language: Language): Markup {
  const { text, number, pValue, count } = language
  const title = text('ui_subgroups_chart', { name: look.by.map(({ column }) => column).join(' × ') })
  return figure(
    title,
    html`${groupPlot(title, look.groups, language)}${table(
      [
        { title: text('ui_subgroups_group') },
        { title: text('report_rows'), number: true },
        { title: text('report_estimate'), number: true },
        { title: text('ui_sensitivity_interval'), number: true },
        { title: text('ui_subgroups_corrected'), number: true },
      ],
      look.groups.map((group) => ({
        cells: [
          group.rule,
          count(group.n),
          number(group.estimate),
          range(group.confidenceInterval, language),
          Number.isNaN(group.correctedPValue) ? '–' : pValue(group.correctedPValue),
        ],
      })),
    )}`,
    html`<p class="made"><b>${text('report_made')}</b> ${text('ui_protocol_subgroups')} ${text('report_made_data')} <code>${found.provenance.dataHash.slice(0, 16)}</code></p>`,
  )
}

function policyBlock(policy: PolicyTree, { text, number, count, percent }: Language): Markup {
  return html`<h3>${text('ui_policy_title')}</h3>
<ul class="tests">${policy.leaves.map(
    (
      leaf,
    ) => html`<li><b>${text('ui_policy_gives', { arm: leaf.arm })}</b> ${leaf.rule === '' ? text('ui_subgroups_everybody') : text('ui_tree_where', { rule: leaf.rule })}
<p class="quiet">${text('ui_policy_leaf_control', { rows: count(leaf.n), share: percent(leaf.share) })}</p></li>`,
  )}</ul>
${policy.comparisons.map(({ arm, advantage }) => {
  const [low, high] = advantage.confidenceInterval
  const parts = { arm, gain: number(advantage.estimate), low: number(low), high: number(high) }
  return html`<p>${low > 0 ? text('ui_policy_better', parts) : text('ui_policy_not_better', parts)}</p>`
})}
<p class="made"><b>${text('report_made')}</b> ${text('ui_protocol_policy', { folds: count(policy.folds) })}</p>`
}

function groupPlot(
  title: string,
  groups: readonly Pick<EffectGroup, 'rule' | 'estimate' | 'confidenceInterval'>[],
  language: Language,
): Markup {
  return forestPlot({
    title,
    rows: groups.map(({ rule, estimate, confidenceInterval }) => ({
      label: rule,
      estimate,
      interval: confidenceInterval,
      inFigures: `${language.number(estimate)} (${range(confidenceInterval, language)})`,
      main: false,
    })),
    axis: language.text('ui_heterogeneity_axis'),
    tick: (value) => language.number(value),
    truth: null,
  })
}

function range(
  [low, high]: readonly [number, number] | readonly number[],
  { text, number }: Language,
): string {
  return `${number(low)}${text('report_to')}${number(high)}`
}

function distance(bound: { readonly adjustedEstimate: number }, { estimate }: SensitivityAnalysis): number {
  return Math.abs(bound.adjustedEstimate - estimate)
}
