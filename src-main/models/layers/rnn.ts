import { type ParameterShape, zeros } from '../architecture.ts'
import type { Pointer } from '../kernels/kernels.ts'
import { addWeightGradient } from './dense.ts'
import type { Pass, Taped } from './pass.ts'
import { carryBack, inputGradient } from './recurrence.ts'

export function rnnParameters(name: string, inputs: number, hidden: number): ParameterShape[] {
  const start = { kind: 'uniform', limit: 1 / Math.sqrt(hidden) } as const
  return [
    { name: `${name}.input`, rows: inputs, columns: hidden, start },
    { name: `${name}.state`, rows: hidden, columns: hidden, start },
    zeros(`${name}.bias`, hidden),
  ]
}

/** hₜ = tanh(xₜ·W + hₜ₋₁·U + b) over time-ordered positions (Elman 1990). */
export function rnnLayer(pass: Pass, name: string, input: Pointer, inputs: number, hidden: number): Taped {
  const { kernels, scratch, rows, length } = pass
  const positions = rows * length
  const row = 4 * hidden
  const step = rows * row
  const states = scratch.take(positions * hidden)
  const stateWeight = pass.weight(`${name}.state`)
  kernels.repeatRow(positions, hidden, pass.weight(`${name}.bias`), states, row)
  kernels.matrixProduct(
    ...([positions, hidden, inputs, input, 4 * inputs, 4] as const),
    ...([pass.weight(`${name}.input`), row, 32, states, row, true] as const),
  )
  const shape = { rows, length, hidden, gates: states, states, cells: 0 }
  kernels.sequences?.forward('rnn', shape, stateWeight)
  for (let t = 0; t < length && kernels.sequences === undefined; t++) {
    const state = states + t * step
    if (t > 0) {
      kernels.matrixProduct(
        ...([rows, hidden, hidden, state - step, row, 4] as const),
        ...([stateWeight, row, 32, state, row, true] as const),
      )
    }
    kernels.tanhForward(rows * hidden, state, state)
  }
  return {
    output: states,
    backward: (gradient) => {
      const sums = scratch.take(positions * hidden)
      carryBack(pass, 'rnn', shape, gradient, stateWeight, hidden, sums, (t, carried) => {
        kernels.tanhBackward(rows * hidden, states + t * step, carried)
        kernels.copy(rows * hidden, carried, sums + t * step)
        return { gradient: sums + t * step, stride: row, replaces: true }
      })
      addWeightGradient(pass, `${name}.state`, states, hidden, sums + step, hidden, row, positions - rows)
      kernels.addRows(positions, hidden, sums, row, pass.gradient(`${name}.bias`))
      return inputGradient(pass, `${name}.input`, input, inputs, sums, hidden, row)
    },
  }
}
