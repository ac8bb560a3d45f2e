import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskedBatch, nextItemBatch, trialBatch } from '../../src-main/models/data/batch.ts'
import { trainingEnd, trialsOf } from '../../src-main/models/data/leave-one-out.ts'
import { rankingQuality } from '../../src-main/models/data/ranking-quality.ts'
import { type Sequences, sequencesOf } from '../../src-main/models/data/sequences.ts'
import { batchesOf, windowsOf } from '../../src-main/models/data/windows.ts'
import { rankOf } from '../../src-main/models/training/shard.ts'
import { random } from '../../src-main/numeric/random.ts'

const names = (count: number) => Array.from({ length: count }, (_, i) => String(i))

/** One user per list of items. */
function sequences(...lists: readonly (readonly number[])[]): Sequences {
  const events = lists.flatMap((list, user) => list.map((item, time) => ({ user, item, time })))
  return sequencesOf(
    {
      user: events.map((event) => event.user),
      item: events.map((event) => event.item),
      time: events.map((event) => event.time),
    },
    names(lists.length),
    names(1 + Math.max(0, ...lists.flat())),
  )
}

test('events come in order of time within a user, ties in the order of the file, missing ones left out', () => {
  const { item, start } = sequencesOf(
    {
      user: [1, 0, 1, 1, 0, -1, 0],
      item: [4, 3, 2, 1, 0, 1, -1],
      time: [5, 9, 5, 1, Number.NaN, 2, 3],
    },
    names(2),
    names(5),
  )
  expect([...start]).toEqual([0, 1, 4])
  expect([...item]).toEqual([3, 1, 4, 2])
})

describe('leave-one-out by time', () => {
  test('tests the last item and validates the one before, with all that came earlier as history', () => {
    const all = sequences([5, 6, 7, 8, 9], [1, 2])
    expect(trialsOf(all, 'test', 50)).toEqual([{ user: 0, from: 0, to: 4, target: 9 }])
    expect(trialsOf(all, 'validation', 2)).toEqual([{ user: 0, from: 1, to: 3, target: 8 }])
    expect(trainingEnd(all, 0)).toBe(3)
  })

  test('a user of one or two events holds out nothing and still trains', () => {
    const all = sequences([3], [1, 2])
    expect(trialsOf(all, 'test', 50)).toEqual([])
    expect(trainingEnd(all, 0)).toBe(1)
    expect(windowsOf(all, 10, 0, 0)).toEqual([{ from: 1, to: 2 }])
  })
})

test('windows predict every training item but a user’s first exactly once, and never a held-out one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 12 }),
      fc.nat(100),
      (lengths, longest, epoch) => {
        const all = sequences(...lengths.map((length) => Array.from({ length }, (_, i) => i)))
        const windows = windowsOf(all, longest, 7, epoch)
        const predicted = windows.flatMap(({ from, to }) =>
          Array.from({ length: to - from }, (_, i) => from + 1 + i),
        )
        const expected = lengths.flatMap((_, user) =>
          Array.from(
            { length: Math.max(0, trainingEnd(all, user) - all.start[user] - 1) },
            (_v, i) => all.start[user] + 1 + i,
          ),
        )
        expect(predicted.sort((a, b) => a - b)).toEqual(expected)
        expect(windows.every(({ from, to }) => to - from <= longest)).toBe(true)
        const dealt = batchesOf(windows, 3, 7, epoch)
        expect(dealt.flat().length).toBe(windows.length)
        expect(new Set(dealt.flat()).size).toBe(windows.length)
      },
    ),
    { seed: 20, numRuns: 200 },
  )
})

test('a batch carries inputs and the item after each, and nothing where a sequence has ended', () => {
  const all = sequences([1, 2, 3, 4, 5], [6, 7, 8, 9])
  const batch = nextItemBatch(all, [
    { from: 0, to: 2 },
    { from: 5, to: 6 },
  ])
  expect([...batch.lengths]).toEqual([2, 1])
  expect([...batch.inputs]).toEqual([1, 2, 6, -1])
  expect([...batch.targets]).toEqual([2, 3, 7, -1])
  const trial = trialBatch(all, trialsOf(all, 'test', 2), 'next')
  expect([...trial.inputs]).toEqual([3, 4, 7, 8])
  expect([...trial.targets]).toEqual([-1, 5, -1, 9])
})

test('a masked batch hides what it asks for, something in every window, and asks for the last at the end', () => {
  const all = sequences([1, 2, 3, 4, 5], [6, 7, 8, 9])
  const mask = all.items.length
  const windows = [
    { from: 0, to: 4 },
    { from: 5, to: 6 },
  ]
  for (let seed = 0; seed < 50; seed++) {
    const { inputs, targets, length } = maskedBatch(all, windows, random(seed, 'masks'))
    for (const [row, { from, to }] of windows.entries()) {
      const own = Array.from({ length: to - from + 1 }, (_, t) => row * length + t)
      const hidden = own.filter((at) => inputs[at] === mask)
      expect(hidden.length).toBeGreaterThan(0)
      for (const [t, at] of own.entries()) {
        expect(targets[at]).toBe(inputs[at] === mask ? all.item[from + t] : -1)
        if (inputs[at] !== mask) expect(inputs[at]).toBe(all.item[from + t])
      }
    }
  }
  const trial = trialBatch(all, trialsOf(all, 'test', 2), 'masked')
  expect([...trial.inputs]).toEqual([3, 4, mask, 7, 8, mask])
  expect([...trial.targets]).toEqual([-1, -1, 5, -1, -1, 9])
})

test('ranks and their metrics equal sorting all scores and walking down the list, to 10⁻⁹', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          scores: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 4, maxLength: 30 }),
          target: fc.nat(),
        }),
        { minLength: 1, maxLength: 10 },
      ),
      (users) => {
        const naive = { hr: 0, ndcg: 0, mrr: 0, all: 0 }
        const ranks = users.map(({ scores, target }) => {
          const wanted = target % scores.length
          const list = scores
            .map((score, item) => ({ score, item }))
            .sort((a, b) => b.score - a.score || a.item - b.item)
          const position = list.findIndex(({ item }) => item === wanted)
          if (position < 3) {
            naive.hr += 1
            naive.ndcg += 1 / Math.log2(position + 2)
            naive.mrr += 1 / (position + 1)
          }
          naive.all += 1 / (position + 1)
          return rankOf(Float32Array.from(scores), wanted)
        })
        const got = rankingQuality(ranks, [3])
        expect(Math.abs(got['hr@3'] - naive.hr / users.length)).toBeLessThan(1e-9)
        expect(Math.abs(got['ndcg@3'] - naive.ndcg / users.length)).toBeLessThan(1e-9)
        expect(Math.abs(got['mrr@3'] - naive.mrr / users.length)).toBeLessThan(1e-9)
        expect(Math.abs(got.mrr - naive.all / users.length)).toBeLessThan(1e-9)
      },
    ),
    { seed: 21, numRuns: 200 },
  )
})
