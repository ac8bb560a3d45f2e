import * as m from '../../messages/compiled/messages.js'
import type { Analysis, Estimate } from './effect-unit.ts'

/** What changes the outcome: the treatment, one arm of several instead of another, or one unit more of it. */
export function subjectOf(
  { request: { treatment } }: Analysis,
  { arms, contrasts, method }: Estimate,
): string {
  if (arms !== null && contrasts !== undefined) return m.ui_effects_subject_arms({ treatment, ...arms })
  if (arms === null && !ofItsOwn.has(method)) return m.ui_effects_subject_dose({ treatment })
  return m.ui_effects_subject({ treatment })
}

/** Methods that rest on another assumption than on a set that is enough, and name no arms. */
const ofItsOwn: ReadonlySet<Estimate['method']> = new Set([
  'iv_2sls',
  'did',
  'rdd',
  'frontdoor',
  'mediation',
  'id',
])

/** On what the number rests, and for whom it is where the method has its own say in that. */
export function conditionOf({ adjustment }: Analysis, { method }: Estimate): string {
  if (method === 'iv_2sls') return m.ui_effects_if_instruments()
  if (method === 'did') return m.ui_effects_if_trends()
  if (method === 'rdd') return m.ui_effects_if_cutoff()
  if (adjustment.from === 'graph') return m.ui_effects_if_graph()
  if (method === 'frontdoor') return m.ui_effects_if_mediators()
  return adjustment.set.length === 0 ? m.ui_effects_if_random() : m.ui_effects_if_adjusted()
}

/** Whether the formula of the adjustment set is what the method computes. */
export function computesEstimand({ adjustment }: Analysis, { method }: Estimate): boolean {
  return adjustment.from === 'graph' || !ofItsOwn.has(method)
}

/** Whether the effect is for those who were asked for; other methods have people of their own. */
export function hasTarget({ method }: Estimate): boolean {
  return method !== 'iv_2sls' && method !== 'did' && method !== 'rdd'
}
