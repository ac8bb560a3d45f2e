import { glorot, type ParameterShape } from '../architecture.ts'
import type { Pointer } from '../kernels/kernels.ts'
import { dense, denseParameters } from './dense.ts'
import { written } from './gated-graph.ts'
import type { Pass, Taped } from './pass.ts'
import { graphCapacity, type SessionGraphs } from './session-graph.ts'

export function softReadoutParameters(name: string, width: number): ParameterShape[] {
  return [
    ...denseParameters(`${name}.query`, width, width),
    ...denseParameters(`${name}.key`, width, width),
    glorot(`${name}.score`, 1, width),
  ]
}

/**
 * What each prefix is about (Wu et al. 2019, eqs. 6–7): for every position a row of twice the width, its own node's vector beside the
 * sum of all nodes' vectors, each weighted by q·σ(W₁·own + W₂·node + c) and by how often the prefix met it. `nodes` has `versions` rows.
 */
export function softReadout(
  pass: Pass,
  name: string,
  nodes: Pointer,
  versions: number,
  width: number,
  steps: number,
  { own, query, key, times }: SessionGraphs,
): Taped {
  const { kernels, scratch } = pass
  const positions = pass.rows * pass.length
  const room = graphCapacity(pass.rows, pass.length, steps - 1)
  const score = pass.weight(`${name}.score`)
  const ownRows = written(pass, own, positions)
  const queries = written(pass, query, room.pairs)
  const keys = written(pass, key, room.pairs)
  const counts = written(pass, new Int32Array(times.buffer), room.pairs)
  const entries = query.length
  const sumRows = written(
    pass,
    query.map((position) => 2 * position + 1),
    room.pairs,
  )
  const evenRows = written(
    pass,
    Int32Array.from({ length: 2 * positions }, (_, at) => (at % 2 === 0 ? own[at / 2] : -1)),
    2 * positions,
  )
  const oddRows = written(
    pass,
    Int32Array.from({ length: positions }, (_, position) => 2 * position + 1),
    positions,
  )

  const last = scratch.take(positions * width)
  kernels.gatherRows(positions, width, ownRows, nodes, 1, last, false)
  const asked = dense(pass, `${name}.query`, last, width, width)
  const offered = dense(pass, `${name}.key`, nodes, width, width, versions, room.versions)
  const scores = scratch.take(room.pairs)
  kernels.gatedScores(
    ...([entries, width, queries, keys, counts, asked.output, offered.output, score, scores] as const),
  )
  const output = scratch.take(2 * positions * width)
  kernels.gatherRows(2 * positions, width, evenRows, nodes, 1, output, false)
  kernels.addWeightedRows(entries, width, sumRows, keys, scores, nodes, output)
  return {
    output,
    backward: (gradient) => {
      const sums = scratch.take(positions * width)
      kernels.gatherRows(positions, width, oddRows, gradient, 1, sums, false)
      const askedBack = scratch.take(positions * width)
      kernels.fill(positions * width, askedBack)
      const offeredBack = scratch.take(room.versions * width)
      kernels.fill(versions * width, offeredBack)
      kernels.gatedScoresBackward(
        ...([entries, width, queries, keys, counts, asked.output, offered.output, score] as const),
        ...([nodes, sums, askedBack, offeredBack, pass.gradient(`${name}.score`)] as const),
      )
      const back = offered.backward(offeredBack)
      kernels.addWeightedRows(entries, width, keys, queries, scores, sums, back)
      kernels.scatterRows(2 * positions, width, evenRows, gradient, 1, back)
      kernels.scatterRows(positions, width, ownRows, asked.backward(askedBack), 1, back)
      return back
    },
  }
}
