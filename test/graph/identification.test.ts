import { expect, test } from 'vitest'
import { ask } from './ask.ts'

const identify = async (dagitty: string, treatments = ['X'], outcomes = ['Y'], given: string[] = []) =>
  await ask('graph.identify', { graph: { dagitty }, treatments, outcomes, given })

test('the front door prints as in the textbook', async () => {
  const { strategies, estimand } = await identify('dag { X -> Z -> Y; X <-> Y }')
  expect(strategies).toEqual(['frontdoor', 'id'])
  expect(estimand!.text).toBe('P(Y | do(X)) = Σ_Z P(Z | X) Σ_X′ P(Y | X′, Z) P(X′)')
  expect(estimand!.latex).toBe(
    "P(Y \\mid \\mathrm{do}(X)) = \\sum_{Z} P(Z \\mid X) \\sum_{X'} P(Y \\mid X', Z) P(X')",
  )
})

test('the napkin prints as in the textbook, and says that Z1 may have any value', async () => {
  const { estimand } = await identify('dag { Z2 -> Z1 -> X -> Y; Z2 <-> X; Z2 <-> Y }')
  expect(estimand!.text).toBe('P(Y | do(X)) = [Σ_Z2 P(X, Y | Z1, Z2) P(Z2)] / [Σ_Z2 P(X | Z1, Z2) P(Z2)]')
  expect(estimand!.arbitrary).toEqual(['Z1'])
})

test('the bow has a hedge, and an instrument is named though it does not identify', async () => {
  const answer = await identify('dag { Z -> X -> Y; X <-> Y }')
  expect(answer).toEqual({
    identifiable: false,
    strategies: ['instrument'],
    estimand: null,
    hedge: ['X', 'Y'],
    hedgeInner: ['Y'],
  })
})

test('a conditional effect is found where the condition must be treated as an intervention', async () => {
  const { estimand } = await identify('dag { Z -> X -> Y; Z -> Y }', ['X'], ['Y'], ['Z'])
  expect(estimand!.text).toBe('P(Y | do(X), Z) = P(Y | X, Z)')
})

test('two treatments in sequence are adjusted for one after the other', async () => {
  const { strategies, estimand } = await identify(
    'dag { X1 -> L -> X2 -> Y; U [latent]; U -> L; U -> Y; X1 -> Y }',
    ['X1', 'X2'],
  )
  expect(strategies).toEqual(['id'])
  expect(estimand!.text).toBe('P(Y | do(X1, X2)) = Σ_L P(L | X1) P(Y | X1, X2, L)')
})

test('natural effects need a set that confounds nothing between treatment, mediator and outcome', async () => {
  const graph = { dagitty: 'dag { x -> m -> y; x -> y; c -> {m y} }' }
  expect(await ask('graph.mediators', { graph, treatments: ['x'], outcomes: ['y'] })).toEqual({
    nodes: ['m'],
    directEqualsTotal: false,
    decomposition: { adjustFor: ['c'] },
  })
  const hidden = { dagitty: 'dag { x -> m -> y; x -> y; m <-> y }' }
  const answer = await ask('graph.mediators', { graph: hidden, treatments: ['x'], outcomes: ['y'] })
  expect(answer.decomposition).toBeNull()
})

test('the odds ratio survives selection on the outcome, not on both', async () => {
  const check = async (dagitty: string) =>
    (
      await ask('graph.checkOddsRatioSet', {
        graph: { dagitty },
        treatments: ['x'],
        outcomes: ['y'],
        set: ['z'],
      })
    ).valid
  expect(await check('dag { z -> {x y}; x -> y -> s; s [selected] }')).toBe(true)
  expect(await check('dag { z -> {x y}; x -> {y s}; y -> s; s [selected] }')).toBe(false)
})

test('a pag answers by adjustment where the edge is visible', async () => {
  const pag = 'pag { w @-> x; v @-> x; x -> y }'
  const answer = await ask('graph.adjustmentSets', {
    graph: { dagitty: pag },
    treatments: ['x'],
    outcomes: ['y'],
  })
  expect(answer.minimal).toEqual([[]])
  expect((await identify(pag, ['x'], ['y'])).estimand!.text).toBe('P(y | do(x)) = P(y | x)')
})

test('selected data are conditioned on what they are selected on', async () => {
  const { estimand } = await identify('dag { s -> X -> Y; z -> X; z -> Y; s [selected] }')
  expect(estimand!.text).toBe('P(Y | do(X)) = Σ_z P(Y | X, s, z) P(z | s)')
  expect(estimand!.arbitrary).toEqual([])
})
