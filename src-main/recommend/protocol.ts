import type { Split } from '../contract/recommend.ts'
import { type Words, words } from '../contract/words.ts'

/**
 * How the numbers of a ranking evaluation were made, as one sentence: what was held out, that all items were ranked,
 * what became of items already met, and how ties were broken.
 */
export function protocolInWords(split: Split, timed: boolean, excludeSeen: boolean, items: number): Words {
  const percent = Math.round(split.test * 1000) / 10
  if (split.kind === 'leave-one-out') {
    if (!timed) {
      return excludeSeen
        ? words('protocol_leave_random_out_unseen', { items, seed: split.seed })
        : words('protocol_leave_random_out_all', { items, seed: split.seed })
    }
    return excludeSeen
      ? words('protocol_leave_last_out_unseen', { items })
      : words('protocol_leave_last_out_all', { items })
  }
  if (split.kind === 'temporal') {
    const keys = {
      user: ['protocol_latest_of_user_unseen', 'protocol_latest_of_user_all'],
      item: ['protocol_latest_of_item_unseen', 'protocol_latest_of_item_all'],
      row: ['protocol_latest_unseen', 'protocol_latest_all'],
    } as const
    return words(keys[split.by][excludeSeen ? 0 : 1], { items, percent })
  }
  const keys = {
    user: ['protocol_random_of_user_unseen', 'protocol_random_of_user_all'],
    item: ['protocol_random_of_item_unseen', 'protocol_random_of_item_all'],
    row: ['protocol_random_unseen', 'protocol_random_all'],
  } as const
  return words(keys[split.by][excludeSeen ? 0 : 1], { items, percent, seed: split.seed })
}
