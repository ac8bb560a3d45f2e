import { fail } from '../contract/errors.ts'
import type { Split } from '../contract/recommend.ts'
import { hash32 } from '../numeric/random.ts'
import { type Interactions, takeInteractions } from './interactions.ts'

export interface SplitInteractions {
  readonly train: Interactions
  readonly test: Interactions
}

/**
 * Holds out interactions for testing. Chance is keyed by seed, user and item, so the order of rows changes nothing.
 *
 * - `leave-one-out`: each user's last interaction, where the user has two or more; by chance where there are no times.
 * - `temporal`: the last share of each user's, of each item's, or of all interactions.
 * - `random`: that share of them by chance.
 *
 * Of n interactions in a group ⌊share · n⌋ are held out, one at least where n ≥ 2 (as RecBole's ratio splits).
 * Throws RECOMMEND_NO_TIMES for a temporal split without times, RECOMMEND_NOTHING_HELD_OUT.
 */
export function splitInteractions(all: Interactions, split: Split): SplitInteractions {
  if (split.kind === 'temporal' && !all.timed) throw fail('RECOMMEND_NO_TIMES')
  const key = drawKeys(all, split.seed)
  const byTime = split.kind !== 'random' && all.timed
  const later = (a: number, b: number) => (byTime ? all.time[a] - all.time[b] : 0) || key[a] - key[b] || a - b
  const held = new Uint8Array(all.item.length)
  for (const group of groupsOf(all, split)) {
    const count =
      split.kind === 'leave-one-out' ? Math.min(1, group.length - 1) : heldOut(group.length, split.test)
    group.sort(later)
    for (const row of group.subarray(group.length - count)) held[row] = 1
  }
  if (!held.includes(1)) throw fail('RECOMMEND_NOTHING_HELD_OUT')
  return {
    train: takeInteractions(
      all,
      held.map((flag) => 1 - flag),
    ),
    test: takeInteractions(all, held),
  }
}

function heldOut(n: number, share: number): number {
  // A share such as 0.2 of 15 must give 3 though the product falls short of it by rounding.
  const count = Math.floor(share * n + 1e-9)
  return count === 0 && n >= 2 ? 1 : count
}

function groupsOf(all: Interactions, split: Split): Uint32Array[] {
  const rows = all.item.length
  if (split.kind !== 'leave-one-out' && split.by === 'row')
    return [Uint32Array.from({ length: rows }, (_, row) => row)]
  if (split.kind === 'leave-one-out' || split.by === 'user') {
    return all.users.map((_, user) =>
      Uint32Array.from({ length: all.start[user + 1] - all.start[user] }, (_, k) => all.start[user] + k),
    )
  }
  const byItem: number[][] = all.items.map(() => [])
  for (let row = 0; row < rows; row++) byItem[all.item[row]].push(row)
  return byItem.map((group) => Uint32Array.from(group))
}

function drawKeys(all: Interactions, seed: number): Uint32Array {
  const keys = new Uint32Array(all.item.length)
  for (let user = 0; user < all.users.length; user++) {
    const ofUser = hash32(hash32(0x9e3779b9, String(seed)), `/${all.users[user]}`)
    for (let row = all.start[user]; row < all.start[user + 1]; row++) {
      keys[row] = hash32(ofUser, `/${all.items[all.item[row]]}`) >>> 0
    }
  }
  return keys
}
