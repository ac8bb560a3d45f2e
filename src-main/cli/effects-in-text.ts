import type { Locale } from '../contract/messages.ts'
import type { MessageKey } from '../contract/words.ts'
import { say } from '../engine/render.ts'
import { padded, widthOf } from './text-width.ts'

/** A rendered result, as far as the lines below read it. */
interface Loose {
  readonly [field: string]: unknown
}

type Cell = string
type Line = string | readonly (readonly Cell[])[]

/**
 * Answers of `effects …` to be read by people: what was asked first, then tables, then warnings and how it was made.
 * Undefined for a method whose answer has no such form.
 */
export function effectsInText(method: string, result: unknown, locale: Locale): string | undefined {
  const form = forms[method]
  if (form === undefined) return undefined
  const text = (key: MessageKey, parameters: Readonly<Record<string, string>> = {}) =>
    say({ words: key, with: parameters }, locale)
  const loose = result as Loose
  const lines: Line[] = [...form(loose, text), ...warningsOf(loose), ...madeOf(loose, text)]
  return lines.flatMap((line) => (typeof line === 'string' ? [line] : aligned(line))).join('\n')
}

type Text = (key: MessageKey, parameters?: Readonly<Record<string, string>>) => string

const forms: Readonly<Record<string, (result: Loose, text: Text) => readonly Line[]>> = {
  'effects.estimate': (result, text) => [
    `${result.estimand}`,
    estimates([result], text),
    ...instrumentsOf(result, text),
  ],

  'effects.compare': (result, text) => [
    estimates(list(result.estimates), text),
    ...list(result.estimates).flatMap((estimate) => instrumentsOf(estimate, text)),
    ...list(result.failures).map(({ method, message }) => `${method}: ${message}`),
    `${(result.comparison as Loose).inWords}`,
  ],

  'effects.refute': (result) => [
    ...list(result.refutations).flatMap(({ name, verdict, inWords, pValue, nullHypothesis }) => [
      `${marks[String(verdict)]} ${name}: ${inWords}`,
      `    H₀ ${nullHypothesis}; p = ${number(pValue)}`,
    ]),
    `${(result.panel as Loose).inWords}`,
  ],

  'effects.heterogeneity': (result, text) => {
    const { differential, mean } = result.calibration as Record<string, Loose>
    return [
      `${result.estimand}`,
      text('ui_calibration', {
        mean: number(mean.estimate),
        differential: number(differential.estimate),
        p: number(differential.pValue),
      }),
      '',
      [
        [
          text('ui_fifths_group'),
          text('ui_effects_n'),
          text('ui_effects_estimate'),
          text('ui_sensitivity_interval'),
        ],
        ...list(result.groups).map((group) => [
          text('ui_fifth', { group: String(group.group) }),
          String(group.n),
          number(group.estimate),
          interval(group.confidenceInterval),
        ]),
      ],
      '',
      [
        [text('ui_effects_covariate'), text('ui_importance_axis')],
        ...list(result.importance).map(({ column, share }) => [String(column), number(share)]),
      ],
      '',
      groupsOf(list(result.tree), text),
    ]
  },

  'effects.subgroups': (result, text) => [groupsOf(list(result.groups), text)],

  'effects.policyTree': (result, text) => [
    [
      [
        text('ui_subgroups_group'),
        text('ui_policy_title'),
        text('ui_effects_n'),
        text('ui_effects_estimate'),
        text('ui_sensitivity_interval'),
      ],
      ...list(result.leaves).map(({ rule, arm, n, gain }) => [
        String(rule || text('ui_subgroups_everybody')),
        text('ui_policy_gives', { arm: String(arm) }),
        String(n),
        number((gain as Loose).estimate),
        interval((gain as Loose).confidenceInterval),
      ]),
    ],
    '',
    [
      [text('ui_policy_compare'), text('ui_policy_value'), text('ui_policy_advantage'), text('ui_effects_p')],
      [text('ui_policy_itself'), number((result.value as Loose).estimate), '', ''],
      ...list(result.comparisons).map(({ arm, value, advantage }) => [
        text('ui_policy_everybody', { arm: String(arm) }),
        number((value as Loose).estimate),
        interval((advantage as Loose).confidenceInterval),
        number((advantage as Loose).pValue),
      ]),
    ],
  ],

  'effects.sensitivity': (result, text) => [
    text('ui_effects_robustness', { value: percent(result.robustnessValue) }),
    Number(result.robustnessValueAlpha) > 0
      ? text('ui_effects_robustness_alpha', { value: percent(result.robustnessValueAlpha) })
      : text('ui_effects_robustness_none'),
    ...(result.eValue === null ? [] : [text('ui_effects_evalue', { value: number(result.eValue) })]),
    ...(result.rosenbaumGamma === undefined
      ? []
      : [text('ui_hidden_gamma', { gamma: number(result.rosenbaumGamma) })]),
    ...flexibleBias(result, text),
    [
      [text('ui_contour_confounder'), text('ui_sensitivity_leaves'), text('ui_sensitivity_interval')],
      ...list(result.bounds).map((bound) => [
        `${number(bound.times)}× ${bound.benchmark}`,
        number(bound.adjustedEstimate),
        interval(bound.adjustedInterval),
      ]),
    ],
    `${result.basis}`,
  ],

  'effects.upliftMetrics': (result) => [
    [
      ['Qini', number(result.qini), interval(result.confidenceInterval)],
      ['AUUC', number(result.auuc), ''],
    ],
    `${result.protocol}`,
  ],
}

