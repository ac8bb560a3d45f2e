import { type Sequences, sequencesOf } from '../../src-main/models/data/sequences.ts'
import { random } from '../../src-main/numeric/random.ts'

/** Users who walk a ring of items, mostly one on, sometimes anywhere: there is something to learn, and noise. */
export function ringLog(users: number, items: number, seed: number) {
  const source = random(seed, 'ring')
  const user: string[] = []
  const item: string[] = []
  const time: number[] = []
  for (let u = 0; u < users; u++) {
    let at = source.integer(items)
    const length = 6 + source.integer(14)
    for (let t = 0; t < length; t++) {
      user.push(`u${u}`)
      item.push(`i${at}`)
      time.push(t)
      at = source.uniform() < 0.85 ? (at + 1) % items : source.integer(items)
    }
  }
  return { user, item, time }
}

export function ringSequences(users: number, items: number, seed: number): Sequences {
  const log = ringLog(users, items, seed)
  const userNames = [...new Set(log.user)]
  const itemNames = [...new Set(log.item)]
  return sequencesOf(
    {
      user: log.user.map((name) => userNames.indexOf(name)),
      item: log.item.map((name) => itemNames.indexOf(name)),
      time: log.time,
    },
    userNames,
    itemNames,
  )
}
