import { describe, expect, it } from 'vitest'
import { random, randomFrom, randomState } from '../../src-main/numeric/random.ts'
import { forestSampler, type Sample } from '../../src-main/numeric/trees/forest-sample.ts'
import { treeRoom } from '../../src-main/numeric/trees/kernels/kernels.ts'

describe('samples of a forest', () => {
  const of = 1003
  const rows = Int32Array.from({ length: of }, (_, i) => i).filter((row) => row % 3 !== 0)

  it('are those that the numbers of a seed choose, and move its state on', () => {
    const room = treeRoom()
    const sampler = forestSampler(room, { rows, units: undefined, of }, 0.5)
    const state = randomState(7, 'group', 0)
    const members = new Uint8Array(Math.ceil(of / 8))
    const drawn = listed(sampler.draw(state, members))
    const source = random(7, 'group', 0)
    const count = Math.round(rows.length / 2)
    const chosen: number[] = []
    for (let k = 0; k < rows.length && chosen.length < count; k++) {
      if (source.bits() * (rows.length - k) < (count - chosen.length) * 2 ** 32) chosen.push(rows[k])
    }
    expect(drawn).toEqual(chosen)
    expect(randomFrom(state).bits()).toBe(source.bits())
    const marked = Array.from({ length: of }, (_, row) => row).filter(
      (row) => (members[row >> 3] >> (row & 7)) & 1,
    )
    expect(marked).toEqual(chosen)
  })

  it('fall into halves by coins, each row into one', () => {
    const sampler = forestSampler(treeRoom(), { rows, units: undefined, of }, 0.5)
    const drawn = sampler.draw(randomState(8, 'group', 0), new Uint8Array(Math.ceil(of / 8)))
    const before = listed(drawn)
    const { split, estimate } = sampler.halve(drawn, randomState(8, 'tree', 0, 0))
    const source = random(8, 'tree', 0, 0)
    let word = 0
    const first = before.filter((_, k) => {
      if (k % 32 === 0) word = source.bits()
      return (word >>> (k % 32)) & 1
    })
    expect(listed(split)).toEqual(first)
    expect([...listed(split), ...listed(estimate)].sort((a, b) => a - b)).toEqual(before)
  })

  it('keep the rows of a unit together', () => {
    const units = Int32Array.from({ length: of }, (_, i) => i % 100)
    const sampler = forestSampler(treeRoom(), { rows, units, of }, 0.5)
    const drawn = sampler.draw(randomState(9, 'group', 0), new Uint8Array(Math.ceil(of / 8)))
    const chosen = listed(drawn)
    const { split, estimate } = sampler.halve(drawn, randomState(9, 'tree', 0, 0))
    const [inSplit, inEstimate] = [split, estimate].map(
      (half) => new Set(listed(half).map((row) => units[row])),
    )
    const drawnUnits = new Set(chosen.map((row) => units[row]))
    expect(drawnUnits.size).toBe(50)
    expect(chosen).toEqual([...rows].filter((row) => drawnUnits.has(units[row])))
    expect([...inSplit].filter((unit) => inEstimate.has(unit))).toEqual([])
    expect(inSplit.size + inEstimate.size).toBe(50)
  })
})

/** Rows where the sampler put them: every room of a thread shows one memory. */
function listed({ rows, count }: Sample): number[] {
  return [...treeRoom().ints(rows, count)]
}
