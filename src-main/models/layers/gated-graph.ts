import type { ParameterShape } from '../architecture.ts'
import type { Pointer } from '../kernels/kernels.ts'
import { addWeightGradient, dense, denseParameters, productWithTransposed } from './dense.ts'
import { gruParameters } from './gru.ts'
import type { Pass, Taped } from './pass.ts'
import { graphCapacity, type Propagation } from './session-graph.ts'

export function gatedGraphParameters(name: string, width: number): ParameterShape[] {
  return [
    ...denseParameters(`${name}.messages`, width, 2 * width),
    ...gruParameters(`${name}.gate`, 2 * width, width),
  ]
}

/**
 * One step of a gated graph network (Li et al. 2016; Wu et al. 2019, eqs. 1–5): every node sends one message along its edges and one
 * against them, weighted by how often an edge was walked; a gated recurrent unit takes what arrives as its input and the
 * node's vector as its state. `input` has `rows` rows of the last step, the output as many as the propagation has versions.
 */
export function gatedGraphStep(
  pass: Pass,
  name: string,
  step: number,
  input: Pointer,
  rows: number,
  width: number,
  { versions, before, to, from, weights }: Propagation,
): Taped {
  const { kernels, scratch } = pass
  const room = graphCapacity(pass.rows, pass.length, step)
  const roomBefore = step === 0 ? rows : graphCapacity(pass.rows, pass.length, step - 1).versions
  const row = 16 * width
  const messages = dense(pass, `${name}.messages`, input, width, 2 * width, rows, roomBefore)
  const edgeTo = written(pass, to, room.edges)
  const edgeFrom = written(pass, from, room.edges)
  const edgeWeights = written(pass, new Int32Array(weights.buffer), room.edges)
  const beforeRows = written(pass, before, room.versions)
  const arriving = scratch.take(room.versions * 2 * width)
  kernels.fill(versions * 2 * width, arriving)
  kernels.addWeightedRows(
    ...([weights.length, width, edgeTo, edgeFrom, edgeWeights, messages.output, arriving] as const),
  )
  const states = scratch.take(room.versions * width)
  kernels.gatherRows(versions, width, beforeRows, input, 1, states, false)
  const gates = scratch.take(room.versions * 4 * width)
  const [inputWeight, stateWeight] = [pass.weight(`${name}.gate.input`), pass.weight(`${name}.gate.state`)]
  kernels.repeatRow(versions, 4 * width, pass.weight(`${name}.gate.bias`), gates, row)
  kernels.matrixProduct(
    ...([versions, 3 * width, 2 * width, arriving, 8 * width, 4] as const),
    ...([inputWeight, 12 * width, 32, gates, row, true] as const),
  )
  kernels.matrixProduct(
    ...([versions, 3 * width, width, states, 4 * width, 4] as const),
    ...([stateWeight, 12 * width, 32, gates + 4 * width, row, true] as const),
  )
  const output = scratch.take(room.versions * width)
  kernels.gruForward(versions, width, gates, states, output)
  return {
    output,
    backward: (gradient) => {
      const remembered = gates + 4 * width
      kernels.gruBackward(versions, width, gates, states, gradient)
      productWithTransposed(
        ...([pass, versions, remembered, row, stateWeight, width, 3 * width, gradient, true] as const),
      )
      addWeightGradient(pass, `${name}.gate.state`, states, width, remembered, 3 * width, row, versions)
      addWeightGradient(pass, `${name}.gate.input`, arriving, 2 * width, gates, 3 * width, row, versions)
      kernels.addRows(versions, 4 * width, gates, row, pass.gradient(`${name}.gate.bias`))
      const arrivingBack = scratch.take(room.versions * 2 * width)
      productWithTransposed(
        ...([pass, versions, gates, row, inputWeight, 2 * width, 3 * width, arrivingBack, false] as const),
      )
      const messagesBack = scratch.take(roomBefore * 2 * width)
      kernels.fill(rows * 2 * width, messagesBack)
      kernels.addWeightedRows(
        ...([weights.length, width, edgeFrom, edgeTo, edgeWeights, arrivingBack, messagesBack] as const),
      )
      const back = messages.backward(messagesBack)
      kernels.scatterRows(versions, width, beforeRows, gradient, 1, back)
      return back
    },
  }
}

/** Codes in memory that has room for `capacity`. */
export function written(pass: Pass, codes: Int32Array, capacity: number): Pointer {
  const at = pass.scratch.take(capacity)
  pass.write(at, codes)
  return at
}
