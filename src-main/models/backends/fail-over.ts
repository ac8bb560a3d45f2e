import { AntecedentError } from '../../contract/errors.ts'
import type { Batch, HeldModel } from '../training/held-model.ts'
import { type Answer, answerOf, askedThrough, type Question } from './questions.ts'

/**
 * A model on a device that may be lost: what was asked then, and all that is asked later, is asked of the model that `open` holds instead,
 * in as many rows as that takes. `lost` is told once, and may throw.
 */
export function failingOver(
  device: HeldModel,
  open: (weights: Float32Array) => HeldModel,
  weightsAtFirst: Float32Array,
  lost: (detail: string) => void,
): HeldModel {
  let held = device
  let weights = weightsAtFirst
  /** What the gradient under way is the sum of. */
  let added: Question[] = []
  let replacing: Promise<HeldModel> | null = null

  const replace = async (detail: string): Promise<HeldModel> => {
    lost(detail)
    await device.close()
    held = open(weights)
    for (const question of added) await inPieces(held, question)
    return held
  }
  const ask = async (question: Question): Promise<Answer> => {
    if (replacing !== null) return await inPieces(await replacing, question)
    try {
      const answer = await answerOf(held, question)
      if (question.ask === 'addGradient') added.push(question)
      if (question.ask === 'takeGradient') added = []
      return answer
    } catch (error) {
      if (!isLost(error)) throw error
      replacing ??= replace(String(error.parameters.detail))
      return await inPieces(await replacing, question)
    }
  }
  const { architecture, parameters, most, ahead } = device
  return askedThrough(
    {
      ...{ architecture, parameters, most, ahead },
      load(values) {
        weights = values
        held.load(values)
      },
      close: () => held.close(),
    },
    ask,
  )
}

export function isLost(error: unknown): error is AntecedentError {
  return error instanceof AntecedentError && error.code === 'MODELS_DEVICE_LOST'
}

/** Asks a model that takes fewer rows at once. */
async function inPieces(held: HeldModel, question: Question): Promise<Answer> {
  if (question.ask === 'takeGradient' || question.batch.rows <= held.most)
    return await answerOf(held, question)
  const { batch } = question
  const parts: Answer[] = []
  for (let first = 0; first < batch.rows; first += held.most) {
    parts.push(await answerOf(held, { ...question, batch: rowsOf(batch, first, first + held.most) }))
  }
  return joined(parts)
}

function rowsOf({ rows, length, sides, ...batch }: Batch, first: number, end: number): Batch {
  const perPosition = sides === undefined ? 0 : sides.length / (rows * length)
  const [from, to] = [first * length, Math.min(end, rows) * length]
  return {
    rows: Math.min(end, rows) - first,
    length,
    lengths: batch.lengths.subarray(first, end),
    inputs: batch.inputs.subarray(from, to),
    targets: batch.targets.subarray(from, to),
    sides: sides?.subarray(from * perPosition, to * perPosition),
  }
}

function joined(parts: readonly Answer[]): Answer {
  if (parts.some((part) => part === null)) return null
  const floats = parts as readonly Float32Array[]
  const whole = new Float32Array(floats.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of floats) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
