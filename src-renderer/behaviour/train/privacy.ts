import * as m from '../../../messages/compiled/messages.js'
import type { KeptTraining } from '../../../src-main/contract/kept-models.ts'

export const standardPrivacy = { epsilon: 3, clip: 0.5 } as const satisfies KeptTraining['privacy']

/** Epochs of a private training unless asked otherwise: every further one takes more noise. */
export const privateEpochs = 20

/** What an ε is worth, by the tiers of Ponomareva et al. 2023, section 5.2.1. */
export function strengthWords(epsilon: number): string {
  if (epsilon <= 1) return m.ui_privacy_strong()
  return epsilon <= 10 ? m.ui_privacy_fair() : m.ui_privacy_weak()
}
