import type { WholeSequences } from '../kernels/kernels.ts'
import type { Recorder } from './recorder.ts'
import { gruSequence, lstmSequence, tanhSequence } from './shaders/recurrent-sequence.ts'

/** Recurrent layers, all their steps in one dispatch. */
export function sequencesOnDevice(recorder: Recorder): WholeSequences {
  const shaders = { gru: gruSequence, lstm: lstmSequence, rnn: tanhSequence }
  return {
    forward(cell, { rows, length, hidden, gates, states, cells }, weight) {
      recorder.dispatch(
        shaders[cell].forward,
        {
          ...{ rows, length, hidden, gates: gates / 4, weight: weight / 4 },
          ...{ states: states / 4, cells: cells / 4 },
        },
        [rows],
      )
    },
    backward(cell, { rows, length, hidden, gates, states, cells }, panels, gradient, sums) {
      recorder.dispatch(
        shaders[cell].backward,
        {
          ...{ rows, length, hidden, gates: gates / 4, weight: panels / 4 },
          ...{ states: states / 4, cells: cells / 4, gradient: gradient / 4, sums: sums / 4 },
        },
        [rows],
      )
    },
  }
}
