import type { Analysis } from '../../contract/analyses.ts'
import type { FollowUps, KeptHeterogeneity } from '../../contract/follow-ups.ts'
import type { EffectGroup } from '../../contract/heterogeneity.ts'
import type { PolicyTree } from '../../contract/policy-tree.ts'
import type { SubgroupLook } from '../../contract/subgroups.ts'
import { figure, made, table } from '../blocks.ts'
import { bars } from '../charts/bars.ts'
import { forestPlot } from '../charts/forest-plot.ts'
import { ruleTree } from '../charts/rule-tree.ts'
import { type EffectFigures, type EffectUnit, effectFigures } from '../effect-unit.ts'
import { html, type Markup } from '../html.ts'
import { type Language, named } from '../language.ts'
import { mainEstimate } from '../main-estimate.ts'
import { methodNames } from '../names.ts'

/** For whom the effect holds, as far as that was worked out. */
export function forWhomBlock(
  { heterogeneity, subgroups, policy }: FollowUps,
  analysis: Analysis,
  unit: EffectUnit,
  language: Language,
): Markup | null {
  if (heterogeneity === null) return null
  return html`<h3>${language.text('ui_heterogeneity_empty_title')}</h3>
${heterogeneityBlock(heterogeneity, unit, language)}
${subgroups?.map((look) => subgroupBlock(look, heterogeneity, unit, language))}
${policy !== null && policyBlock(policy, mainEstimate(analysis)?.arms?.control ?? '', unit, language)}`
}

function heterogeneityBlock(found: KeptHeterogeneity, unit: EffectUnit, language: Language): Markup {
  const { text, number, pInWords, percent, count } = language
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
  const figures = effectFigures(
    unit,
    [...found.groups, ...found.tree].map(({ standardError }) => standardError),
    language,
  )
  return html`<p>${text(differs ? 'ui_heterogeneity_yes' : 'ui_heterogeneity_none')} ${text('ui_calibration', { mean: number(mean.estimate), differential: number(differential.estimate), p: pInWords(differential.pValue) })}</p>
${figure(
  text('ui_fifths_title'),
  html`${groupPlot(
    text('ui_fifths_title'),
    found.groups.map((group) => ({ ...group, rule: text('ui_fifth', { group: String(group.group) }) })),
    figures,
    language,
  )}<p>${text('ui_fifths_note')}</p>`,
  how,
)}
${figure(text('ui_importance_title'), bars({ title: text('ui_importance_title'), rows: found.importance.slice(0, 12).map(({ column, share }) => ({ label: column, value: share, inFigures: percent(share) })) }), how)}
${
  found.tree.length > 0 &&
  figure(
    text('ui_tree_title'),
    html`${ruleTree({
      title: text('ui_tree_title'),
      everybody: text('ui_tree_everybody'),
      percent,
      leaves: found.tree.map((leaf) => ({
        rule: leaf.rule,
        share: leaf.share,
        headline: figures.withUnit(leaf.estimate),
        detail: figures.range(leaf.confidenceInterval),
        marked: false,
      })),
    })}<p>${text('ui_tree_note')}</p>
${table(
  [
    { title: text('ui_tree_who') },
    { title: text('report_rows'), number: true },
    { title: figures.heading(text('report_estimate')), number: true },
    { title: text('ui_sensitivity_interval'), number: true },
  ],
  found.tree.map((leaf) => ({
    cells: [
      inWords(leaf.rule, language),
      count(leaf.n),
      figures.effect(leaf.estimate),
      figures.range(leaf.confidenceInterval),
    ],
  })),
)}`,
    how,
  )
}`
}

