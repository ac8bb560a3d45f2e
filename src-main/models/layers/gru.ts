import { type ParameterShape, zeros } from '../architecture.ts'
import type { Pointer } from '../kernels/kernels.ts'
import { addWeightGradient } from './dense.ts'
import type { Pass, Taped } from './pass.ts'
import { carryBack, inputGradient } from './recurrence.ts'

/** Inputs to [n, r, z], states to [r, z, c]: side by side in one row of gates [n, r, z, c], so that each is one product. */
export function gruParameters(name: string, inputs: number, hidden: number): ParameterShape[] {
  const start = { kind: 'uniform', limit: 1 / Math.sqrt(hidden) } as const
  return [
    { name: `${name}.input`, rows: inputs, columns: 3 * hidden, start },
    { name: `${name}.state`, rows: hidden, columns: 3 * hidden, start },
    zeros(`${name}.bias`, 4 * hidden),
  ]
}

/**
 * Gated recurrent units over time-ordered positions (Cho et al. 2014; the reset gate applied after the product, as PyTorch
 * and cuDNN do). The inputs' part of all steps is one product; each step then adds the state's part in place.
 */
export function gruLayer(pass: Pass, name: string, input: Pointer, inputs: number, hidden: number): Taped {
  const { kernels, scratch, rows, length } = pass
  const positions = rows * length
  const row = 16 * hidden
  const step = rows * 4 * hidden
  const gates = scratch.take(positions * 4 * hidden)
  const states = scratch.take(positions * hidden)
  const stateWeight = pass.weight(`${name}.state`)
  kernels.repeatRow(positions, 4 * hidden, pass.weight(`${name}.bias`), gates, row)
  kernels.matrixProduct(
    ...([positions, 3 * hidden, inputs, input, 4 * inputs, 4] as const),
    ...([pass.weight(`${name}.input`), 12 * hidden, 32, gates, row, true] as const),
  )
  const shape = { rows, length, hidden, gates, states, cells: 0 }
  kernels.sequences?.forward('gru', shape, stateWeight)
  for (let t = 0; t < length && kernels.sequences === undefined; t++) {
    const at = gates + t * rows * row
    const state = states + t * step
    const before = t === 0 ? 0 : state - step
    if (before !== 0) {
      kernels.matrixProduct(
        ...([rows, 3 * hidden, hidden, before, 4 * hidden, 4] as const),
        ...([stateWeight, 12 * hidden, 32, at + 4 * hidden, row, true] as const),
      )
    }
    kernels.gruForward(rows, hidden, at, before, state)
  }
  return {
    output: states,
    backward: (gradient) => {
      carryBack(pass, 'gru', shape, gradient, stateWeight, 3 * hidden, 0, (t, carried) => {
        const at = gates + t * rows * row
        kernels.gruBackward(rows, hidden, at, t === 0 ? 0 : states + (t - 1) * step, carried)
        return { gradient: at + 4 * hidden, stride: row, replaces: false }
      })
      const later = gates + rows * row + 4 * hidden
      addWeightGradient(pass, `${name}.state`, states, hidden, later, 3 * hidden, row, positions - rows)
      kernels.addRows(positions, 4 * hidden, gates, row, pass.gradient(`${name}.bias`))
      return inputGradient(pass, `${name}.input`, input, inputs, gates, 3 * hidden, row)
    },
  }
}
