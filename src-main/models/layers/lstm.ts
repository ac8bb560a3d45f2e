import { type ParameterShape, zeros } from '../architecture.ts'
import type { Pointer } from '../kernels/kernels.ts'
import { addWeightGradient } from './dense.ts'
import type { Pass, Taped } from './pass.ts'
import { carryBack, inputGradient } from './recurrence.ts'

/** Columns are the gates [i, f, g, o]. */
export function lstmParameters(name: string, inputs: number, hidden: number): ParameterShape[] {
  const start = { kind: 'uniform', limit: 1 / Math.sqrt(hidden) } as const
  return [
    { name: `${name}.input`, rows: inputs, columns: 4 * hidden, start },
    { name: `${name}.state`, rows: hidden, columns: 4 * hidden, start },
    zeros(`${name}.bias`, 4 * hidden),
  ]
}

/** Long short-term memory over time-ordered positions (Hochreiter and Schmidhuber 1997; Gers et al. 2000). */
export function lstmLayer(pass: Pass, name: string, input: Pointer, inputs: number, hidden: number): Taped {
  const { kernels, scratch, rows, length } = pass
  const positions = rows * length
  const row = 16 * hidden
  const step = rows * 4 * hidden
  const gates = scratch.take(positions * 4 * hidden)
  const states = scratch.take(positions * hidden)
  const cells = scratch.take(positions * hidden)
  const stateWeight = pass.weight(`${name}.state`)
  kernels.repeatRow(positions, 4 * hidden, pass.weight(`${name}.bias`), gates, row)
  kernels.matrixProduct(
    ...([positions, 4 * hidden, inputs, input, 4 * inputs, 4] as const),
    ...([pass.weight(`${name}.input`), row, 32, gates, row, true] as const),
  )
  const shape = { rows, length, hidden, gates, states, cells }
  kernels.sequences?.forward('lstm', shape, stateWeight)
  for (let t = 0; t < length && kernels.sequences === undefined; t++) {
    const at = gates + t * rows * row
    const state = states + t * step
    const cell = cells + t * step
    if (t > 0) {
      kernels.matrixProduct(
        ...([rows, 4 * hidden, hidden, state - step, 4 * hidden, 4] as const),
        ...([stateWeight, row, 32, at, row, true] as const),
      )
    }
    kernels.lstmForward(rows, hidden, at, t === 0 ? 0 : cell - step, cell, state)
  }
  return {
    output: states,
    backward: (gradient) => {
      const carriedCell = scratch.take(rows * hidden)
      kernels.fill(rows * hidden, carriedCell)
      carryBack(pass, 'lstm', shape, gradient, stateWeight, 4 * hidden, 0, (t, carried) => {
        const at = gates + t * rows * row
        const cell = cells + t * step
        kernels.lstmBackward(rows, hidden, at, t === 0 ? 0 : cell - step, cell, carried, carriedCell)
        return { gradient: at, stride: row, replaces: true }
      })
      const later = gates + rows * row
      addWeightGradient(pass, `${name}.state`, states, hidden, later, 4 * hidden, row, positions - rows)
      kernels.addRows(positions, 4 * hidden, gates, row, pass.gradient(`${name}.bias`))
      return inputGradient(pass, `${name}.input`, input, inputs, gates, 4 * hidden, row)
    },
  }
}
