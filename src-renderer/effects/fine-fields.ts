import * as m from '../../messages/compiled/messages.js'
import type { EstimationMethod } from '../../src-main/contract/effects.ts'
import type { FineSettings } from './analysis-draft.svelte.ts'
import {
  aggregations,
  comparisons,
  distances,
  divergences,
  heterogeneityMethods,
  outcomeModels,
  propensityModels,
  standardErrors,
} from './choices.ts'
import {
  aggregationWords,
  comparisonWords,
  distanceWords,
  divergenceWords,
  errorWords,
  modelWords,
} from './words.ts'

interface Common {
  readonly label: () => string
  readonly hint?: () => string
  /** Of these methods alone. */
  readonly of?: readonly EstimationMethod[]
  /** Only where other settings ask for it. */
  readonly when?: (fine: FineSettings) => boolean
}

interface NumberField extends Common {
  readonly kind: 'number'
  readonly key:
    | 'repetitions'
    | 'bootstrapSamples'
    | 'folds'
    | 'splits'
    | 'clip'
    | 'alpha'
    | 'seed'
    | 'neighbours'
    | 'calliper'
    | 'strata'
    | 'trees'
    | 'bandwidth'
  readonly min?: number
  readonly max?: number
  readonly whole?: true
}

interface ChoiceField extends Common {
  readonly kind: 'choice'
  readonly key:
    | 'propensityModel'
    | 'outcomeModel'
    | 'standardErrors'
    | 'distance'
    | 'divergence'
    | 'comparison'
    | 'aggregation'
  readonly options: readonly { readonly value: string; readonly label: () => string }[]
}

interface TruthField extends Common {
  readonly kind: 'truth'
  readonly key: 'biasCorrection'
}

export type FineField = NumberField | ChoiceField | TruthField

/** What a field holds where nothing was typed. */
export const fineDefaults: Partial<FineSettings> = { repetitions: 100, alpha: 0.05, seed: 1 }

const named = <Value extends string>(
  values: readonly Value[],
  words: Readonly<Record<Value, () => string>>,
) => values.map((value) => ({ value, label: words[value] }))

const split: readonly EstimationMethod[] = ['aipw', 'tmle', 'dml_plr', 'dml_irm', ...heterogeneityMethods]

/** Settings of the methods by what they are about: one line each. */
export const fineGroups: readonly { readonly title: () => string; readonly fields: readonly FineField[] }[] =
  [
    {
      title: () => m.ui_settings_inference(),
      fields: [
        { kind: 'number', key: 'alpha', label: () => m.ui_effects_alpha(), min: 0.0001, max: 0.5 },
        {
          kind: 'choice',
          key: 'standardErrors',
          label: () => m.ui_setting_errors(),
          hint: () => m.ui_setting_errors_hint(),
          options: named(standardErrors, errorWords),
        },
        {
          kind: 'number',
          key: 'bootstrapSamples',
          label: () => m.ui_setting_bootstrap_samples(),
          min: 2,
          max: 100_000,
          whole: true,
          when: (fine) => fine.standardErrors === 'bootstrap',
        },
        { kind: 'number', key: 'seed', label: () => m.ui_effects_seed(), whole: true },
        {
          kind: 'number',
          key: 'repetitions',
          label: () => m.ui_effects_repetitions(),
          min: 10,
          whole: true,
        },
      ],
    },
    {
      title: () => m.ui_settings_models(),
      fields: [
        {
          kind: 'choice',
          key: 'outcomeModel',
          label: () => m.ui_setting_outcome_model(),
          hint: () => m.ui_setting_model_hint(),
          options: named(outcomeModels, modelWords),
        },
        {
          kind: 'choice',
          key: 'propensityModel',
          label: () => m.ui_setting_propensity_model(),
          options: named(propensityModels, modelWords),
        },
        {
          kind: 'number',
          key: 'clip',
          label: () => m.ui_effects_clip(),
          min: 0.0001,
          max: 0.4999,
        },
        {
          kind: 'number',
          key: 'folds',
          label: () => m.ui_effects_folds(),
          hint: () => m.ui_effects_folds_hint(),
          min: 1,
          max: 50,
          whole: true,
          of: split,
        },
        {
          kind: 'number',
          key: 'splits',
          label: () => m.ui_setting_splits(),
          hint: () => m.ui_setting_splits_hint(),
          min: 1,
          max: 100,
          whole: true,
          of: split,
        },
      ],
    },
    {
      title: () => m.ui_settings_methods(),
      fields: [
        {
          kind: 'choice',
          key: 'distance',
          label: () => m.ui_setting_distance(),
          options: named(distances, distanceWords),
          of: ['matching'],
        },
        {
          kind: 'number',
          key: 'neighbours',
          label: () => m.ui_setting_neighbours(),
          min: 1,
          whole: true,
          of: ['matching'],
        },
        {
          kind: 'number',
          key: 'calliper',
          label: () => m.ui_setting_calliper(),
          hint: () => m.ui_setting_calliper_hint(),
          min: 0.0001,
          of: ['matching'],
        },
        {
          kind: 'truth',
          key: 'biasCorrection',
          label: () => m.ui_setting_bias_correction(),
          hint: () => m.ui_setting_bias_correction_hint(),
          of: ['matching'],
        },
        {
          kind: 'number',
          key: 'strata',
          label: () => m.ui_setting_strata(),
          min: 2,
          whole: true,
          of: ['stratification'],
        },
        {
          kind: 'number',
          key: 'trees',
          label: () => m.ui_setting_trees(),
          min: 2,
          whole: true,
          of: ['causal_forest', 'uplift_forest'],
        },
        {
          kind: 'choice',
          key: 'divergence',
          label: () => m.ui_setting_divergence(),
          hint: () => m.ui_setting_divergence_hint(),
          options: named(divergences, divergenceWords),
          of: ['uplift_tree', 'uplift_forest'],
        },
        {
          kind: 'choice',
          key: 'comparison',
          label: () => m.ui_setting_comparison(),
          options: named(comparisons, comparisonWords),
          of: ['did'],
          when: (fine) => fine.firstTreated !== undefined,
        },
        {
          kind: 'choice',
          key: 'aggregation',
          label: () => m.ui_setting_aggregation(),
          options: named(aggregations, aggregationWords),
          of: ['did'],
          when: (fine) => fine.firstTreated !== undefined,
        },
        {
          kind: 'number',
          key: 'bandwidth',
          label: () => m.ui_setting_bandwidth(),
          min: 0.0001,
          of: ['rdd'],
        },
      ],
    },
  ]