function subgroupBlock(
  look: SubgroupLook,
  found: KeptHeterogeneity,
  unit: EffectUnit,
  language: Language,
): Markup {
  const { text, pValue, count } = language
  const title = text('ui_subgroups_chart', { name: look.by.map(({ column }) => column).join(' × ') })
  const figures = effectFigures(
    unit,
    look.groups.map(({ standardError }) => standardError),
    language,
  )
  return figure(
    title,
    html`${groupPlot(title, look.groups, figures, language)}${table(
      [
        { title: text('ui_subgroups_group') },
        { title: text('report_rows'), number: true },
        { title: figures.heading(text('report_estimate')), number: true },
        { title: text('ui_sensitivity_interval'), number: true },
        { title: text('ui_subgroups_corrected'), number: true },
      ],
      look.groups.map((group) => ({
        cells: [
          group.rule,
          count(group.n),
          figures.effect(group.estimate),
          figures.range(group.confidenceInterval),
          Number.isNaN(group.correctedPValue) ? '–' : pValue(group.correctedPValue),
        ],
      })),
    )}`,
    html`<p class="made"><b>${text('report_made')}</b> ${text('ui_protocol_subgroups')} ${text('report_made_data')} <code>${found.provenance.dataHash.slice(0, 16)}</code></p>`,
  )
}

/** Who should get which arm: what following the rule brings, the rule drawn, and the rule in a table. */
function policyBlock(policy: PolicyTree, control: string, unit: EffectUnit, language: Language): Markup {
  const { text, count, percent } = language
  const figures = effectFigures(
    unit,
    [...policy.leaves.map(({ gain }) => gain), ...policy.comparisons.map(({ advantage }) => advantage)].map(
      ({ standardError }) => standardError,
    ),
    language,
  )
  const usual = ({ gain }: PolicyTree['leaves'][number]) => gain.standardError === 0
  return html`<h3>${text('ui_policy_title')}</h3>
${policy.comparisons.map(({ arm, advantage }) => {
  const [low, high] = advantage.confidenceInterval
  const parts = {
    arm,
    gain: low > 0 ? figures.size(advantage.estimate) : figures.withUnit(advantage.estimate),
    low: figures.effect(low),
    high: figures.effect(high),
  }
  return html`<p>${low > 0 ? text('ui_policy_better', parts) : text('ui_policy_not_better', parts)}</p>`
})}
${figure(
  text('ui_policy_tree'),
  html`${ruleTree({
    title: text('ui_policy_tree'),
    everybody: text('ui_tree_everybody'),
    percent,
    leaves: policy.leaves.map((leaf) => ({
      rule: leaf.rule,
      share: leaf.share,
      headline: text('ui_policy_gives', { arm: leaf.arm }),
      detail: usual(leaf)
        ? ''
        : text('report_policy_gain', { gain: figures.withUnit(leaf.gain.estimate), control }),
      marked: !usual(leaf),
    })),
  })}
${table(
  [
    { title: text('ui_tree_who') },
    { title: text('ui_policy_arm') },
    { title: text('report_rows'), number: true },
    { title: figures.heading(text('ui_policy_gain')), number: true },
    { title: text('ui_sensitivity_interval'), number: true },
  ],
  policy.leaves.map((leaf) => ({
    cells: [
      inWords(leaf.rule, language),
      leaf.arm,
      count(leaf.n),
      usual(leaf) ? '–' : figures.effect(leaf.gain.estimate),
      usual(leaf) ? '–' : figures.range(leaf.gain.confidenceInterval),
    ],
  })),
)}`,
  html`<p class="made"><b>${text('report_made')}</b> ${text('ui_protocol_policy', { folds: count(policy.folds) })}</p>`,
)}`
}

/** "carts ≤ 1, customer_type = loyal". */
function inWords(rule: string, { text }: Language): string {
  return rule === '' ? text('ui_tree_everybody') : rule.split(' ∧ ').join(', ')
}

function groupPlot(
  title: string,
  groups: readonly Pick<EffectGroup, 'rule' | 'estimate' | 'confidenceInterval'>[],
  { unit, effect, range }: EffectFigures,
  { text, number }: Language,
): Markup {
  return forestPlot({
    title,
    rows: groups.map(({ rule, estimate, confidenceInterval: [low, high] }) => ({
      label: rule,
      estimate: estimate * unit.scale,
      interval: [low * unit.scale, high * unit.scale],
      inFigures: `${effect(estimate)} (${range([low, high])})`,
      main: false,
    })),
    axis: text(unit.points ? 'ui_effects_estimate_points' : 'ui_effects_estimate'),
    tick: (value) => number(value),
    truth: null,
  })
}
