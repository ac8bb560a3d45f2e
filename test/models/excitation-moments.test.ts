import { expect, test } from 'vitest'
import { contrastOfUsers } from '../../src-main/models/excitation/contrast.ts'
import { gapNodesOf } from '../../src-main/models/excitation/gap-nodes.ts'
import { squareInverse } from '../../src-main/models/excitation/square-matrix.ts'
import { influencesReader } from '../../src-main/models/excitation/user-influences.ts'
import { emptyMoments, momentsAdder } from '../../src-main/models/excitation/user-moments.ts'
import { chained, drawHawkes } from './hawkes-users.ts'
import { plainContrast, plainInfluences, plainMoments } from './plain-excitation.ts'

const histories = drawHawkes({ ...chained, users: 30 }, 1)
const decay = 0.8
const plain = plainMoments(histories, decay)
const effects = Float64Array.of(0.3, -0.1, 0.2)

function momentsOf(asked: Parameters<typeof momentsAdder>[1]) {
  const sums = emptyMoments(3, asked)
  const add = momentsAdder(histories, asked)
  for (let user = 0; user < histories.users; user++) {
    if (histories.start[user + 1] > histories.start[user]) add(user, sums)
  }
  return sums
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length)
  for (let i = 0; i < found.length; i++) {
    expect(Math.abs(found[i] - expected[i])).toBeLessThan(1e-10 * (1 + Math.abs(expected[i])))
  }
}

test('moments of a gap at once are those of its nodes one by one', () => {
  const { design, response } = momentsOf({ decay, excited: [0, 1, 2], effects: null })
  expectClose(
    design,
    plain.design.filter((_, i) => i < 18 && i % 6 < 3),
  )
  expectClose(response, plain.response.slice(0, 9))
})

test('the decay’s moments are those of Σ effect · derivative', () => {
  const { design, response } = momentsOf({ decay, excited: [1], effects })
  const along = (row: (a: number) => number) => effects.reduce((sum, effect, a) => sum + effect * row(a), 0)
  const rows = [0, 1, 2]
  expectClose(
    rows.map((a) => design[a * 4 + 3]),
    rows.map((a) => along((c) => plain.design[a * 6 + 3 + c])),
  )
  expectClose(
    rows.map((a) => design[12 + a]),
    rows.map((a) => along((c) => plain.design[(3 + c) * 6 + a])),
  )
  expectClose([design[15]], [along((a) => along((c) => plain.design[(3 + a) * 6 + 3 + c]))])
  expectClose([response[3]], [along((a) => plain.response[(3 + a) * 3 + 1])])
})

test('the contrast without a quadrature is that of the nodes', () => {
  const { design, response } = contrastOfUsers.run(histories, { from: 0, to: histories.users, decay })
  const nodes = plainContrast(histories, decay)
  for (const [found, expected] of [
    [design, nodes.design],
    [response, nodes.response],
  ]) {
    for (let i = 0; i < 9; i++) expect(Math.abs(found[i] / expected[i] - 1)).toBeLessThan(1e-5)
  }
})

test('what a user says of an effect is what its definition says; at the estimate all together say nothing more', () => {
  const { design, response } = momentsOf({ decay, excited: [1], effects: null })
  const bread = squareInverse(design, 3)
  const estimate = Float64Array.from({ length: 3 }, (_, a) =>
    response.reduce((sum, own, c) => sum + bread[a * 3 + c] * own, 0),
  )
  const asked = { decay, excited: 1, effects: estimate, withDecay: false, bread }
  const read = influencesReader(histories, asked)
  const [influence, leverage] = [new Float64Array(3), new Float64Array(3)]
  for (let user = 0; user < histories.users; user++) {
    if (histories.start[user + 1] === histories.start[user]) continue
    const found = read(user)
    const defined = plainInfluences(histories, user, asked)
    for (const name of ['influence', 'leverage', 'variance', 'growth'] as const) {
      expectClose(found[name], defined[name])
    }
    for (let a = 0; a < 3; a++) {
      influence[a] += found.influence[a]
      leverage[a] += found.leverage[a]
    }
  }
  expectClose(influence, [0, 0, 0])
  expectClose(leverage, [1, 1, 1])
})

test('a quadrature over a gap knows polynomials times what fades, in any order of gaps', () => {
  const nodesOf = gapNodesOf(2)
  for (const gap of [0.1, 3, 0.4, 40, 3]) {
    const { count, weight, elapsed, fade } = nodesOf(gap)
    let [all, faded] = [0, 0]
    for (let node = 0; node < count; node++) {
      all += weight[node]
      faded += weight[node] * elapsed[node] * fade[node]
    }
    expect(all).toBeCloseTo(gap, 10)
    const exact = (1 - Math.exp(-2 * gap) * (1 + 2 * gap)) / 4
    expect(Math.abs(faded - exact)).toBeLessThan(1e-5 * exact)
  }
})