const marks: Readonly<Record<string, string>> = { passed: '✓', failed: '✗', unclear: '?' }

function estimates(all: readonly Loose[], text: Text): Line {
  return [
    [
      text('ui_effects_method'),
      text('ui_effects_estimate'),
      text('ui_effects_se'),
      text('ui_sensitivity_interval'),
      text('ui_effects_p'),
      text('ui_effects_n'),
    ],
    ...all.map((each) => [
      String(each.method),
      number(each.estimate),
      number(each.standardError),
      interval(each.confidenceInterval),
      number(each.pValue),
      String(each.n),
    ]),
  ]
}

/** What a hidden confounder would do to an estimate by flexible models; nothing of other methods. */
function flexibleBias(result: Loose, text: Text): readonly Line[] {
  if (result.flexible === undefined) return []
  const { scenario, benchmarks } = result.flexible as { scenario: Loose; benchmarks: unknown }
  const [low, high] = scenario.estimates as readonly number[]
  return [
    text('ui_hidden_flexible', { value: percent(result.flexibleRobustnessValue) }),
    text('ui_hidden_flexible_alpha', { value: percent(result.flexibleRobustnessValueAlpha) }),
    text('ui_flexible_scenario', {
      outcome: percent(scenario.outcome),
      treatment: percent(scenario.treatment),
      low: number(low),
      high: number(high),
      interval: interval(scenario.confidenceBounds),
    }),
    ...(list(benchmarks).length === 0
      ? []
      : [
          [
            [text('ui_flexible_benchmark'), text('ui_sensitivity_leaves'), text('ui_sensitivity_interval')],
            ...list(benchmarks).map(({ benchmark, estimates, confidenceBounds }) => [
              String(benchmark),
              interval(estimates),
              interval(confidenceBounds),
            ]),
          ],
        ]),
  ]
}

/** Tests of instruments and what they say; nothing of other methods. */
function instrumentsOf({ diagnostics }: Loose, text: Text): readonly Line[] {
  const { instruments } = (diagnostics ?? {}) as Loose
  if (instruments === undefined) return []
  const { tests, weakInstrumentInterval, robustWeakInstrumentInterval } = instruments as Loose
  return [
    '',
    [
      [text('ui_instruments_test'), text('ui_instruments_statistic'), text('ui_effects_p')],
      ...list(tests).map(({ label, statistic, pValue }) => [
        String(label),
        number(statistic),
        number(pValue),
      ]),
    ],
    ...list(tests).map(({ label, inWords }) => `${label}: ${inWords}`),
    `${(weakInstrumentInterval as Loose).inWords}`,
    ...(robustWeakInstrumentInterval ? [`${(robustWeakInstrumentInterval as Loose).inWords}`] : []),
  ]
}

function groupsOf(groups: readonly Loose[], text: Text): Line {
  return [
    [
      text('ui_subgroups_group'),
      text('ui_effects_n'),
      text('ui_effects_estimate'),
      text('ui_sensitivity_interval'),
    ],
    ...groups.map((group) => [
      String(group.rule || text('ui_subgroups_everybody')),
      String(group.n),
      number(group.estimate),
      interval(group.confidenceInterval),
    ]),
  ]
}

function warningsOf(result: Loose): readonly Line[] {
  return list(result.warnings).map(({ message }) => `! ${message}`)
}

function madeOf({ provenance }: Loose, text: Text): readonly Line[] {
  if (provenance === undefined) return []
  const { seed, dataHash, version } = provenance as Loose
  const hash = String(dataHash).slice(0, 16)
  return [
    '',
    `${text('ui_made')} ${text('ui_effects_seed')} ${seed} · ${text('ui_effects_data')} ${hash} · ${text('ui_effects_version')} ${version}`,
  ]
}

/** Columns of one width; all but the first stand to the right. */
function aligned(rows: readonly (readonly Cell[])[]): string[] {
  const widths = rows[0].map((_, c) => Math.max(...rows.map((row) => widthOf(row[c] ?? ''))))
  return rows.map((row) =>
    row
      .map((cell, c) => (c === 0 ? padded(cell, widths[c]) : ' '.repeat(widths[c] - widthOf(cell)) + cell))
      .join('  ')
      .trimEnd(),
  )
}

function list(value: unknown): readonly Loose[] {
  return Array.isArray(value) ? (value as Loose[]) : []
}

function number(value: unknown): string {
  return typeof value === 'number' && Number.isFinite(value) ? String(Number(value.toPrecision(4))) : '–'
}

function percent(value: unknown): string {
  return typeof value === 'number' ? `${number(100 * value)}%` : '–'
}

function interval(value: unknown): string {
  const [low, high] = (value ?? []) as readonly unknown[]
  return `[${number(low)}, ${number(high)}]`
}
