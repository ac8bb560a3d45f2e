import * as m from '../../messages/compiled/messages.js'
import { signed } from '../state/format.ts'
import type { Estimate } from './effect-unit.ts'

type Contrast = NonNullable<Estimate['contrasts']>[number]

/** What an estimate's contrasts are of, in words: arms, parts of an effect, or periods. */
export interface ContrastWords {
  readonly title: string
  readonly note: string
  readonly chart: string
  readonly row: string
  readonly name: (contrast: Contrast) => string
}

const parts: Readonly<Record<string, () => string>> = {
  total: () => m.ui_detail_total(),
  'indirect, mean': () => m.ui_detail_indirect(),
  'direct, mean': () => m.ui_detail_direct(),
  'indirect, treated': () => m.ui_contrast_indirect_treated(),
  'indirect, control': () => m.ui_contrast_indirect_control(),
  'direct, treated': () => m.ui_contrast_direct_treated(),
  'direct, control': () => m.ui_contrast_direct_control(),
}

export function contrastWords({ method }: Estimate, methodName: string): ContrastWords {
  if (method === 'mediation')
    return {
      title: m.ui_contrasts_parts(),
      note: m.ui_contrasts_parts_note(),
      chart: m.ui_contrasts_parts_chart(),
      row: m.ui_contrast_part(),
      name: ({ treated }) => parts[treated]?.() ?? treated,
    }
  if (method === 'did')
    return {
      title: m.ui_contrasts_periods(),
      note: m.ui_contrasts_periods_note(),
      chart: m.ui_contrasts_periods_chart(),
      row: m.ui_contrast_periods_since(),
      name: ({ treated }) => signed(Number(treated)),
    }
  return {
    title: m.ui_contrasts_title(),
    note: m.ui_contrasts_note({ method: methodName }),
    chart: m.ui_contrasts_chart(),
    row: m.ui_contrast_arms(),
    name: ({ treated, control }) => m.ui_contrast({ treated, control }),
  }
}

/** The whole before its parts; arms and periods as they come. */
export function inReadingOrder(contrasts: readonly Contrast[]): readonly Contrast[] {
  const order = Object.keys(parts)
  return [...contrasts].sort((a, b) => order.indexOf(a.treated) - order.indexOf(b.treated))
}
